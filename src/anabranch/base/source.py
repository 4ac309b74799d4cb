"""Places in source code.  A ``Span`` says where something stands and can show it with a caret line."""

from __future__ import annotations

import itertools
import linecache
import sys
import weakref
from collections.abc import Iterator, Mapping

from .record import Record


class Span(Record, frozen=True):
    """A stretch of a file.  Lines count from 1, columns from 0; ``end_column`` is exclusive."""

    file: str
    line: int
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{shown_file(self.file)}:{self.line}:{self.column}"

    def source_line(self) -> str:
        return line_of(self.file, self.line).rstrip("\n")

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


def shown_file(file: str) -> str:
    """The name of a file as users know it: a notebook's cell stands in a temporary one, which IPython knows by its number."""
    interactive = sys.modules.get("IPython")
    shell = interactive.get_ipython() if interactive is not None else None
    format_name = getattr(getattr(shell, "compile", None), "format_code_name", None)
    kind_and_name = format_name(file) if format_name is not None else None
    return file if kind_and_name is None else " ".join(kind_and_name)


_saved: dict[str, dict[int, str]] = {}  # lines of files that only an archive has, by their number


def line_of(file: str, number: int) -> str:
    """A line of a source file.  One that an archive brought is not opened: its lines are those that it brought."""
    if file in _saved and file not in linecache.cache:
        return _saved[file].get(number, "")
    return linecache.getline(file, number)


def lines_of(file: str) -> Mapping[int, str]:
    """Those that ``line_of`` gives, for who wants many."""
    if file in _saved and file not in linecache.cache:
        return _saved[file]
    return dict(enumerate(linecache.getlines(file), 1))


def remember_lines(file: str, lines: dict[int, str]) -> str:
    """Lines that an archive brings.  Returns the name to give to ``file``: another where its own stands for other lines."""
    name = next(n for n in _numbered(file) if not _differs(n, lines))
    _saved.setdefault(name, {}).update(lines)
    return name


def _numbered(file: str) -> Iterator[str]:
    yield file
    yield from (f"{file} (saved {number})" for number in itertools.count(1))


def _differs(file: str, lines: dict[int, str]) -> bool:
    if file in linecache.cache:
        return any(linecache.getline(file, number) != line for number, line in lines.items())
    known = _saved.get(file, {})
    return any(known.get(number, line) != line for number, line in lines.items())


NOWHERE = Span("", 0)


class Text:
    """Source text without a file: it can be read under its name as long as this object lives.

    Stands among the globals of the functions that the text defines.
    """

    GLOBAL = "__anabranch_text__"

    def __init__(self, name: str, text: str) -> None:
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        weakref.finalize(self, linecache.cache.pop, name, None).atexit = False
