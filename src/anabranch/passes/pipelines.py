"""THE lists of passes, and the one way to run them.

``CANONICAL``: a graph fresh from source, as torch.jit shows it.  ``TRACED``: a recording becomes a graph.
``BEFORE_EMIT``: what a copy of a graph goes through before it becomes a program, if it has anything to fold.
What frozen modules go through is in ``inference``: few programs ask for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..base.config import settings
from ..ir.graph import Graph, Value
from ..lang.types import Type
from ..text.verify import verify
from .context import Pass, PassContext
from .drop_dead_constants import drop_dead_constants
from .drop_unused import drop_unused
from .drop_unused_reads import drop_unused_reads
from .fold_operators import fold_operators, may_fold
from .fold_tuples import fold_tuples
from .forward_tuples import forward_tuples
from .guard_contexts import guard_contexts
from .ints_of_codes import ints_of_codes
from .literal_kinds import literal_kinds
from .objects_of_codes import objects_of_codes
from .outline_regions import outline_regions
from .pool_constants import pool_constants

CANONICAL: tuple[Pass, ...] = (
    objects_of_codes, ints_of_codes, literal_kinds, forward_tuples, drop_unused, fold_tuples, drop_unused, pool_constants,
)  # fmt: skip
TRACED: tuple[Pass, ...] = (objects_of_codes, ints_of_codes, drop_unused_reads, guard_contexts, outline_regions)
BEFORE_EMIT: tuple[Pass, ...] = (fold_operators, drop_dead_constants)


def run(passes: Sequence[Pass], graph: Graph, context: PassContext | None = None) -> PassContext:
    """Runs the passes in order on the graph, in place.  The setting ``verify`` checks the graph after each."""
    context = context or PassContext()
    for one in passes:
        changes = one(graph, context)
        context.changes[one.__name__] += changes
        if settings.verify:
            verify(graph)
        if "passes" in settings.dump:
            print(f"after {one.__name__} ({changes} changes):\n{graph}")
    return context


def canonicalize(graph: Graph, literals: Sequence[Value], returns: Type | None = None) -> None:
    """Constants folded, pooled and put first, unused results dropped; ``literals`` are the source's numbers in order."""
    run(CANONICAL, graph, PassContext(literals, returns))


def prepared(graph: Graph) -> Graph:
    """The graph, ready to become a program: a copy where the passes change something."""
    if may_fold(graph) or settings.dump:
        graph = graph.copy()
        run(BEFORE_EMIT, graph)
    return graph
