"""Casts to what a value is anyway: they told the compiler something that folding has made plain."""

from __future__ import annotations

from ..ir.graph import Graph
from ..text.printer import walk_all
from .context import PassContext


def drop_casts(graph: Graph, context: PassContext) -> int:
    dropped = 0
    for node in list(walk_all(graph)):
        if node.kind() == "prim::unchecked_cast" and node.input().type() == node.output().type():
            node.output().replaceAllUsesWith(node.input())
            node.destroy()
            dropped += 1
    return dropped
