"""``sort`` and ``sorted`` of lists of objects that define ``__lt__``: by places, as ``sort`` with a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...lang.nominal import ClassType
from ...lang.types import ListType, Type
from ..values.emitter import Emitter
from ..values.sugared import Sugared
from . import merging


def sorts_objects(t: Type | None) -> bool:
    """Whether sorting a ``t`` compares objects."""
    return isinstance(t, ListType) and isinstance(t.element, ClassType)


def sort(e: Emitter, items: Sugared, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> None:
    """``items.sort()``."""
    merging.replace_items(e, items, _ordered(e, items, args, kwargs))


def sorted_copy(e: Emitter, items: Sugared, kwargs: Mapping[str, Sugared]) -> Sugared:
    """``sorted(items)``."""
    return _ordered(e, items, [], kwargs)


def _ordered(e: Emitter, items: Sugared, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
    return merging.picked(e, items, merging.order(e, items, args, kwargs))
