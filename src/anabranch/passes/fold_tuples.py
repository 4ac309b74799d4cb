"""A tuple of constants is a constant."""

from __future__ import annotations

from ..ir.graph import Graph, Node
from ..lang.types import TupleType
from .context import PassContext

_FOLDABLE = frozenset({"IntType", "FloatType", "BoolType", "StringType", "NoneType", "TupleType"})


def fold_tuples(graph: Graph, context: PassContext) -> int:
    return sum(_fold(graph, node) for node in list(graph.walk()) if _is_constant(node))


def _is_constant(node: Node) -> bool:
    return (
        node._kind == "prim::TupleConstruct"
        and node.inputsSize() > 0
        and type(node.output().type()) is TupleType
        and all(_foldable(v.node()) for v in node.inputs())
    )


def _foldable(node: Node) -> bool:
    if node.kind() != "prim::Constant" or node.hasAttribute("name"):
        return False
    return node.output().type().kind() in _FOLDABLE


def _fold(graph: Graph, node: Node) -> int:
    value = tuple(v.node().constant_value() for v in node.inputs())
    constant = graph.create("prim::Constant", [], [node.output().type()]).set_attribute("value", "ival", value)
    constant.insertBefore(node)
    name = node.output().debugName() if node.output().hasDebugName() else ""
    node.output().replaceAllUsesWith(constant.output())
    node.destroy()
    if name:
        constant.output().setDebugName(name)
    return 1
