"""Drops nodes whose results nobody uses and that do nothing else, not even raise."""

from __future__ import annotations

from ..analysis.effects import has_effects
from ..ir.graph import Block, Graph
from .context import PassContext


def drop_effectless(graph: Graph, context: PassContext) -> int:
    return _drop_in(graph.block(), context)


def _drop_in(block: Block, context: PassContext) -> int:
    dropped = 0
    for node in reversed(list(block.nodes())):
        dropped += sum(_drop_in(inner, context) for inner in node.blocks())
        dropped += sum(drop_effectless(body, context) for _, body in node.subgraphs())
        if not any(v.uses() for v in node.outputs()) and not has_effects(node):
            node.destroy()
            dropped += 1
    return dropped
