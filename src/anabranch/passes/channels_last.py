"""Convolutions in the order of memory that their kernels like: weights and results channels-last, where nobody can see it.

A result stays channels-last through operators that keep the order (``_KEEPS``); what else uses it gets it contiguous, as it
would have been.  Values that something writes to in place are left alone, but for operators that are the only user of what
they write. Source of the semantics: PyTorch's memory formats; a convolution gives channels-last results where its weight is.
"""

from __future__ import annotations

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
_ASKS_SHAPE = frozenset({"aten::size", "aten::dim", "aten::numel", "prim::device", "prim::dtype", "aten::is_floating_point"})


def channels_last(graph: Graph, context: PassContext) -> int:
    if not any(node.kind() == "aten::conv2d" for node in walk_all(graph)):
        return 0
    layout = _Layout(graph)
    changed = layout.graph(graph)
    if changed:
        context.notes.append(f"{changed} convolutions work channels-last; {layout.restored} results were made contiguous again")
    return changed


class _Layout:
    def __init__(self, graph: Graph) -> None:
        self._aliases = Aliases(graph)
        self._last: set[Value] = set()
        self.restored = 0

    def graph(self, graph: Graph) -> int:
        return self._block(graph.block())

    def _block(self, block: Block) -> int:
        changed = 0
        for node in list(block.nodes()):
            if self._is_convolution(node):
                changed += _convert_weight(node)
                self._last.add(node.output())
            elif self._keeps(node):
                self._last.add(node.output())
            else:
                self._restore(node)
            changed += sum(self._block(inner) for inner in node.blocks())
            changed += sum(self.graph(body) for _, body in node.subgraphs())
        self._restore(block.returnNode())
        return changed

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
        """Whether nothing writes to its memory but what is its only user, and hands the order on."""
        return all(w.kind() in _KEEPS and _is_only_user(w, w.inputsAt(0)) for w in self._aliases.writers(value))

    def _restore(self, node: Node) -> None:
        """What ``node`` is given channels-last it gets contiguous, unless it only asks for the shape, or is a list for
        ``cat``."""
        if node.kind() in _ASKS_SHAPE or self._is_for_cat(node):
            return
        for i, value in enumerate(node.inputs()):
            if value in self._last:
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


def _is_only_user(node: Node, value: Value) -> bool:
    return all(use.user is node or use.user.kind() in _ASKS_SHAPE for use in value._uses)


def _convert_weight(conv: Node) -> bool:
    weight = conv.inputsAt(1).toIValue()
    if weight.is_contiguous(memory_format=torch.channels_last):
        return False
    builder = Builder(conv.owningGraph())
    with builder.at(conv), builder.from_(conv.span):
        conv.replaceInputAt(1, builder.constant(weight.contiguous(memory_format=torch.channels_last)))
    return True
