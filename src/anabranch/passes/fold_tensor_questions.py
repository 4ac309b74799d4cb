"""What is asked of a constant tensor, and nothing changes in place, is constant: dtype, number of dimensions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from ..ir.builder import Builder
from ..ir.graph import Graph, Node
from ..lang.codes import number
from ..text.printer import walk_all
from .context import PassContext

_ANSWERS: dict[str, Callable[[torch.Tensor], Any]] = {
    "prim::dtype": lambda t: number(t.dtype), "aten::dim": torch.Tensor.dim,
    "aten::is_floating_point": torch.Tensor.is_floating_point,
}  # fmt: skip


def fold_tensor_questions(graph: Graph, context: PassContext) -> int:
    folded = 0
    for node in list(walk_all(graph)):
        tensor = _constant(node) if node.kind() in _ANSWERS else None
        if type(tensor) is torch.Tensor:
            builder = Builder(node.owningGraph())
            with builder.at(node), builder.from_(node.span):
                answer = builder.constant(_ANSWERS[node.kind()](tensor), node.output().type())
            node.output().replaceAllUsesWith(answer)
            node.destroy()
            folded += 1
    return folded


def _constant(node: Node) -> Any:
    """The tensor, if it is constant and no operator on it changes it (its dimensions, say)."""
    value = node.inputsAt(0)
    known = value.node().kind() == "prim::Constant" and not any(use.user.kind().endswith("_") for use in value._uses)
    return value.toIValue() if known else None
