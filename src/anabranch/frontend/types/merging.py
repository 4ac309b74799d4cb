"""A stable merge sort written in the language itself, compiled for each type of what is compared.

The machine's own sort knows numbers and strings; this one serves keys (``keyed``) and objects with ``__lt__``
(``object_sorting``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...base.errors import CompileError
from ...lang.types import ListType
from ..calls.functions import FunctionValue
from ..values.emitter import Emitter
from ..values.sugared import Sugared


def order(e: Emitter, keys: Sugared, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
    """The places of ``keys`` in sorted order; the rest is ``reverse``.  Raises CompileError where they have no order."""
    return comparing(e, _order, keys, args, kwargs)


def comparing(
    e: Emitter, function: Any, values: Sugared, args: Sequence[Sugared] = (), kwargs: Mapping[str, Sugared] = {}
) -> Sugared:
    """A call of a function of ours that compares ``values``; where they have no order, the user's line is told so."""
    try:
        return FunctionValue(function, (values,)).call(e, args, kwargs)
    except CompileError as error:
        if error.span is None or error.span.file != function.__code__.co_filename:
            raise
    t = values.type()
    raise e.error(
        f"values of type {t.element if isinstance(t, ListType) else t} have no order: a class must define a __lt__",
        remedy="define __lt__(self, other) in the class, or use a key that has an order",
    )


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
