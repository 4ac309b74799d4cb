"""Drops what a trace wrote and nothing uses: sizes that were looked at, constants of calls that failed, attributes.

Only kinds that read nothing that can change: an unused operator on tensors stays (it may write, or fail).
"""

from __future__ import annotations

from ..ir.graph import Block, Graph, Node
from .context import PassContext

_DROPPABLE = frozenset({
    "prim::Constant", "prim::GetAttr", "prim::ListConstruct", "prim::NumToTensor", "aten::size", "aten::numel",
})  # fmt: skip
_NUMBERS = frozenset({"IntType", "FloatType", "BoolType"})


def drop_unused_reads(graph: Graph, context: PassContext) -> int:
    return _drop_in(graph.block())


def _drop_in(block: Block) -> int:
    dropped = 0
    for node in reversed(list(block.nodes())):
        dropped += sum(_drop_in(inner) for inner in node.blocks())
        if _is_droppable(node) and not any(v.uses() for v in node.outputs()):
            node.destroy()
            dropped += 1
    return dropped


def _is_droppable(node: Node) -> bool:
    return node.kind() in _DROPPABLE or _is_arithmetic(node)


def _is_arithmetic(node: Node) -> bool:
    """Arithmetic on sizes."""
    values = [*node.inputs(), *node.outputs()]
    return (
        node.op is not None
        and not node.op.is_mutable
        and node.outputsSize() == 1
        and all(v.type().kind() in _NUMBERS for v in values)
    )
