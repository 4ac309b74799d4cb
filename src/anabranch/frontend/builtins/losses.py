"""Losses of torch.nn.functional whose Python source is not for compiling: they take functions, lists or Python objects."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from ...lang.codes import number
from ...lang.types import NONE, ListType, TupleType
from ..calls.functions import FunctionValue
from ..values.arguments import Args, Kwargs
from ..values.builtin import meaning_of
from ..values.emitter import Emitter
from ..values.sugared import Sugared


@meaning_of(F.ctc_loss)
def _ctc_loss(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    """The lengths may be lists, though the annotations of its source say tensors."""
    given = [_lengths(e, a) if i in (2, 3) else a for i, a in enumerate(args)]
    named = {k: _lengths(e, a) if k in ("input_lengths", "target_lengths") else a for k, a in kwargs.items()}
    return FunctionValue(F.ctc_loss).call(e, given, named)


def _lengths(e: Emitter, item: Sugared) -> Sugared:
    if not isinstance(item.type(), ListType | TupleType):
        return item
    return e.operator("aten::tensor", [e.resolve(list).call(e, [item], {})], {"dtype": e.constant(number(torch.int64))})


@meaning_of(F.triplet_margin_with_distance_loss)
def _triplet_loss(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    named = dict(kwargs)
    distance = named.get("distance_function")
    if distance is None or distance.type() == NONE:
        named["distance_function"] = e.resolve(torch.pairwise_distance)
    return FunctionValue(_triplet_margin).call(e, args, named)


def _triplet_margin(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Any,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    near = distance_function(anchor, positive)
    far = distance_function(anchor, negative)
    if swap:
        far = torch.minimum(far, distance_function(positive, negative))
    loss = torch.clamp_min(margin + near - far, 0)
    if reduction == "sum":
        return loss.sum()
    return loss.mean() if reduction == "mean" else loss


def _linear_cross_entropy(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    named = dict(kwargs)
    options = named.pop("options", None)
    if options is not None and options.type() != NONE:
        raise e.error(
            "linear_cross_entropy with options cannot be compiled: they are a Python object",
            remedy="leave them out: they change how much memory it takes, not what it gives",
        )
    return FunctionValue(_loss_of_logits).call(e, args, named)


def _loss_of_logits(
    input: Tensor,
    linear_weight: Tensor,
    target: Tensor,
    *,
    linear_bias: Tensor | None = None,
    weight: Tensor | None = None,
    reduction: str = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
) -> Tensor:
    shape = list(input.shape[:-1]) + list(linear_weight.shape[:-1])
    if ignore_index is not None and list(target.shape) == shape:
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    rows = linear_weight.reshape(-1, linear_weight.shape[-1])
    bias = None if linear_bias is None else linear_bias.reshape(-1)
    logits = F.linear(input, rows, bias).reshape(shape)
    ignored = -100 if ignore_index is None else ignore_index
    return F.cross_entropy(
        logits, target, weight, ignore_index=ignored, reduction=reduction, label_smoothing=label_smoothing
    )


if hasattr(F, "linear_cross_entropy"):  # not in each version
    meaning_of(F.linear_cross_entropy)(_linear_cross_entropy)
