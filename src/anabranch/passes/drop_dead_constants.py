"""Drops constants that nothing uses.  Nothing else may be dropped before alias analysis exists (design, section 4)."""

from __future__ import annotations

from ..ir.graph import Graph
from .context import PassContext


def drop_dead_constants(graph: Graph, context: PassContext) -> int:
    dropped = 0
    for node in list(graph.walk()):
        if node.kind() == "prim::Constant" and not node.output().uses():
            node.destroy()
            dropped += 1
        dropped += sum(drop_dead_constants(body, context) for _, body in node.subgraphs())
    return dropped
