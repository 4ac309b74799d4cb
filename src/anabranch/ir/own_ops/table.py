"""THE table of operators that PyTorch's dispatcher does not have: one row of schema text each.

Overload matching, the verifier, the interpreter, the native kernels and the docs read it.  A row is parsed when its name
is first asked for.  To add an operator: write its row in the file of its subject (most specific overload first, ``! ``
before it when it reads or changes state outside its arguments) and its meaning in ``interp/kernels``; a test names
rows without a kernel.
"""

# ruff: noqa: E501  (a row is one line)

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..schema import Schema
from ..schema_parser import parse_schema

_NAME = re.compile(r"(! )?([\w:]+)(?:\.(\w+))?\(")


@dataclass(frozen=True)
class Row:
    """``position`` orders the overloads of one name: earlier is preferred where several fit equally well."""

    text: str
    name: str
    overload: str
    position: int
    has_effect: bool

    @property
    def qualified(self) -> str:
        return f"{self.name}.{self.overload}" if self.overload else self.name

    @property
    def schema(self) -> Schema:
        return parse_schema(self.text, is_own=True)

    @property
    def pure(self) -> bool:
        """Whether a call may be dropped when nobody uses its result, and repeated.  It may still raise."""
        return not self.has_effect and "!" not in self.text


class OwnTable:
    """All rows, by name and by qualified name."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self._texts = texts

    @cached_property
    def by_name(self) -> dict[str, tuple[Row, ...]]:
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.name, []).append(row)
        return {name: tuple(rows) for name, rows in found.items()}

    @cached_property
    def by_qualified_name(self) -> dict[str, Row]:
        return {row.qualified: row for row in self.rows}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(_row(line, i) for i, line in enumerate(self._lines()))

    def _lines(self) -> Iterator[str]:
        for text in self._texts:
            yield from (line for line in text.split("\n") if line and not line.startswith("#"))


def _row(line: str, position: int) -> Row:
    match = _NAME.match(line)
    if match is None:
        raise ValueError(f"not a row of the table of operators: {line}")
    return Row(line.removeprefix("! "), match[2], match[3] or "", position, bool(match[1]))
