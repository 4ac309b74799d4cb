"""Values of the language that Python does not have as they are: sets that keep their order; and keys."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any


def key(value: Any) -> Any:
    """``value``, if it does not nest too deeply to be hashed: Python hashes tuples on the C stack without a look at it."""
    level, depth = [value], 0
    while level := [item for items in level if isinstance(items, tuple) for item in items]:
        depth += 1
        if depth > sys.getrecursionlimit():
            raise RecursionError("maximum recursion depth exceeded while hashing an object")
    return value


class OrderedSet(set[Any]):
    """A set that iterates in the order of insertion."""

    __slots__ = ("_order",)

    def __init__(self, items: Iterable[Any] = ()) -> None:
        super().__init__()
        self._order: dict[Any, None] = {}
        for item in items:
            self.add(item)

    def add(self, item: Any) -> None:
        super().add(key(item))
        self._order.setdefault(item)

    def discard(self, item: Any) -> None:
        super().discard(key(item))
        self._order.pop(item, None)

    def remove(self, item: Any) -> None:
        super().remove(key(item))
        del self._order[item]

    def __contains__(self, item: object) -> bool:
        return super().__contains__(key(item))

    def pop(self) -> Any:
        if not self:
            raise KeyError("pop from an empty set")
        item = next(reversed(self._order))  # as on the machine: what is last is quick to take
        self.remove(item)
        return item

    def clear(self) -> None:
        super().clear()
        self._order.clear()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._order)

    def __repr__(self) -> str:
        return f"{{{', '.join(map(repr, self))}}}" if self else "set()"

    def __reduce__(self) -> tuple[type, tuple[list[Any]]]:
        return OrderedSet, (list(self),)


