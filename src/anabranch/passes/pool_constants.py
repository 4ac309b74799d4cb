"""One node per constant, all at the start, in torch.jit's order.

Numbers written in the source come in their order; before them stands everything else, last first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..ir.graph import Graph, Node
from .context import PassContext


def pool_constants(graph: Graph, context: PassContext) -> int:
    written = [v.node() for v in context.literals if v.node()._block is not None and v._uses]
    order = {id(n): i for i, n in enumerate(written)}
    kept: dict[Any, Node] = {}
    others: list[Node] = []
    for node in written:
        _pool(node, kept, None)
    for node in list(graph.walk()):
        if node._kind == "prim::Constant" and id(node) not in order:
            _pool(node, kept, others)
    numbers = [n for n in written if n._block is not None]
    _to_front(graph, [*reversed(others), *numbers])
    return len(others) + len(numbers)


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
