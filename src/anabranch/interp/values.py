"""The interpreter's values that Python does not have as they are: instances, named tuples.

Ints, floats, strings, lists, dicts, tuples, tensors and enum members are Python's own.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from ..base.given import Given
from ..ir.function import Function
from ..lang.nominal import ClassType
from ..lang.types import NamedTupleType

call: Given[[Function, Sequence[Any]], Any] = Given("anabranch.interp.machine")


class Instance:
    """A module or class instance: one slot per attribute of its type, filled by ``__init__`` or by the runtime."""

    __slots__ = ("__weakref__", "slots", "type")

    def __init__(self, t: ClassType) -> None:
        self.type = t
        self.slots: list[Any] = [None] * len(t.attributes)

    def get(self, slot: int) -> Any:
        return self.slots[slot]

    def set(self, slot: int, value: Any) -> None:
        # A class type may still grow while its __init__ is compiled.
        self.slots += [None] * (slot + 1 - len(self.slots))
        self.slots[slot] = value

    def get_attribute(self, name: str) -> Any:
        return self.get(self.type.slot(name))

    def set_attribute(self, name: str, value: Any) -> None:
        self.set(self.type.slot(name), value)

    def __eq__(self, other: object) -> bool:
        answer = self._asked("__eq__", other)
        return self is other if answer is None else answer

    def __lt__(self, other: object) -> bool:
        return self._ordered(other, "<", "__lt__", "__gt__")

    def __le__(self, other: object) -> bool:
        return self._ordered(other, "<=", "__le__", "__ge__")

    def __gt__(self, other: object) -> bool:
        return self._ordered(other, ">", "__gt__", "__lt__")

    def __ge__(self, other: object) -> bool:
        return self._ordered(other, ">=", "__ge__", "__le__")

    def _ordered(self, other: object, sign: str, name: str, reflected: str) -> bool:
        """By the method of this class, else by the other's for the same question from its side."""
        answer = self._asked(name, other)
        if answer is None and isinstance(other, Instance):
            answer = other._asked(reflected, self)
        if answer is None:
            theirs = other.type.name if isinstance(other, Instance) else type(other).__name__
            raise TypeError(f"'{sign}' not supported between instances of '{self.type.name}' and '{theirs}'")
        return answer

    def _asked(self, name: str, other: object) -> bool | None:
        """The answer of the class for the two, if it has this method and ``other`` is of it."""
        method = self.type.methods.get(name)
        if method is None or not isinstance(other, Instance) or not other.type.isSubtypeOf(self.type):
            return None
        return bool(call(method, [self, other]))

    def __hash__(self) -> int:
        method = self.type.methods.get("__hash__")
        return hash(call(method, [self])) if method is not None else id(self)

    def __repr__(self) -> str:
        return f"<{self.type.name} object>"


def named_tuple_class(t: NamedTupleType) -> type:
    """The user's class, or one made of the type's name and fields."""
    return t.python_class if t.python_class is not None else _made_class(t.name, t.fields)


@cache
def _made_class(name: str, fields: tuple[str, ...]) -> type:
    return namedtuple(name.rsplit(".", 1)[-1] or "NamedTuple", fields, rename=True)


def make_named_tuple(t: NamedTupleType, items: Iterable[Any]) -> Any:
    return tuple.__new__(named_tuple_class(t), items)
