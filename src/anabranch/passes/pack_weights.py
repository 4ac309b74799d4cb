"""Convolutions and linear layers with constant weights get them packed for our own loops, and do the addition and activation
behind them while they have the result at hand.

A weight is packed once for a graph, however many calls have it.  Only float weights on the CPU; convolutions in one group or
with a kernel for each channel.  What is given something else at run time does what it did, on the weights unpacked.  Results
differ by rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import torch

from ..analysis.aliasing import Aliases
from ..ir.builder import Builder
from ..ir.graph import Graph, Node, Value
from ..ops import operators
from ..ops.packed import BLOCK, packed_kernels, packed_rows
from ..text.printer import walk_all
from .channels_last import may_change_order
from .context import PassContext

_TAILS = {f"aten::{name}{end}": name for name in ("relu", "relu6", "hardswish", "hardsigmoid") for end in ("", "_")}
_SUMS = {"aten::add": False, "aten::add_": True}
_PACKED = frozenset({"aten::conv2d", "aten::linear"})


def pack_weights(graph: Graph, context: PassContext) -> int:
    layers = [node for node in walk_all(graph) if node.kind() in _PACKED]
    if not layers:
        return 0
    packing = _Packing(graph)
    packed = sum(packing.layer(node) for node in layers)
    if packed:
        size = sum(t.nbytes for t in packing.made.values()) / 1e6
        context.notes.append(f"{packed} convolutions and linear layers have packed weights, {size:.1f} MB in all")
        context.notes.append(f"{packing.behind} additions and activations are done by the layer before them")
    return packed


class _Packing:
    """``made`` has the packed weights, by the weight and what it is for; ``behind`` counts the nodes that went into layers."""

    def __init__(self, graph: Graph) -> None:
        self._aliases = Aliases(graph)
        self._before: dict[Value, Value] = {}  # the value that a layer's result was, when the aliases were found
        self._gone: set[Node] = set()
        self._held: list[torch.Tensor] = []  # while they live no other tensor has their memory
        self.made: dict[Hashable, torch.Tensor] = {}
        self.behind = 0

    def layer(self, node: Node) -> bool:
        form = _convolution(node) if node.kind() == "aten::conv2d" else _linear(node)
        if form is None:
            return False
        groups, pack = form
        _ask_input(node)
        behind = self._users(node)
        last = [node, *behind][-1]
        if not may_change_order(last.output(), [w for w in self._writers(last.output()) if w not in behind]):
            return False
        self._replace(node, behind, last, self._packed(node.inputsAt(1).toIValue(), groups, pack))
        return True

    def _users(self, node: Node) -> list[Node]:
        """What can be done with the result: an addition, then an activation."""
        found: list[Node] = []
        user = _only_user(node.output())
        if user is not None and node.kind() == "aten::conv2d" and self._is_sum(user, node):
            found.append(user)
            user = _only_user(user.output())
        if user is not None and _tail(user) and (user.owningBlock() is node.owningBlock()):
            found.append(user)
        return found

    def _is_sum(self, user: Node, node: Node) -> bool:
        """The convolution moves there, so what it reads may not be written to."""
        if user.kind() not in _SUMS or user.owningBlock() is not node.owningBlock() or self._writers(node.inputsAt(0)):
            return False
        first, second, *more = user.inputs()
        tensors = first.type().kind() == second.type().kind() == "TensorType"
        in_place = _SUMS[user.kind()] and first is not node.output()
        return tensors and first is not second and not in_place and bool(more) and more[0].toIValue() == 1

    def _writers(self, value: Value) -> list[Node]:
        return [w for w in self._aliases.writers(self._before.get(value, value)) if w not in self._gone]

    def _packed(self, weight: torch.Tensor, groups: int, pack: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
        key = weight.data_ptr(), weight.shape, weight.stride(), groups  # each read of an attribute makes a tensor of its own
        if key not in self.made:
            self._held.append(weight)
            self.made[key] = pack(weight)
        return self.made[key]

    def _replace(self, node: Node, behind: Sequence[Node], last: Node, packed: torch.Tensor) -> None:
        builder = Builder(node.owningGraph())
        tail = next((_TAILS[n.kind()] for n in behind if n.kind() in _TAILS), "")
        sums = [n for n in behind if n.kind() in _SUMS]
        x, _, bias, *others = node.inputs()
        weight = node.inputsAt(1).toIValue()
        with builder.at(last), builder.from_(node.span):
            values = [x, builder.constant(packed), bias, builder.constant(weight.shape[0])]
            if node.kind() == "aten::conv2d":
                values += [_pair(builder, v) for v in others[:3]]
            values.append(builder.constant(tail))
            if node.kind() == "aten::conv2d":
                values += _added(builder, node.output(), sums)
            operator = operators.find("prim::packed_" + node.kind().removeprefix("aten::"))
            assert operator is not None
            made = builder.call_op(operator, values).output()
        self._before[made] = self._before.get(last.output(), last.output())
        last.output().replaceAllUsesWith(made)
        self._gone.update([node, *behind])
        self.behind += len(behind)
        for gone in (*reversed(behind), node):
            gone.destroy()


def _added(builder: Builder, result: Value, sums: Sequence[Node]) -> list[Value]:
    """What is added to a result, and how it was written."""
    if not sums:
        return [builder.constant(None), builder.constant("")]
    (node,) = sums
    left = node.inputsAt(0) is result
    how = "in place" if _SUMS[node.kind()] else "left" if left else "right"
    return [node.inputsAt(1 if left else 0), builder.constant(how)]


def _ask_input(node: Node) -> None:
    """The number of dimensions is that of the input, whose only user the result's activation may then be."""
    for use in list(node.output()._uses):
        if use.user.kind() == "aten::dim":
            use.user.replaceInputAt(0, node.inputsAt(0))


