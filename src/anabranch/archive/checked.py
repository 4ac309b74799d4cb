"""What a manifest says, looked at before it is believed.  Each raises ArchiveError.

Values are shown by ``reprlib``: what names parts of itself twice may stand for more than any text can hold.
"""

from __future__ import annotations

import reprlib
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
    if type(number) is not int or not 0 <= number < len(items):
        raise _damaged(f"there is no {what}", number)
    found: T = items[number]
    return found


def one_of(known: Mapping[str, T], name: Any, what: str) -> T:
    if type(name) is not str or name not in known:
        raise _damaged(f"there is no {what}", name)
    return known[name]


def text(value: Any) -> str:
    if type(value) is not str:
        raise _damaged("expected a text, got", value)
    return value


def size(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _LARGEST:
        raise _damaged("expected a size, got", value)
    return value


def sizes(values: Any) -> list[int]:
    return [size(v) for v in list_of(int, values, "sizes")]


def flag(record: Mapping[str, Any], name: str) -> bool:
    value = record.get(name, False)
    if type(value) is not bool:
        raise _damaged(f"{name} is", value)
    return value


def _damaged(what: str, value: Any) -> ArchiveError:
    return ArchiveError(f"the archive is damaged: {what} {reprlib.repr(value)}")
