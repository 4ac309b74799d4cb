"""The files under ``code/``: syntax trees by qualified name, and where in the users' own files each piece stood.

A class ``__torch__.models.net.Net`` stands in ``code/__torch__/models/net.py``; beside it ``.debug_pkl`` says, for offsets in
that text, from where in which source the code came, with the lines of it.  Non-goal: what the trees mean.
"""

from __future__ import annotations

import ast
import bisect
import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...archive.checked import holds
from ...base.errors import ArchiveError
from ...base.source import Span, remember_lines
from ...base.syntax import parse
from .pickles import PickleError, unpickled

Definition = ast.ClassDef | ast.FunctionDef
_LIST = {"torch.jit._pickle.build_intlist": list}
_FOLDER, _ENDING = "code/", ".py"
_LARGEST = 1 << 24  # bytes of a file of code, and of all that one says about where it came from
_STRING_TABLE = "FORMAT_WITH_STRING_TABLE"
_ESCAPED = re.compile(rb"\\[2-3][0-7]{2}")  # a byte of a character outside ASCII


class SourceFile:
    def __init__(self, name: str, text: bytes, places: memoryview | None) -> None:
        self.name = name
        self.text = text
        self._places = places
        self.definitions = {node.name: node for node in _statements(name, text) if isinstance(node, Definition)}

    def span(self, node: Any) -> Span:
        """Where in the user's source a node came from; in this file, where nothing says."""
        found = self._original(self._starts[node.lineno - 1] + node.col_offset) if self._ranges[0] else None
        if found is not None:
            return found
        return Span(self._own_name, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)

    @functools.cached_property
    def _own_name(self) -> str:
        lines = str(self.text, "latin-1").splitlines(keepends=True)
        return remember_lines(self.name, dict(enumerate(lines, 1)))

    @functools.cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer(rb"\n", self.text))]

    def _original(self, offset: int) -> Span | None:
        offsets, spans = self._ranges
        at = bisect.bisect_right(offsets, offset) - 1
        return spans[at] if at >= 0 else None

    @functools.cached_property
    def _ranges(self) -> tuple[list[int], list[Span | None]]:
        """Offsets in this file, and from where each stretch came.  What is no such table says nothing."""
        if self._places is None:
            return [], []
        try:
            found = sorted(_ranges(unpickled(self._places, _LIST)), key=lambda pair: pair[0])
        except (PickleError, ValueError, TypeError, IndexError, KeyError):
            return [], []
        return [offset for offset, _ in found], [span for _, span in found]


def _statements(name: str, text: bytes) -> list[ast.stmt]:
    """The bytes of string literals are those of UTF-8, written one by one."""
    holds(len(text) <= _LARGEST, f"{name} has {len(text)} bytes, more than {_LARGEST}")
    try:
        tree = parse(str(text, "latin-1"))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        place = f":{error.lineno}" if isinstance(error, SyntaxError) else ""
        why = error.msg if isinstance(error, SyntaxError) else type(error).__name__
        raise ArchiveError(f"the archive is damaged: {name}{place} is no program of TorchScript: {why}") from None
    if _ESCAPED.search(text):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                node.value = node.value.encode("latin-1", "replace").decode(errors="replace")
    return tree.body


def _ranges(table: Any) -> Iterator[tuple[int, Span | None]]:
    texts, entries = (table[1], table[2]) if table[0] == _STRING_TABLE else (None, table)
    sources: dict[int, _Original] = {}
    left = _LARGEST
    for offset, (source, start, end), *_ in entries:
        if type(offset) is not int or type(start) is not int or type(end) is not int:
            raise ValueError("an offset is no number")
        known = sources.get(id(source))
        if known is None:
            left -= _length(source, texts)
            if left < 0:
                raise ValueError("it says more than can be true")
            known = sources[id(source)] = _Original.of(source, texts)
        yield offset, known.span(start, end)


def _length(source: Any, texts: Any) -> int:
    """Of the text, which may name the same piece again and again."""
    text = source[0]
    return len(text) if texts is None else sum(len(texts[i]) for i in text)


class _Original:
    """A stretch of a user's file: ``lines`` begin at ``first``.  Without a file there is nothing to show."""

    def __init__(self, text: str, file: str, first: int) -> None:
        lines = text.splitlines(keepends=True)
        self._first = first + 1
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line.encode()))
        self._ascii = text.isascii()
        self._file = remember_lines(file, dict(enumerate(lines, self._first))) if file and lines else ""

    @classmethod
    def of(cls, source: Any, texts: Any) -> _Original:
        text, file, first = source
        if texts is not None:
            text, file = "".join(texts[i] for i in text), texts[file]
        return cls(text, file or "", first or 0)

    def span(self, start: int, end: int) -> Span | None:
        if not self._file:
            return None
        line, column = self._place(start)
        return Span(self._file, line, column, *self._place(max(end, start)))

    def _place(self, offset: int) -> tuple[int, int]:
        at = max(bisect.bisect_right(self._starts, offset) - 1, 0)
        return self._first + at, offset - self._starts[at]


class Sources:
    """``records`` are the files of the archive."""

    def __init__(self, records: Mapping[str, memoryview]) -> None:
        self._records = records
        self._files: dict[str, SourceFile | None] = {}

    def find(self, qualified: str) -> tuple[SourceFile, Definition] | None:
        """What a qualified name is defined as."""
        prefix, _, name = qualified.rpartition(".")
        file = self._file(prefix) if prefix else None
        node = file.definitions.get(name) if file is not None else None
        return (file, node) if file is not None and node is not None else None

    def is_prefix(self, path: str) -> bool:
        """Whether qualified names begin with ``path``."""
        return path in self._prefixes

    @functools.cached_property
    def _prefixes(self) -> frozenset[str]:
        paths = [n.removeprefix(_FOLDER).removesuffix(_ENDING).split("/") for n in self._records if n.endswith(_ENDING)]
        return frozenset(".".join(path[: i + 1]) for path in paths for i in range(len(path)))

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """What all files say, by the names of their entries."""
        for name in self._records:
            if name.startswith(_FOLDER) and name.endswith(_ENDING):
                yield name, bytes(self._records[name])

    def file_named(self, entry: str) -> SourceFile:
        found = self._file(entry.removeprefix(_FOLDER).removesuffix(_ENDING).replace("/", "."))
        assert found is not None, entry
        return found

    def _file(self, prefix: str) -> SourceFile | None:
        if prefix not in self._files:
            name = f"{_FOLDER}{prefix.replace('.', '/')}{_ENDING}"
            found = self._records.get(name)
            places = self._records.get(f"{name}.debug_pkl")
            self._files[prefix] = SourceFile(name, bytes(found), places) if found is not None else None
        return self._files[prefix]
