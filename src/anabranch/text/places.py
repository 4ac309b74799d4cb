"""The places that the nodes of a program come from, each once, in the order in which its text meets them.

The text says by a comment how many places a node's is behind that of the node before: ``#`` is the next one, which most are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..base.source import Span

_DISTANCE = re.compile(r"#(-?\d{1,9})?")
_WRITTEN_OUT = re.compile(r"# (\d{1,9}):(\d{1,9}):(\d{1,9}):(\d{1,9}):(\d{1,9})")


class PlaceWriter:
    def __init__(self) -> None:
        self.numbers: dict[Span, int] = {}
        self._at = -1

    def text(self, span: Span) -> str:
        """What stands behind ``#``."""
        number = self.numbers.setdefault(span, len(self.numbers))
        distance, self._at = number - self._at, number
        return "" if distance == 1 else str(distance)


class PlaceReader:
    """Reads comments in the order of the text.  ``fail`` is told what is wrong with one."""

    def __init__(self, places: Sequence[Span], fail: Callable[[str], object]) -> None:
        self._places = places
        self._fail = fail
        self._at = -1

    def place(self, comment: str) -> Span | None:
        """None where the comment names no place."""
        if comment != "#":
            distance = _DISTANCE.fullmatch(comment)
            if distance is None:
                return None
            self._at += int(distance.group(1)) - 1
        self._at += 1
        if not 0 <= self._at < len(self._places):
            self._fail(f"there is no place {self._at}")
        return self._places[self._at]


class WrittenOutReader:
    """Reads comments of the first format, ``# file:line:column:end line:end column`` with the number of the file."""

    def __init__(self, files: Sequence[str], fail: Callable[[str], object]) -> None:
        self._files = files
        self._fail = fail

    def place(self, comment: str) -> Span | None:
        match = _WRITTEN_OUT.fullmatch(comment)
        if match is None:
            return None
        file, *numbers = map(int, match.groups())
        if file >= len(self._files):
            self._fail(f"there is no file {file}")
        return Span(self._files[file], *numbers)
