"""Places in source code.  A ``Span`` says where something stands and can show it with a caret line."""

from __future__ import annotations

import linecache
import weakref

from .record import Record


class Span(Record, frozen=True):
    """A stretch of a file.  Lines count from 1, columns from 0; ``end_column`` is exclusive."""

    file: str
    line: int
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def source_line(self) -> str:
        return linecache.getline(self.file, self.line).rstrip("\n")

    def excerpt(self) -> str:
        """The source line with a ``~~~~`` mark under the stretch; empty where the file cannot be read."""
        text = self.source_line()
        if not text.strip():
            return ""
        end = self.end_column if self.end_line in (0, self.line) else len(text)
        mark = "~" * max(1, min(end, len(text)) - self.column)
        return f"{text}\n{' ' * self.column}{mark}"

    def indented(self) -> list[str]:
        """The lines of the excerpt, as errors show them."""
        return [f"    {line}" for line in self.excerpt().splitlines()]


NOWHERE = Span("", 0)


class Text:
    """Source text without a file: it can be read under its name as long as this object lives.

    Stands among the globals of the functions that the text defines.
    """

    GLOBAL = "__anabranch_text__"

    def __init__(self, name: str, text: str) -> None:
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        weakref.finalize(self, linecache.cache.pop, name, None).atexit = False
