"""The iterables of the language that are no values until a list is asked for: range, enumerate, zip, reversed, map."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...ir.graph import Value
from ...lang.types import INT, ListType, Type
from ..values.emitter import Emitter
from ..values.sugared import Iteration, SimpleValue, Sugared, TupleValue, constant_int, constant_of
from .listing import list_of_iteration


class Iterable(Sugared):
    """Base of the iterables that are no values until a list is asked for."""

    def as_value(self, e: Emitter) -> Value:
        return list_of_iteration(e, self.iterate(e))

    def length(self, e: Emitter) -> Sugared:
        iteration = self.iterate(e)
        if iteration.items is not None:
            return e.constant(len(iteration.items))
        assert iteration.length is not None
        return SimpleValue(iteration.length)

    def getitem(self, e: Emitter, index: Sugared) -> Sugared:
        iteration = self.iterate(e)
        if iteration.items is not None:
            return TupleValue(list(iteration.items)).getitem(e, index)
        return SimpleValue(self.as_value(e)).getitem(e, index)

    def contains(self, e: Emitter, item: Sugared) -> Sugared:
        return SimpleValue(self.as_value(e)).contains(e, item)


class RangeValue(Iterable):
    """``range(...)``; start and step are None where they are not given."""

    stop: Value
    start: Value | None = None
    step: Value | None = None

    def describe(self) -> str:
        return "a range"

    def type(self) -> Type | None:
        return ListType(INT)

    def iterate(self, e: Emitter) -> Iteration:
        if self.start is None:
            return Iteration(length=self.stop, item=SimpleValue)
        step = self.step if self.step is not None else e.builder.constant(1)
        start = self.start
        return Iteration(
            length=e.operator_value("aten::__range_length", [start, self.stop, step]),
            item=lambda i: SimpleValue(e.operator_value("aten::__derive_index", [i, start, step])),
        )

    def length(self, e: Emitter) -> Sugared:
        if self.start is not None:
            return super().length(e)
        zero = e.builder.constant(0)
        return SimpleValue(e.operator_value("prim::max", [self.stop, zero]))

    def static_items(self, e: Emitter, limit: int = 10_000) -> list[Sugared]:
        """The numbers, where the bounds are known when compiling."""
        bounds = [constant_int(SimpleValue(v)) for v in (self.start, self.stop, self.step) if v is not None]
        known = [b for b in bounds if b is not None]
        if len(known) != len(bounds):
            raise e.error("the bounds of this range must be known when compiling")
        return [e.constant(i) for i in range(*known)[:limit]]

    def items(self, e: Emitter) -> list[Sugared]:
        return self.static_items(e)


class ZipValue(Iterable):
    """``zip(a, b)``."""

    parts: Sequence[Sugared]

    def describe(self) -> str:
        return "a zip"

    def iterate(self, e: Emitter) -> Iteration:
        parts = self.iterations(e)
        counts = [len(p.items) for p in parts if p.items is not None]
        if counts:
            return Iteration(items=[TupleValue([_at(e, p, i) for p in parts]) for i in range(min(counts))])
        lengths = [p.length for p in parts if p.length is not None]
        return Iteration(length=shortest(e, lengths), item=lambda i: TupleValue([_item(p, i) for p in parts]))

    def iterations(self, e: Emitter) -> list[Iteration]:
        """Of the parts; beside those whose number is known at run time only, known items of one type become a list."""
        parts = [p.iterate(e) for p in self.parts]
        if all(p.items is not None or p.length is None for p in parts):
            return parts
        return [_listed(e, p) for p in parts]


def _listed(e: Emitter, iteration: Iteration) -> Iteration:
    types = {item.type() for item in iteration.items or ()}
    if len(types) != 1 or None in types:
        return iteration
    return SimpleValue(list_of_iteration(e, iteration)).iterate(e)


def shortest(e: Emitter, lengths: Sequence[Value]) -> Value:
    if len(lengths) == 1:
        return lengths[0]
    return e.operator_value("prim::min", [e.builder.list_(INT, lengths)])


def _at(e: Emitter, iteration: Iteration, i: int) -> Sugared:
    return iteration.items[i] if iteration.items is not None else _item(iteration, e.builder.constant(i))


def _item(iteration: Iteration, i: Value) -> Sugared:
    assert iteration.item is not None
    return iteration.item(i)


class EnumerateValue(Iterable):
    """``enumerate(a, start)``."""

    inner: Sugared
    start: Sugared | None = None

    def describe(self) -> str:
        return "an enumerate"

    def iterate(self, e: Emitter) -> Iteration:
        inner = self.inner.iterate(e)
        if inner.items is not None:
            items = inner.items
            return Iteration(items=[TupleValue([self._count(e, e.constant(i)), x]) for i, x in enumerate(items)])
        return Iteration(
            length=inner.length, item=lambda i: TupleValue([self._count(e, SimpleValue(i)), _item(inner, i)])
        )

    def _count(self, e: Emitter, i: Sugared) -> Sugared:
        if self.start is None:
            return i
        (known, a), (also, b) = constant_of(i), constant_of(self.start)
        return e.constant(a + b) if known and also else e.operator("aten::add", [i, self.start])


class ReversedValue(Iterable):
    """``reversed(a)``."""

    inner: Sugared

    def describe(self) -> str:
        return "a reversed"

    def iterate(self, e: Emitter) -> Iteration:
        inner = self.inner.iterate(e)
        if inner.items is not None:
            return Iteration(items=list(reversed(inner.items)))
        assert inner.length is not None
        last = e.operator_value("aten::sub", [inner.length, e.builder.constant(1)])
        return Iteration(
            length=inner.length, item=lambda i: _item(inner, e.operator_value("aten::sub", [last, i]))
        )


class MapValue(Iterable):
    """``map(f, a, b)``."""

    function: Callable[[Emitter, list[Sugared]], Sugared]
    parts: Sequence[Sugared]

    def describe(self) -> str:
        return "a map"

    def iterate(self, e: Emitter) -> Iteration:
        inner = ZipValue(self.parts).iterate(e)
        if inner.items is not None:
            return Iteration(items=[self.function(e, item.items(e)) for item in inner.items])
        return Iteration(length=inner.length, item=lambda i: self.function(e, _item(inner, i).items(e)))
