"""Taking apart what was just put together: the parts themselves are used."""

from __future__ import annotations

from ..ir.graph import Graph
from .context import PassContext


def forward_tuples(graph: Graph, context: PassContext) -> int:
    changed = 0
    for node in list(graph.walk()):
        if node._kind == "prim::TupleUnpack" and node.input().node().kind() == "prim::TupleConstruct":
            for part, output in zip(node.input().node().inputs(), list(node.outputs())):
                output.replaceAllUsesWith(part)
            node.destroy()
            changed += 1
    return changed
