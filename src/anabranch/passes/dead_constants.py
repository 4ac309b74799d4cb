"""Drops constants that nothing uses.  Nothing else may be dropped before alias analysis exists (design, section 4)."""

from __future__ import annotations

from ..ir.graph import Graph


def drop_dead_constants(graph: Graph) -> None:
    for node in list(graph.walk()):
        if node.kind() == "prim::Constant" and not node.output().uses():
            node.destroy()
        for _, body in node.subgraphs():
            drop_dead_constants(body)
