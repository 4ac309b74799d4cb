"""Where tables keep what was made, so that it lives as long as what it was made from or for, and no longer.

No mapping here holds a value's key beside a value that leads to the key: then neither would ever die.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from types import FunctionType
from typing import Any, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Living(Generic[K, V]):
    """Values that somebody else keeps alive, found by a key that each holds itself (``key_of``)."""

    def __init__(self, key_of: Callable[[V], K]) -> None:
        self._key_of = key_of
        self._values: weakref.WeakValueDictionary[int, V] = weakref.WeakValueDictionary()

    def get(self, key: K) -> V | None:
        found = self._values.get(hash(key))
        return found if found is not None and self._key_of(found) == key else None

    def __setitem__(self, key: K, value: V) -> None:
        self._values[hash(key)] = value

    def pop(self, key: K) -> None:
        self._values.pop(hash(key), None)


class OfClasses(Generic[V]):
    """One value for a class of the user's, as an attribute of the class: they live and die together."""

    def __init__(self, attribute: str) -> None:
        self._attribute = attribute

    def get(self, cls: type) -> V | None:
        return vars(cls).get(self._attribute)

    def __setitem__(self, cls: type, value: V) -> None:
        type.__setattr__(cls, self._attribute, value)

    def pop(self, cls: type) -> None:
        type.__delattr__(cls, self._attribute)


class _Kept(dict[int, Any]):
    """What a function keeps alive.  Copied and pickled with the function's attributes, it is empty."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _Kept, ()


def keep(owner: FunctionType, value: Any) -> None:
    """``value`` lives as long as the function."""
    vars(owner).setdefault("__anabranch_kept__", _Kept())[id(value)] = value
