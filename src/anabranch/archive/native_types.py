"""The types of the native part of an archive: a table in which each names only earlier ones, and the classes' members."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..lang.nominal import ClassType, EnumType
from ..lang.types import ANY_TUPLE, NamedTupleType, TensorType, Type
from ..runtime.native_types import kind_of
from .native_bytes import Bytes

PutValue = Callable[[Bytes, Any, Type], None]


class TypeTable:
    """Numbers of types; ``names`` are those that the archive calls nominal ones by."""

    def __init__(self, out: Bytes, names: Mapping[Type, str], value: PutValue) -> None:
        self.classes: list[ClassType] = []  # in the order of their numbers
        self._out = out
        self._names = names
        self._value = value
        self._numbers: dict[Type, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, t: Type) -> int:
        t = TensorType() if isinstance(t, TensorType) else t
        known = self._numbers.get(t)
        if known is not None:
            return known
        inner = [self.number(p) for p in t.contained()]
        inner += [self.number(t.value_type)] if isinstance(t, EnumType) else []
        self._numbers[t] = len(self._numbers)
        self._write(t, inner)
        return self._numbers[t]

    def _write(self, t: Type, inner: list[int]) -> None:
        self._out.text(kind_of(t))
        self._out.text(self._name(t))
        self._out.sizes(inner)
        self._out.size(len(t.fields) if isinstance(t, NamedTupleType) else 0)
        for name in t.fields if isinstance(t, NamedTupleType) else ():
            self._out.text(name)
        self._out.size(len(t.members) if isinstance(t, EnumType) else 0)
        if isinstance(t, EnumType):
            for name, value in t.members.items():
                self._out.text(name)
                self._value(self._out, value, t.value_type)
        if isinstance(t, ClassType):
            self.classes.append(t)

    def _name(self, t: Type) -> str:
        """Of types without a name of their own the reader makes one."""
        return "tuple" if t == ANY_TUPLE else self._names.get(t, "NamedTuple" if isinstance(t, NamedTupleType) else "")
