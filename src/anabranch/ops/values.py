"""Values of the language that Python does not have as they are: sets that keep their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


class OrderedSet(set[Any]):
    """A set that iterates in the order of insertion."""

    __slots__ = ("_order",)

    def __init__(self, items: Iterable[Any] = ()) -> None:
        super().__init__()
        self._order: dict[Any, None] = {}
        for item in items:
            self.add(item)

    def add(self, item: Any) -> None:
        super().add(item)
        self._order.setdefault(item)

    def discard(self, item: Any) -> None:
        super().discard(item)
        self._order.pop(item, None)

    def remove(self, item: Any) -> None:
        super().remove(item)
        del self._order[item]

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


