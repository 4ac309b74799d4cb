"""THE list of passes that a graph goes through before it becomes a program."""

from __future__ import annotations

from collections.abc import Callable

from ..config import settings
from ..ir.graph import Graph
from .dead_constants import drop_dead_constants

Pass = Callable[[Graph], None]

PIPELINE: tuple[Pass, ...] = (drop_dead_constants,)


def prepared(graph: Graph) -> Graph:
    """A copy of the graph after every pass; the user's graph stays as it was."""
    graph = graph.copy()
    for one in PIPELINE:
        one(graph)
        if "passes" in settings.dump:
            print(f"after {one.__name__}:\n{graph}")
    return graph
