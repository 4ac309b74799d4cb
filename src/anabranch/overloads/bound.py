"""How an input of an operator is made from the values of a call: a small tree, applied by ``apply_match``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..base.record import Record
from ..lang.types import DictType, ListType, TupleType, Type


class Bound(Record, frozen=True):
    """``conversions`` is what making it costs when overloads are compared."""

    @property
    def conversions(self) -> int:
        return 0

    def type(self) -> Type:
        raise NotImplementedError

    def values(self) -> Iterator[Any]:
        """The values of the call that it uses."""
        return iter(())


class Given(Bound, frozen=True):
    """A value as it is."""

    value: Any

    def type(self) -> Type:
        t: Type = self.value.type()
        return t

    def values(self) -> Iterator[Any]:
        yield self.value


class Default(Bound, frozen=True):
    """The schema's default, a Python value."""

    value: Any
    declared: Type

    def type(self) -> Type:
        return self.declared


class Convert(Bound, frozen=True):
    """The result of a conversion operator (``aten::FloatImplicit``) on one input."""

    operator: str
    source: Bound
    target: Type
    cost: int = 1

    @property
    def conversions(self) -> int:
        return self.source.conversions + self.cost

    def type(self) -> Type:
        return self.target

    def values(self) -> Iterator[Any]:
        return self.source.values()


class Item(Bound, frozen=True):
    """An item of a tuple; all items of one ``source`` come from one unpacking."""

    source: Bound
    index: int

    def type(self) -> Type:
        t = self.source.type()
        assert isinstance(t, TupleType)
        return t.items[self.index]

    def values(self) -> Iterator[Any]:
        return self.source.values()


class MakeList(Bound, frozen=True):
    element: Type
    items: tuple[Bound, ...]
    cost: int = 0

    @property
    def conversions(self) -> int:
        return self.cost + sum(item.conversions for item in self.items)

    def type(self) -> Type:
        return ListType(self.element)

    def values(self) -> Iterator[Any]:
        for item in self.items:
            yield from item.values()


class MakeDict(Bound, frozen=True):
    """A new empty dict, where the program says ``{}``."""

    target: DictType

    def type(self) -> Type:
        return self.target


class MakeTuple(Bound, frozen=True):
    items: tuple[Bound, ...]
    target: Type

    @property
    def conversions(self) -> int:
        return sum(item.conversions for item in self.items)

    def type(self) -> Type:
        return self.target

    def values(self) -> Iterator[Any]:
        for item in self.items:
            yield from item.values()
