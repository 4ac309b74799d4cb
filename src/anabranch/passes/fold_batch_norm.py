"""A batch norm beside a convolution, both with constant weights and told not to train, goes into the convolution's weights.

Behind a convolution always; before one where nothing is padded (padding adds zeros that the norm has not seen).  The new
weights are computed in double precision.  Results differ from the unfolded ones by rounding.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from ..analysis.aliasing import Aliases
from ..base.record import Record
from ..ir.builder import Builder
from ..ir.graph import Graph, Node, Value
from ..text.printer import walk_all
from .context import PassContext

_CONVOLUTIONS = {f"aten::conv{n}d": False for n in (1, 2, 3)} | {f"aten::conv_transpose{n}d": True for n in (1, 2, 3)}


class Affine(Record, frozen=True):
    """What a batch norm does to each channel: ``x * scale + shift``, in double precision."""

    scale: torch.Tensor
    shift: torch.Tensor


def fold_batch_norm(graph: Graph, context: PassContext) -> int:
    norms = [node for node in walk_all(graph) if node.kind() == "aten::batch_norm"]
    aliases = Aliases(graph) if norms else None
    return sum(_fold(norm, aliases, context) for norm in norms) if aliases else 0


def _fold(norm: Node, aliases: Aliases, context: PassContext) -> bool:
    affine = _affine(norm)
    if affine is None:
        return False
    before = norm.inputsAt(0)
    behind = before.node().kind() in _CONVOLUTIONS and _only_user(before, norm) and _fold_behind(before.node(), affine)
    if not behind and not (_is_unwritten(before, aliases) and _fold_before(norm.output(), affine)):
        return False
    norm.output().replaceAllUsesWith(before)
    context.note(norm, f"aten::batch_norm of {len(affine.scale)} channels folded into the convolution beside it")
    norm.destroy()
    return True


def _is_unwritten(value: Value, aliases: Aliases) -> bool:
    """So that the convolution, which comes later, sees what the norm saw."""
    return not aliases.writers(value)


def _only_user(value: Value, norm: Node) -> bool:
    """Of the result itself; what only asks for its shape does not see the difference."""
    return all(use.user is norm or use.user.kind() in ("aten::dim", "aten::size") for use in value._uses)


def _affine(norm: Node) -> Affine | None:
    _, *parameters, training, _, eps, _ = norm.inputs()
    if training.toIValue() is not False or not isinstance(eps.toIValue(), float):
        return None
    if any(v.node().kind() != "prim::Constant" for v in parameters):
        return None
    weight, bias, mean, variance = (v.toIValue() for v in parameters)
    if not isinstance(mean, torch.Tensor) or not isinstance(variance, torch.Tensor) or mean.device.type == "meta":
        return None
    scale = (variance.double() + eps.toIValue()).rsqrt()
    scale = scale if weight is None else scale * weight.double()
    shift = -mean.double() * scale
    return Affine(scale, shift if bias is None else shift + bias.double())


def _fold_behind(conv: Node, affine: Affine) -> bool:
    weight, bias = _weights(conv)
    if weight is None:
        return False
    channels = _as_output(weight, affine.scale, conv)
    if channels is None:
        return False
    shift = affine.shift if bias is None else bias.double() * affine.scale + affine.shift
    return _set_weights(conv, (weight.double() * channels).to(weight.dtype), shift.to(weight.dtype))


def _as_output(weight: torch.Tensor, scale: torch.Tensor, conv: Node) -> torch.Tensor | None:
    """``scale``, one number an output channel, in the shape that multiplies the weight; None where it does not fit."""
    if not _CONVOLUTIONS[conv.kind()]:
        return scale.reshape(-1, *[1] * (weight.dim() - 1)) if len(scale) == weight.shape[0] else None
    groups = conv.inputsAt(6).toIValue()  # a transposed weight is (inputs, outputs ÷ groups, ...)
    if not isinstance(groups, int) or len(scale) != weight.shape[1] * groups:
        return None
    each = scale.reshape(groups, 1, -1).expand(groups, weight.shape[0] // groups, -1)
    return each.reshape(weight.shape[0], weight.shape[1], *[1] * (weight.dim() - 2))


def _fold_before(given: Value, affine: Affine) -> bool:
    if len(given._uses) != 1:
        return False
    conv = given._uses[0].user
    if _CONVOLUTIONS.get(conv.kind(), True) or conv.inputsAt(0) is not given or _pads(conv.inputsAt(4)):
        return False
    weight, bias = _weights(conv)
    groups = conv.inputsAt(6).toIValue()
    if weight is None or not isinstance(groups, int) or weight.shape[1] * groups != len(affine.scale):
        return False
    by_group = [x.reshape(groups, 1, -1).expand(-1, weight.shape[0] // groups, -1) for x in (affine.scale, affine.shift)]
    shape = (*weight.shape[:2], *[1] * (weight.dim() - 2))
    scale, shift = (x.reshape(shape) for x in by_group)
    more = (weight.double() * shift).sum(dim=tuple(range(1, weight.dim())))
    more = more if bias is None else more + bias.double()
    return _set_weights(conv, (weight.double() * scale).to(weight.dtype), more.to(weight.dtype))


def _pads(padding: Value) -> bool:
    node = padding.node()
    if node.kind() == "prim::Constant":
        return bool(padding.toIValue() != "valid")
    return node.kind() != "prim::ListConstruct" or any(v.toIValue() != 0 for v in node.inputs())


def _weights(conv: Node) -> tuple[torch.Tensor | None, torch.Tensor | None]:
    """The constant weight and bias of a convolution; no weight where they are not both known floating-point numbers."""
    values: Sequence[Value] = [conv.inputsAt(1), conv.inputsAt(2)]
    if any(v.node().kind() != "prim::Constant" for v in values):
        return None, None
    weight, bias = (v.toIValue() for v in values)
    known = isinstance(weight, torch.Tensor) and weight.is_floating_point() and weight.device.type != "meta"
    return (weight, bias) if known else (None, None)


def _set_weights(conv: Node, weight: torch.Tensor, bias: torch.Tensor) -> bool:
    builder = Builder(conv.owningGraph())
    with builder.at(conv), builder.from_(conv.span):
        conv.replaceInputAt(1, builder.constant(weight))
        conv.replaceInputAt(2, builder.constant(bias))
    return True
