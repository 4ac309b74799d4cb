"""What a manifest says, looked at before it is believed.  Each raises ArchiveError."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from ..base.errors import ArchiveError

T = TypeVar("T")

_LARGEST = 1 << 62


def holds(condition: bool, what: str) -> None:
    if not condition:
        raise ArchiveError(f"the archive is damaged: {what}")


def list_of(kind: type[T], value: Any, what: str) -> list[T]:
    holds(type(value) is list and all(type(v) is kind for v in value), f"its {what} are no list of {kind.__name__}s")
    return value  # type: ignore[no-any-return]


def item(items: Sequence[T], number: Any, what: str) -> T:
    holds(type(number) is int and 0 <= number < len(items), f"there is no {what} {number!r}")
    found: T = items[number]
    return found


def one_of(known: Mapping[str, T], name: Any, what: str) -> T:
    holds(type(name) is str and name in known, f"there is no {what} {name!r}")
    return known[name]


def text(value: Any) -> str:
    holds(type(value) is str, f"expected a text, got {value!r}")
    return value  # type: ignore[no-any-return]


def size(value: Any) -> int:
    holds(type(value) is int and 0 <= value <= _LARGEST, f"expected a size, got {value!r}")
    return value  # type: ignore[no-any-return]


def sizes(values: Any) -> list[int]:
    return [size(v) for v in list_of(int, values, "sizes")]


def flag(record: Mapping[str, Any], name: str) -> bool:
    value = record.get(name, False)
    holds(type(value) is bool, f"{name} is {value!r}")
    return value  # type: ignore[no-any-return]
