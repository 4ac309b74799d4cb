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
        method = self.type.methods.get("__eq__")
        if method is None or not isinstance(other, Instance):
            return self is other
        return bool(call(method, [self, other]))

    def __lt__(self, other: Instance) -> bool:
        method = self.type.methods.get("__lt__")
        return bool(call(method, [self, other])) if method is not None else NotImplemented

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
