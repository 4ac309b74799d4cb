"""What passes have in common: a pass changes a graph in place, and may look at the context and write its statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from ..base.record import Record, field
from ..ir.graph import Graph, Node, Value
from ..lang.types import Type


class PassContext(Record):
    """``literals`` are the numbers written in the source, in order; ``returns`` is the type of the function's result, where it
    has one; ``changes`` counts what each pass did, by its name; ``notes`` says it in words, for reports."""

    literals: Sequence[Value] = ()
    returns: Type | None = None
    changes: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def note(self, node: Node, text: str) -> None:
        """``text`` about a node, with its place in the source."""
        self.notes.append(f"{node.span}: {text}" if node.span else text)


Pass = Callable[[Graph, PassContext], int]  # gives how many changes it made
