"""THE table of operators that PyTorch's dispatcher does not have: what each is called, takes, does and means, in one place.

A family's file declares its operators with ``own``: a row is the effects and the schema in TorchScript's notation, alias
annotations included; rows that share their meaning stand together::

    @own("raises  aten::index.list_int(int[] self, int el) -> int", native="list_index")
    def _index(items: list[int], x: int) -> int: ...

``native`` names the kernel in csrc/kernels; None where the machine has an instruction instead.  Overload matching, the
verifier, the interpreter, the emitter and the docs read the table.  A row is parsed when its name is first asked for; of
the overloads of one name the earlier row is preferred where several fit equally well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from ..base.record import Record
from ..lang.schema import Schema
from ..lang.schema_parser import parse_schema
from .effects import Effects, read_effects

Meaning = Callable[..., Any]
M = TypeVar("M", bound=Meaning)
_ROW = re.compile(r"((?:[a-z-]+ +)+)(([\w:]+)(?:\.(\w+))?\(.*)")


class Row(Record, frozen=True):
    """``text`` is the schema's, ``position`` the place in the table."""

    text: str
    name: str
    overload: str
    effects: Effects
    native: str | None
    meaning: Meaning
    position: int

    @property
    def qualified(self) -> str:
        return f"{self.name}.{self.overload}" if self.overload else self.name

    @property
    def schema(self) -> Schema:
        return parse_schema(self.text, is_own=True)


class OwnTable:
    """All rows, by name and by qualified name, as the families' files declare them."""

    def __init__(self) -> None:
        self.by_name: dict[str, list[Row]] = {}
        self.by_qualified_name: dict[str, Row] = {}
        self.unfinished: set[str] = set()

    def meaning(self, qualified: str) -> Meaning:
        """Raises KeyError where there is no such operator."""
        return self.by_qualified_name[qualified].meaning

    @property
    def rows(self) -> list[Row]:
        return list(self.by_qualified_name.values())

    def own(self, rows: str, *, native: str | None) -> Callable[[M], M]:
        """Declares the operators of some rows; the result takes their meaning, as a decorator or called with it."""
        self.unfinished.add(rows)

        def declare(meaning: M) -> M:
            self.unfinished.discard(rows)
            for line in filter(None, map(str.strip, rows.split("\n"))):
                self._add(line, native, meaning)
            return meaning

        return declare

    def _add(self, line: str, native: str | None, meaning: Meaning) -> None:
        match = _ROW.fullmatch(line)
        if match is None:
            raise ValueError(f"not a row of the table of operators (effects, then a schema): {line}")
        words, text, name, overload = match.groups()
        row = Row(text, name, overload or "", read_effects(words), native, meaning, len(self.by_qualified_name))
        if row.qualified in self.by_qualified_name:
            raise ValueError(f"{row.qualified} is declared twice")
        self.by_name.setdefault(name, []).append(row)
        self.by_qualified_name[row.qualified] = row

    def finish(self) -> None:
        """After the last family: nothing may lack its meaning."""
        if self.unfinished:
            raise ValueError(f"operators without a meaning: {', '.join(sorted(self.unfinished))}")


OWN_OPS = OwnTable()
own = OWN_OPS.own
