"""What an operator or function takes and gives.  Non-goals: parsing (``schema_parser``) and overload choice (``matching``)."""

from __future__ import annotations

from typing import Any

from ..base.given import Given
from ..base.record import Record
from .types import NONE, TupleType, Type


class _NoDefault:
    def __repr__(self) -> str:
        return "NO_DEFAULT"

    def __reduce__(self) -> str:
        return "NO_DEFAULT"  # the one that there is


NO_DEFAULT: Any = _NoDefault()


class Argument(Record, frozen=True):
    """One argument or result.  ``size`` is the ``N`` of ``int[N]`` (a single int is broadcast to it);
    ``alias`` is the text of the alias annotation (``a!``), empty where there is none."""

    name: str
    type: Type
    default: Any = NO_DEFAULT
    keyword_only: bool = False
    size: int | None = None
    alias: str = ""
    is_output: bool = False

    def _compared(self) -> tuple[object, ...]:  # a default may be no key
        return self.name, self.type, self.keyword_only, self.size, self.alias, self.is_output

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Argument) and self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash(self._compared())

    @property
    def has_default(self) -> bool:
        return self.default is not NO_DEFAULT

    @property
    def is_write(self) -> bool:
        return "!" in self.alias

    @property
    def alias_before(self) -> frozenset[str]:
        """The alias sets that the value belongs to when the call begins; ``*`` is any that values can be reached from."""
        return _alias_sets(self.alias.partition("->")[0])

    @property
    def alias_after(self) -> frozenset[str]:
        """The alias sets that it belongs to when the call is done."""
        return _alias_sets(self.alias.rpartition("->")[2])


def _alias_sets(text: str) -> frozenset[str]:
    return frozenset(name.strip(" !") for name in text.split("|") if text)


class Schema(Record, frozen=True):
    """``name`` is qualified (``aten::add``), ``overload`` may be empty.  ``is_own``: the operator is of our own table."""

    name: str
    overload: str
    arguments: tuple[Argument, ...]
    returns: tuple[Argument, ...]
    is_vararg: bool = False
    is_vararg_return: bool = False
    is_own: bool = False

    @property
    def qualified(self) -> str:
        return f"{self.name}.{self.overload}" if self.overload else self.name

    @property
    def return_type(self) -> Type:
        """The one type of a call: None for no result, a tuple for several."""
        if len(self.returns) == 1:
            return self.returns[0].type
        return TupleType(tuple(r.type for r in self.returns)) if self.returns else NONE

    @property
    def is_mutable(self) -> bool:
        return any(a.is_write for a in self.arguments)

    def __str__(self) -> str:
        return schema_text(self)


schema_text: Given[[Schema], str] = Given("anabranch.lang.schema_printer")
