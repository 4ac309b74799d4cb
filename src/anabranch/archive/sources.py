"""``sources.json``: the places of a program, and of each file the lines that they name, for errors.

A column a number of a place: files, lines as distances from the line of the place before, columns, further lines, end columns.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Annotated

import msgspec

from ..base.errors import ArchiveError
from ..base.record import Record
from ..base.source import Span, remember_lines
from ..text.places import PlaceReader, WrittenOutReader
from . import checked
from .file_names import FileNames

_MOST = 1 << 30
_Size = Annotated[int, msgspec.Meta(ge=0, le=_MOST)]
_Distance = Annotated[int, msgspec.Meta(ge=-_MOST, le=_MOST)]
_File = tuple[str, list[tuple[_Size, str]]]
_Columns = tuple[list[_Size], list[_Distance], list[_Size], list[_Distance], list[_Size]]
Reader = Callable[[Callable[[str], object]], PlaceReader | WrittenOutReader]


class _Sources(Record):
    files: list[_File]
    places: _Columns


def sources_text(places: Iterable[Span], names: FileNames) -> bytes:
    lines: dict[str, dict[int, str]] = {}
    numbers: dict[str, int] = {}
    rows, before = [], 0
    for span in places:
        kept = lines.setdefault(span.file, {})
        for number in range(span.line, max(span.line, span.end_line) + 1):
            if number not in kept:
                kept[number] = names.line(span.file, number)
        file = numbers.setdefault(span.file, len(numbers))
        rows.append((file, span.line - before, span.column, span.end_line - span.line, span.end_column))
        before = span.line
    files = [[names.of(file), [[n, text] for n, text in sorted(kept.items()) if text]] for file, kept in lines.items()]
    columns = tuple(map(list, zip(*rows, strict=True))) or ([], [], [], [], [])
    return msgspec.json.encode({"files": files, "places": columns})


def places_reader(data: bytes) -> Reader:
    """Makes what reads the comments of ``program.txt``.  The first format had a list of files alone."""
    try:
        sources = msgspec.json.decode(data, type=list[_File] | _Sources)
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"the archive is damaged: sources.json: {error}") from None
    if isinstance(sources, list):
        files = list(map(_remembered, sources))
        return lambda fail: WrittenOutReader(files, fail)
    places = _places(list(map(_remembered, sources.files)), sources.places)
    return lambda fail: PlaceReader(places, fail)


def _remembered(source: _File) -> str:
    name, lines = source
    return remember_lines(name, dict(lines))


def _places(files: list[str], columns: _Columns) -> list[Span]:
    numbers, distances, starts, further, ends = columns
    checked.holds(len(set(map(len, columns))) == 1, "its places have columns of several lengths")
    checked.holds(max(numbers, default=-1) < len(files), "its places name other files")
    lines = list(itertools.accumulate(distances))
    last_lines = [line + more for line, more in zip(lines, further, strict=True)]
    checked.holds(all(0 <= line <= _MOST for line in (*lines, *last_lines)), "its places are on no lines")
    return [Span(files[file], *place) for file, *place in zip(numbers, lines, starts, last_lines, ends, strict=True)]
