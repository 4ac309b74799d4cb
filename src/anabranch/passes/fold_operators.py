"""Arithmetic and comparisons of constant numbers, and comparisons of texts, are constants, except where they raise."""

from __future__ import annotations

from typing import Any

from ..ir.builder import constant_attributes
from ..ir.graph import Graph, Node
from ..lang.types import BOOL, FLOAT, INT, STR
from ..ops import OWN_OPS
from .context import PassContext

_NUMBERS = {INT: int, FLOAT: float, BOOL: bool}
_OF_TEXTS = frozenset({"aten::eq", "aten::ne"})
_QUICK = frozenset(
    "aten::add aten::sub aten::mul aten::div aten::floordiv aten::remainder aten::neg aten::eq aten::ne aten::lt aten::le "
    "aten::gt aten::ge aten::__and__ aten::__or__ aten::__xor__ aten::__not__ aten::Int aten::Float aten::Bool".split()
)  # no power: its meaning may take long


def fold_operators(graph: Graph, context: PassContext) -> int:
    folded = 0
    for node in list(graph.walk()):  # in order: what uses a result finds the constant
        folded += _has_numbers(node) and _fold(graph, node)
        folded += sum(fold_operators(body, context) for _, body in node.subgraphs())
    return folded


def may_fold(graph: Graph) -> bool:
    """Whether an operator is given numbers alone: where none is, nothing need be copied to try."""
    return any(_has_numbers(node) or any(may_fold(body) for _, body in node.subgraphs()) for node in graph.walk())


def _has_numbers(node: Node) -> bool:
    return node.kind() in _QUICK and all(_is_number(v.node(), node.kind() in _OF_TEXTS) for v in node.inputs())


def _fold(graph: Graph, node: Node) -> bool:
    row = OWN_OPS.by_qualified_name.get(node.op.qualified) if node.op is not None else None
    if row is None:
        return False
    t = node.output().type()
    if t not in _NUMBERS:
        return False
    try:
        value: Any = row.meaning(*(v.node().constant_value() for v in node.inputs()))
    except (ArithmeticError, ValueError):
        return False  # the program raises it, in its place
    constant = graph.create("prim::Constant", [], [t])
    for name, (kind, attribute) in constant_attributes(_NUMBERS[t](value), t).items():
        constant.set_attribute(name, kind, attribute)
    constant.insertBefore(node)
    node.output().replaceAllUsesWith(constant.output())
    node.destroy()
    return True


def _is_number(node: Node, or_text: bool) -> bool:
    t = node.output().type() if node.kind() == "prim::Constant" else None
    return t in _NUMBERS or (or_text and t == STR)
