"""Which elements of a storage a tensor has: strided sets of bytes, and whether two of them meet.

A set is ``low`` plus the sums of ``stride * i`` with ``0 <= i < size`` over its dimensions; the bytes of an element are one
more dimension.  So ``x[:, 0]`` and ``x[:, 1]`` do not meet, though each lies between elements of the other.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import gcd
from operator import attrgetter
from typing import Any, NamedTuple

_MOST_STEPS = 10_000  # of the search for a common element; boxes of one tensor take about two a dimension


class Elements(NamedTuple):
    """The bytes from ``low`` to ``high`` (exclusive) that the dimensions (stride, last index) reach, largest stride first."""

    low: int
    high: int
    dims: tuple[tuple[int, int], ...]


@lru_cache(maxsize=10_000)
def elements(offset: int, sizes: tuple[int, ...], strides: tuple[int, ...], itemsize: int) -> Elements:
    """Of a tensor that has some."""
    dims = sorted((stride * itemsize, size) for stride, size in zip(strides, sizes) if size > 1 and stride)
    merged = [(1, itemsize)]
    for stride, size in dims:
        inner, count = merged[-1]
        if stride == inner * count:
            merged[-1] = inner, count * size
        else:
            merged.append((stride, size))
    found = tuple((stride, size - 1) for stride, size in reversed(merged))
    low = offset * itemsize
    return Elements(low, low + sum(stride * last for stride, last in found) + 1, found)


def meet(a: Elements, b: Elements) -> bool:
    """Whether the sets have a byte in common: whether a.low + Σ s·i = b.low + Σ t·j has a solution.

    With ``last - j`` for ``j`` all terms stand on one side.
    """
    if a.low >= b.high or b.low >= a.high:
        return False
    bounds: dict[int, int] = {}
    for stride, last in (*a.dims, *b.dims):
        bounds[stride] = bounds.get(stride, 0) + last
    return _Search(sorted(bounds.items(), reverse=True)).reaches(b.high - 1 - a.low)


class _Search:
    """Whether Σ stride·x can be a number, 0 <= x <= bound: stride by stride, within what the smaller ones can still add."""

    def __init__(self, terms: Sequence[tuple[int, int]]) -> None:
        self._terms = terms
        self._steps = 0
        self._rest = [(0, 0)]  # of the terms from here on: the most that they add, and what divides whatever they add
        for stride, bound in reversed(terms):
            most, divisor = self._rest[-1]
            self._rest.append((most + stride * bound, gcd(divisor, stride)))
        self._rest.reverse()

    def reaches(self, number: int, at: int = 0) -> bool:
        most, divisor = self._rest[at]
        if not 0 <= number <= most or (divisor and number % divisor):
            return False
        if number in (0, most):
            return True
        self._steps += 1
        if self._steps > _MOST_STEPS:
            return True  # may be
        stride, bound = self._terms[at]
        least = max(0, -((self._rest[at + 1][0] - number) // stride))
        return any(self.reaches(number - stride * x, at + 1) for x in range(min(bound, number // stride), least - 1, -1))


class Stretches:
    """Things with elements, found by those that they meet: in sorted lists, one for each power of two of their extents."""

    def __init__(self) -> None:
        self._by_extent: dict[int, list[Any]] = {}

    def add(self, thing: Any) -> None:
        """``thing.elements`` are its elements."""
        extent = thing.elements.high - thing.elements.low
        insort(self._by_extent.setdefault(extent.bit_length(), []), thing, key=_low)

    def that_meet(self, e: Elements) -> Iterator[Any]:
        for bits, things in self._by_extent.items():
            first = bisect_left(things, e.low - (1 << bits), key=_low)
            last = bisect_left(things, e.high, key=_low)
            yield from (thing for thing in things[first:last] if meet(thing.elements, e))


_low = attrgetter("elements.low")
