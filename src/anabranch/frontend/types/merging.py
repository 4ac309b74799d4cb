"""A stable merge sort written in the language itself, compiled for each type of what is compared.

The machine's own sort knows numbers and strings; this one serves keys (``keyed``) and objects with ``__lt__``
(``object_sorting``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..calls.functions import FunctionValue
from ..values.emitter import Emitter
from ..values.sugared import Sugared


def order(e: Emitter, keys: Sugared, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
    """The places of ``keys`` in sorted order; the rest is ``reverse``."""
    return FunctionValue(_order, (keys,)).call(e, args, kwargs)


def picked(e: Emitter, items: Sugared, places: Sugared) -> Sugared:
    """The items at these places."""
    return FunctionValue(_picked, (items, places)).call(e, [], {})


def replace_items(e: Emitter, items: Sugared, new: Sugared) -> None:
    """``items[:] = new``."""
    e.operator("aten::clear", [items])
    e.operator("aten::extend", [items, new])


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
