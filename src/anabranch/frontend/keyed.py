"""``sort``, ``sorted``, ``min`` and ``max`` with ``key``: the keys are computed once each, then places are chosen by them.

What chooses is written in the language itself; it is compiled for each type of keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..ir.graph import Value
from ..ir.types import SetType
from . import conditions, selection
from .iteration import MapValue
from .sugared import FunctionValue, SimpleValue, Sugared

if TYPE_CHECKING:
    from .emitter import Emitter


def ordered(e: Emitter, items: SimpleValue, kwargs: Mapping[str, Sugared]) -> Sugared:
    """``sorted(items, key=..., reverse=...)``."""
    items = _listed(e, items)
    rest = {name: item for name, item in kwargs.items() if name != "key"}
    places = FunctionValue(_order, (_keys(e, items, kwargs["key"]),)).call(e, [], rest)
    return FunctionValue(_picked, (items, places)).call(e, [], {})


def sort(e: Emitter, items: SimpleValue, kwargs: Mapping[str, Sugared]) -> None:
    """``items.sort(key=..., reverse=...)``."""
    result = ordered(e, items, kwargs)
    e.operator("aten::clear", [items])
    e.operator("aten::extend", [items, result])


def extreme(e: Emitter, method: str, items: SimpleValue, kwargs: Mapping[str, Sugared]) -> Sugared:
    """``min`` or ``max`` of ``items`` by a key; ``default`` where there are none."""
    items = _listed(e, items)
    best = _largest if method == "max" else _smallest

    def found() -> Sugared:
        place = FunctionValue(best, (_keys(e, items, kwargs["key"]),)).call(e, [], {})
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
def _order(keys, reverse: bool = False):  # type: ignore[no-untyped-def]
    source = list(range(len(keys)))
    width = 1
    while width < len(keys):
        target = source.copy()
        for start in range(0, len(keys), 2 * width):
            middle = min(start + width, len(keys))
            end = min(start + 2 * width, len(keys))
            a = start
            b = middle
            for i in range(start, end):
                later = a >= middle
                if a < middle and b < end:  # the second goes first only where it is smaller: equal ones keep their order
                    x = keys[source[a]]
                    y = keys[source[b]]
                    later = bool(x < y) if reverse else bool(y < x)
                if later:
                    target[i] = source[b]
                    b += 1
                else:
                    target[i] = source[a]
                    a += 1
        source = target
        width *= 2
    return source


def _picked(items, places):  # type: ignore[no-untyped-def]
    return [items[i] for i in places]


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
