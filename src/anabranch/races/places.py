"""Where something stood in the source, as reports show it."""

from __future__ import annotations

from ..base.record import Record
from ..base.source import NOWHERE, Span


class Place(Record, frozen=True):
    """A stretch of source in a function, and the call that led there (None: a task or the program began with it)."""

    function: str
    span: Span
    caller: Place | None = None

    def calls(self) -> list[Place]:
        """This place, then who called it, innermost first."""
        place: Place | None = self
        found = []
        while place is not None:
            found.append(place)
            place = place.caller
        return found

    def is_known(self) -> bool:
        return bool(self.span.line)

    def __str__(self) -> str:
        return f"{self.span.file}:{self.span.line}, in {self.function}" if self.is_known() else f"in {self.function}"

    def as_dict(self) -> dict[str, object]:
        s = self.span
        return {"function": self.function, "file": s.file, "line": s.line, "column": s.column, "text": s.source_line().strip()}


def place(function: str, span: Span | None, caller: Place | None) -> Place:
    return Place(function, span or NOWHERE, caller)
