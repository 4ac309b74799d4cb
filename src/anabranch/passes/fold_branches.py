"""An ``if`` whose condition is constant becomes the branch that runs; where one branch always raises, the other goes behind the
``if``.  ``x is None`` of what is never None, or always, is constant."""

from __future__ import annotations

from ..ir.builder import Builder
from ..ir.graph import Block, Graph, Node, Value
from ..lang.types import NONE, OptionalType, UnionType
from ..text.printer import walk_all
from .context import PassContext


def fold_branches(graph: Graph, context: PassContext) -> int:
    folded = 0
    for node in list(walk_all(graph)):
        if node._block is None:  # stood in a branch that is gone
            continue
        if node.kind() in ("aten::__is__", "aten::__isnot__"):
            folded += _fold_identity(node)
        elif node.kind() == "prim::If":
            folded += _fold(node) or _fold_raising(node)
    return folded


def _fold_identity(node: Node) -> bool:
    facts = [_is_none(v) for v in node.inputs()]
    if None in facts or not any(facts):
        return False
    builder = Builder(node.owningGraph())
    with builder.at(node), builder.from_(node.span):
        answer = builder.constant(all(facts) is (node.kind() == "aten::__is__"))
    node.output().replaceAllUsesWith(answer)
    node.destroy()
    return True


def _is_none(value: Value) -> bool | None:
    """None: nobody knows."""
    t = value.type()
    if value.node().kind() == "prim::Constant":
        return t == NONE or (isinstance(t, OptionalType) and value.toIValue() is None)
    if t == NONE:
        return True
    return None if isinstance(t, OptionalType | UnionType) or t.kind() == "AnyType" else False


def _fold(node: Node) -> bool:
    condition = node.inputsAt(0)
    if condition.node().kind() != "prim::Constant":
        return False
    taken = list(node.blocks())[0 if condition.toIValue() else 1]
    for inner in list(taken.nodes()):
        inner.moveBefore(node)
    for result, value in zip(node.outputs(), list(taken.outputs())):
        result.replaceAllUsesWith(value)
    node.destroy()
    return True


def _fold_raising(node: Node) -> bool:
    blocks = list(node.blocks())
    others = [block for block in blocks if not _always_raises(block)]
    if len(others) != 1 or not (any(True for _ in node.outputs()) or any(True for _ in others[0].nodes())):
        return False
    for result, value in zip(node.outputs(), list(others[0].outputs())):
        result.replaceAllUsesWith(value)
    place = node
    for moved in list(others[0].nodes()):
        moved.moveAfter(place)
        place = moved
    for i in reversed(range(len(list(node.outputs())))):
        node.eraseOutput(i)
        for block in blocks:
            block.returnNode().removeInput(i)
    return True


def _always_raises(block: Block) -> bool:
    return any(
        node.kind() == "prim::RaiseException" or (node.kind() == "prim::If" and all(map(_always_raises, node.blocks())))
        for node in block.nodes()
    )