def _only_user(value: Value) -> Node | None:
    return value._uses[0].user if len(value._uses) == 1 else None


def _tail(node: Node) -> bool:
    return node.kind() in _TAILS


def _weights(node: Node) -> torch.Tensor | None:
    """The weight, if it and the bias are constant and of the kind that our loops take."""
    constants = [v.node().kind() == "prim::Constant" for v in (node.inputsAt(1), node.inputsAt(2))]
    if not all(constants):
        return None
    weight, bias = node.inputsAt(1).toIValue(), node.inputsAt(2).toIValue()
    fit = [type(t) is torch.Tensor and t.dtype == torch.float32 and t.device.type == "cpu" and t.layout == torch.strided
           for t in ((weight,) if bias is None else (weight, bias))]  # fmt: skip
    return weight if all(fit) and weight.numel() else None


def _linear(node: Node) -> tuple[int, Callable[[torch.Tensor], torch.Tensor]] | None:
    weight = _weights(node)
    return None if weight is None or weight.dim() != 2 else (0, lambda w: packed_rows(w).contiguous())


def _convolution(node: Node) -> tuple[int, Callable[[torch.Tensor], torch.Tensor]] | None:
    weight, groups = _weights(node), node.inputsAt(6).toIValue()
    if weight is None or weight.dim() != 4 or not isinstance(groups, int):
        return None
    if any(_sizes(v) is None for v in list(node.inputs())[3:6]):
        return None
    each_its_own = groups == weight.shape[0] and weight.shape[1] == 1 and groups >= BLOCK
    return (groups, lambda w: packed_kernels(w, groups)) if groups == 1 or each_its_own else None


def _sizes(value: Value) -> list[int] | None:
    """One or two constant numbers."""
    if value.node().kind() != "prim::ListConstruct":
        return None
    items = [v.toIValue() if v.node().kind() == "prim::Constant" else None for v in value.node().inputs()]
    return [x for x in items if isinstance(x, int)] if len(items) in (1, 2) and None not in items else None


def _pair(builder: Builder, value: Value) -> Value:
    items = list(value.node().inputs())
    return value if len(items) == 2 else builder.list_(items[0].type(), items * 2)
