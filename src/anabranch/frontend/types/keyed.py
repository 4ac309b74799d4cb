"""``sort``, ``sorted``, ``min`` and ``max`` with ``key``: the keys are computed once each, then places are chosen by them.

What chooses is written in the language itself; it is compiled for each type of keys.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...ir.graph import Value
from ...lang.types import SetType
from ..lowering import conditions, selection
from ..lowering.iterables import MapValue
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue, Sugared
from . import merging


def ordered(e: Emitter, items: SimpleValue, kwargs: Mapping[str, Sugared]) -> Sugared:
    """``sorted(items, key=..., reverse=...)``."""
    items = _listed(e, items)
    rest = {name: item for name, item in kwargs.items() if name != "key"}
    places = merging.order(e, _keys(e, items, kwargs["key"]), [], rest)
    return merging.picked(e, items, places)


def sort(e: Emitter, items: SimpleValue, kwargs: Mapping[str, Sugared]) -> None:
    """``items.sort(key=..., reverse=...)``."""
    merging.replace_items(e, items, ordered(e, items, kwargs))


def extreme(e: Emitter, method: str, items: SimpleValue, kwargs: Mapping[str, Sugared]) -> Sugared:
    """``min`` or ``max`` of ``items`` by a key; ``default`` where there are none."""
    items = _listed(e, items)
    best = _largest if method == "max" else _smallest

    def found() -> Sugared:
        place = merging.comparing(e, best, _keys(e, items, kwargs["key"]))
        return e.operator("aten::__getitem__", [items, place])

    if "default" not in kwargs:
        return found()
    return selection.choose(e, conditions.truth(e, items), found, lambda: kwargs["default"])


def _listed(e: Emitter, items: SimpleValue) -> SimpleValue:
    return SimpleValue(e.operator_value("aten::list", [items.value])) if isinstance(items.type(), SetType) else items


def _keys(e: Emitter, items: SimpleValue, key: Sugared) -> Sugared:
    value: Value = MapValue(lambda e, parts: key.call(e, parts, {}), [items]).as_value(e)
    return SimpleValue(value)


# Their parameters have no annotation: what a call is bound to may be of any type.
def _largest(keys):  # type: ignore[no-untyped-def]
    if len(keys) == 0:
        raise ValueError("max() arg is an empty sequence")
    best = 0
    for i in range(1, len(keys)):
        if keys[i] > keys[best]:
            best = i
    return best


def _smallest(keys):  # type: ignore[no-untyped-def]
    if len(keys) == 0:
        raise ValueError("min() arg is an empty sequence")
    best = 0
    for i in range(1, len(keys)):
        if keys[i] < keys[best]:
            best = i
    return best
