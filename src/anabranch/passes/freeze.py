"""A method of a module whose attributes are constant by the user's word, as one graph without what depends on them.

Source of the semantics: torch.jit.freeze.  Errors keep their places and types; the chain of calls in their traces is that of
one function.
"""

from __future__ import annotations

from ..ir.graph import Graph
from .context import PassContext
from .drop_effectless import drop_effectless
from .freeze_attributes import Read, freeze_attributes
from .inference import simplify
from .known_objects import Instance, Known, Slots, inline_known


def frozen_graph(graph: Graph, owner: Instance, changing: Slots, read: Read, context: PassContext) -> Graph:
    """A copy of a method's graph; ``changing`` are slots whose values are not to be believed."""
    graph = graph.copy()
    known = inline_known(graph, owner, changing)
    for containers in (False, True):  # `training`, for one, decides what writes to buffers
        freeze_attributes(graph, known, changing, read, containers=containers)
        simplify(graph, context)
    _drop_unused_objects(graph, known)
    return graph


def _drop_unused_objects(graph: Graph, known: Known) -> None:
    """Tasks are not given the objects whose attributes they no longer read."""
    for node in reversed(list(graph.walk())):
        for _, body in node.subgraphs():
            _drop_unused_objects(body, known)
            for i, value in reversed(list(enumerate(body.inputs()))):
                if value in known and not value.uses():
                    body.param_node().eraseOutput(i)
                    node.removeInput(i)
    drop_effectless(graph, PassContext())
