"""``[]`` and ``{}`` whose element type was still open while they were written are ordinary constructions now."""

from __future__ import annotations

from ..ir.graph import Graph
from ..ir.kinds import EMPTY_DICT, EMPTY_LIST
from .context import PassContext

_KINDS = {EMPTY_LIST: "prim::ListConstruct", EMPTY_DICT: "prim::DictConstruct"}


def literal_kinds(graph: Graph, context: PassContext) -> int:
    changed = 0
    for node in list(graph.walk()):
        if node._kind in _KINDS:
            node._kind = _KINDS[node.kind()]
            node.attributes.pop("typed", None)
            changed += 1
    return changed
