"""Convolutions in the order of memory that their kernels like: weights and results channels-last, where nobody can see it.

A result stays channels-last through operators that keep the order (``_KEEPS``); what else uses it gets it contiguous, as it
would have been.  Values that something writes to in place are left alone, but for operators that are the only user of what
they write. Source of the semantics: PyTorch's memory formats; a convolution gives channels-last results where its weight is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import torch

from ..analysis.aliasing import Aliases
from ..ir.builder import Builder
from ..ir.graph import Block, Graph, Node, Value
from ..ops import operators
from ..text.printer import walk_all
from .context import PassContext

_POINTWISE = (
    "relu relu6 hardtanh hardswish hardsigmoid sigmoid silu mish gelu tanh leaky_relu elu add mul sub div clamp "
    "clamp_min".split()
)
_KEEPS = frozenset(f"aten::{name}{in_place}" for name in _POINTWISE for in_place in ("", "_")) | {
    "aten::max_pool2d", "aten::avg_pool2d", "aten::adaptive_avg_pool2d", "aten::batch_norm", "aten::cat",
}  # fmt: skip
_PACKED = "prim::packed_conv2d"  # whose result is channels-last in any case
_ASKS_SHAPE = frozenset({"aten::size", "aten::dim", "aten::numel", "prim::device", "prim::dtype", "aten::is_floating_point"})


def channels_last(graph: Graph, context: PassContext) -> int:
    if not any(node.kind() in ("aten::conv2d", _PACKED) for node in walk_all(graph)):
        return 0
    layout = _Layout(graph)
    changed = layout.graph(graph)
    if changed or layout.restored:
        context.notes.append(f"{changed} convolutions work channels-last; {layout.restored} results were made contiguous again")
    return changed


class _Layout:
    def __init__(self, graph: Graph) -> None:
        self._aliases = Aliases(graph)
        self._last: set[Value] = set()
        self._tasks: dict[Block, Value] = {}  # the bodies of tasks that only their caller waits for
        self._futures: set[Value] = set()  # of tasks whose result is channels-last
        self.restored = 0

    def graph(self, graph: Graph) -> int:
        return self._block(graph.block())

    def _block(self, block: Block) -> int:
        changed = 0
        for node in list(block.nodes()):
            if self._is_convolution(node):
                changed += _convert_weight(node)
                self._last.add(node.output())
            elif node.kind() == _PACKED or self._keeps(node) or self._waits(node):
                self._last.add(node.output())
            elif node.kind() == "prim::fork" and node.subgraphs():
                changed += self._task(node)
            else:
                self._restore(node)
                changed += sum(self.graph(body) for _, body in node.subgraphs())
            changed += sum(self._block(inner) for inner in node.blocks())
        if not self._is_of_task(block):
            self._restore(block.returnNode())
        return changed

    def _task(self, fork: Node) -> int:
        """A task takes and gives the order that its caller has, where nothing writes to it and only the caller waits."""
        ((_, body),) = fork.subgraphs()
        for given, value in zip(fork.inputs(), body.inputs()):
            if given in self._last and not self._aliases.writers(given):
                self._last.add(value)
        self._restore(fork, {value for value in fork.inputs() if not self._aliases.writers(value)})
        if len(list(body.outputs())) == 1 and all(use.user.kind() == "aten::wait" for use in fork.output()._uses):
            self._tasks[body.block()] = fork.output()
        return self.graph(body)

    def _is_of_task(self, block: Block) -> bool:
        """Whether the result may stay as it is: a task's, which those who wait for it know."""
        future = self._tasks.get(block)
        if future is None or block.returnNode().inputsAt(0) not in self._last:
            return False
        self._futures.add(future)
        return True

    def _waits(self, node: Node) -> bool:
        return node.kind() == "aten::wait" and node.inputsAt(0) in self._futures

    def _is_convolution(self, node: Node) -> bool:
        weight = node.inputsAt(1).toIValue() if node.kind() == "aten::conv2d" else None
        return isinstance(weight, torch.Tensor) and weight.dim() == 4 and self._may_change(node.output())

    def _keeps(self, node: Node) -> bool:
        if node.kind() not in _KEEPS or not self._may_change(node.output()):
            return False
        if node.kind() == "aten::cat":
            return node.inputsAt(1).toIValue() == 1 and self._is_list_of_last(node.inputsAt(0))
        tensors = [v for v in list(node.inputs())[:2] if v.type().kind() == "TensorType"]
        if node.kind() == "aten::batch_norm":
            tensors = tensors[:1]
        return bool(tensors) and all(v in self._last for v in tensors)

    def _is_list_of_last(self, items: Value) -> bool:
        made = items.node()
        return made.kind() == "prim::ListConstruct" and len(items._uses) == 1 and all(v in self._last for v in made.inputs())

    def _may_change(self, value: Value) -> bool:
        return may_change_order(value, self._aliases.writers(value))

    def _restore(self, node: Node, but: Collection[Value] = ()) -> None:
        """What ``node`` is given channels-last it gets contiguous, unless it only asks for the shape, or is a list for
        ``cat``."""
        if node.kind() in _ASKS_SHAPE or self._is_for_cat(node):
            return
        for i, value in enumerate(node.inputs()):
            if value in self._last and value not in but:
                builder = Builder(node.owningGraph())
                with builder.at(node), builder.from_(node.span):
                    contiguous = operators.find("aten::contiguous")
                    assert contiguous is not None
                    self.restored += 1
                    node.replaceInputAt(i, builder.call_op(contiguous, [value, builder.constant(0)]).output())

    def _is_for_cat(self, node: Node) -> bool:
        if node.kind() != "prim::ListConstruct" or len(node.output()._uses) != 1:
            return False
        user = node.output()._uses[0].user
        return user.kind() == "aten::cat" and user.owningBlock() is node.owningBlock() and self._keeps(user)


def may_change_order(value: Value, writers: Iterable[Node]) -> bool:
    """Whether nothing writes to a value's memory but a chain of operators, each the only user of what it writes, that hand the
    order on."""
    left = set(writers)
    while value.node() in left:  # it was written before it was this value
        left.remove(value.node())
        value = value.node().inputsAt(0)
    while left:
        users = [use.user for use in value._uses if use.user.kind() not in _ASKS_SHAPE]
        if len(users) != 1 or users[0] not in left or users[0].kind() not in _KEEPS or users[0].inputsAt(0) is not value:
            return False
        left.remove(users[0])
        value = users[0].output()
    return True


def _convert_weight(conv: Node) -> bool:
    weight = conv.inputsAt(1).toIValue()
    if weight.is_contiguous(memory_format=torch.channels_last):
        return False
    builder = Builder(conv.owningGraph())
    with builder.at(conv), builder.from_(conv.span):
        conv.replaceInputAt(1, builder.constant(weight.contiguous(memory_format=torch.channels_last)))
    return True
