"""Unused constants, casts and tuples; results of branches and loops that nobody reads."""

from __future__ import annotations

from ..ir.graph import Graph, Node
from .context import PassContext

_DROPPABLE = frozenset(
    {"prim::Constant", "prim::unchecked_cast", "prim::TupleConstruct", "prim::Uninitialized", "prim::TupleUnpack"}
)


def drop_unused(graph: Graph, context: PassContext) -> int:
    """Users before what they use; once more where an If or a Loop let go of what stands inside."""
    total, again = 0, True
    while again:
        nodes = [n for n in graph.walk() if n._kind in _DROPPABLE or n._blocks]
        dropped = [n._kind for n in reversed(nodes) if n._block is not None and _drop_one(n)]
        total, again = total + len(dropped), "prim::If" in dropped or "prim::Loop" in dropped
    return total


def _drop_one(node: Node) -> bool:
    if node._kind == "prim::If":
        return _drop_if_outputs(node)
    if node._kind == "prim::Loop":
        return _drop_carried(node)
    if node._kind not in _DROPPABLE or any(v._uses for v in node._outputs):
        return False
    node.destroy()
    return True


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
