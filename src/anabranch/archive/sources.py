"""``sources.json``: the places of a program, and of each file the lines that they name, for errors.

A column a number of a place: files, lines as distances from the line of the place before, columns, further lines, end columns.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..base.source import Span, line_of, remember_lines
from ..text.places import PlaceReader, WrittenOutReader
from . import checked
from .file_names import FileNames

_COLUMNS = 5
_MOST = 1 << 30
Reader = Callable[[Callable[[str], object]], PlaceReader | WrittenOutReader]


def sources_text(places: Iterable[Span], names: FileNames) -> bytes:
    lines: dict[str, dict[int, str]] = {}
    numbers: dict[str, int] = {}
    rows, before = [], 0
    for span in places:
        kept = lines.setdefault(span.file, {})
        for number in range(span.line, max(span.line, span.end_line) + 1):
            if number not in kept:
                kept[number] = line_of(span.file, number)
        file = numbers.setdefault(span.file, len(numbers))
        rows.append((file, span.line - before, span.column, span.end_line - span.line, span.end_column))
        before = span.line
    files = [[names.of(file), [[n, text] for n, text in sorted(kept.items()) if text]] for file, kept in lines.items()]
    columns = list(zip(*rows, strict=True)) or [()] * _COLUMNS
    return json.dumps({"files": files, "places": columns}, separators=(",", ":")).encode()


def places_reader(sources: Any) -> Reader:
    """Makes what reads the comments of ``program.txt``.  The first format had a list of files."""
    if type(sources) is list:
        files = list(_files(sources))
        return lambda fail: WrittenOutReader(files, fail)
    checked.holds(type(sources) is dict, "sources.json")
    places = _places(list(_files(checked.list_of(list, sources.get("files"), "files"))), sources.get("places"))
    return lambda fail: PlaceReader(places, fail)


def _places(files: list[str], table: Any) -> list[Span]:
    columns = [checked.list_of(int, column, "places") for column in checked.list_of(list, table, "places")]
    fits = len(columns) == _COLUMNS and len(set(map(len, columns))) == 1
    checked.holds(fits and all(not column or -_MOST < min(column) <= max(column) < _MOST for column in columns), "its places")
    numbers, distances, starts, further, ends = columns
    checked.holds(not numbers or 0 <= min(numbers) <= max(numbers) < len(files), "its places name other files")
    lines = itertools.accumulate(distances)
    rows = zip(numbers, lines, starts, further, ends, strict=True)
    return [Span(files[file], line, start, line + more, end) for file, line, start, more, end in rows]


def _files(sources: list[Any]) -> Iterator[str]:
    for source in checked.list_of(list, sources, "files"):
        checked.holds(len(source) == 2, "sources.json")
        lines = {checked.size(n): checked.text(line) for n, line in map(_pair, checked.list_of(list, source[1], "lines"))}
        yield remember_lines(checked.text(source[0]), lines)


def _pair(value: list[Any]) -> list[Any]:
    checked.holds(len(value) == 2, "sources.json")
    return value
