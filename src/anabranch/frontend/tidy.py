"""Tidying a fresh graph as torch.jit does: constants folded, pooled and put first; unused results of branches dropped.

The order of constants is torch.jit's: numbers written in the source in their order, before them everything else, last
first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..ir.graph import Graph, Node, Value
from ..ir.types import TupleType
from .emitter import EMPTY_DICT, EMPTY_LIST

if TYPE_CHECKING:
    from .emitter import Emitter

_DROPPABLE = frozenset(
    {"prim::Constant", "prim::unchecked_cast", "prim::TupleConstruct", "prim::Uninitialized", "prim::TupleUnpack"}
)


def tidy(e: Emitter) -> None:
    """Tidy the graph of an Emitter."""
    tidy_graph(e.builder.graph, e.literals)


def tidy_graph(graph: Graph, literals: Sequence[Value]) -> None:
    """Tidy a graph; ``literals`` are the numbers written in the source, in order."""
    _rename_literals(graph)
    _forward_tuples(graph)
    drop_unused(graph)
    _fold_tuples(graph)
    drop_unused(graph)
    pool_constants(graph, literals)


def _rename_literals(graph: Graph) -> None:
    for node in list(graph.walk()):
        if node.kind() in (EMPTY_LIST, EMPTY_DICT):
            node._kind = "prim::ListConstruct" if node.kind() == EMPTY_LIST else "prim::DictConstruct"
            node.attributes.pop("typed", None)


# -- tuples


def _forward_tuples(graph: Graph) -> None:
    """Taking apart what was just put together."""
    for node in list(graph.walk()):
        if node.kind() == "prim::TupleUnpack" and node.input().node().kind() == "prim::TupleConstruct":
            for part, output in zip(node.input().node().inputs(), list(node.outputs())):
                output.replaceAllUsesWith(part)
            node.destroy()


def _fold_tuples(graph: Graph) -> None:
    """A tuple of constants is a constant."""
    for node in list(graph.walk()):
        if node.kind() != "prim::TupleConstruct" or not node.inputsSize():
            continue
        t = node.output().type()
        parts = [v.node() for v in node.inputs()]
        if type(t) is not TupleType or not all(_foldable(p) for p in parts):
            continue
        value = tuple(p.constant_value() for p in parts)
        constant = graph.create("prim::Constant", [], [t])
        constant.set_attribute("value", "ival", value)
        constant.insertBefore(node)
        if node.output().hasDebugName():
            name = node.output().debugName()
            node.output().replaceAllUsesWith(constant.output())
            node.destroy()
            constant.output().setDebugName(name)
        else:
            node.output().replaceAllUsesWith(constant.output())
            node.destroy()


def _foldable(node: Node) -> bool:
    if node.kind() != "prim::Constant" or node.hasAttribute("name"):
        return False
    return node.output().type().kind() in ("IntType", "FloatType", "BoolType", "StringType", "NoneType", "TupleType")


# -- what nobody uses


def drop_unused(graph: Graph) -> None:
    """Unused constants, casts and tuples; results of branches and loops that nobody reads."""
    changed = True
    while changed:
        changed = sum(_drop_one(n) for n in reversed(list(graph.walk())) if n._block is not None) > 0


def _drop_one(node: Node) -> bool:
    if node.kind() in _DROPPABLE and not any(v._uses for v in node.outputs()):
        node.destroy()
        return True
    if node.kind() == "prim::If":
        return _drop_if_outputs(node)
    if node.kind() == "prim::Loop":
        return _drop_carried(node)
    return False


def _drop_if_outputs(node: Node) -> bool:
    unused = [i for i, v in enumerate(node.outputs()) if not v._uses]
    for i in reversed(unused):
        node.eraseOutput(i)
        for block in node.blocks():
            block.returnNode().removeInput(i)
    return bool(unused)


def _drop_carried(node: Node) -> bool:
    """A carried value that is only handed on from round to round, and not read behind the loop."""
    (body,) = node.blocks()
    params = list(body.inputs())[1:]
    dropped = False
    for i in reversed(range(len(params))):
        if list(node.outputs())[i]._uses:
            continue
        uses = [u for u in params[i]._uses if not (u.user is body.returnNode() and u.offset == i + 1)]
        if uses:
            continue
        node.eraseOutput(i)
        body.returnNode().removeInput(i + 1)
        body.paramNode().eraseOutput(i + 1)
        node.removeInput(i + 2)
        dropped = True
    return dropped


# -- constants


def pool_constants(graph: Graph, literals: Sequence[Value]) -> None:
    """One node per constant, all at the start."""
    written = [v.node() for v in literals if v.node()._block is not None and v._uses]
    order = {id(n): i for i, n in enumerate(written)}
    kept: dict[Any, Node] = {}
    others: list[Node] = []
    for node in written:
        _pool(node, kept, None)
    for node in list(graph.walk()):
        if node.kind() == "prim::Constant" and id(node) not in order:
            _pool(node, kept, others)
    numbers = [n for n in written if n._block is not None]
    _to_front(graph, [*reversed(others), *numbers])


def _pool(node: Node, kept: dict[Any, Node], fresh: list[Node] | None) -> None:
    key = _key(node)
    first = kept.setdefault(key, node)
    if first is node:
        if fresh is not None:
            fresh.append(node)
        return
    node.output().replaceAllUsesWith(first.output())
    if node.output().hasDebugName() and not first.output().hasDebugName():
        name = node.output().debugName()
        node.destroy()
        first.output().setDebugName(name)
    else:
        node.destroy()


def _key(node: Node) -> Any:
    value, t = node.constant_value(), node.output().type()
    if node.hasAttribute("name"):
        return (t, "function")
    try:
        hash(value)
    except TypeError:
        return id(node)
    if t.kind() in ("TensorType", "EnumType"):
        return (t, id(value))
    return (t, type(value), repr(value) if isinstance(value, float | complex | tuple) else value)


def _to_front(graph: Graph, nodes: Iterable[Node]) -> None:
    ordered = list(nodes)
    for node in ordered:
        node._unlink()
    for node in reversed(ordered):
        graph.block().prepend(node)
