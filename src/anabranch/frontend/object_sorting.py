"""``sort`` and ``sorted`` of lists of objects that define ``__lt__``: a merge sort, written in the language itself.

The machine's own sort knows numbers and strings; this one is compiled for each class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..ir.nominal import ClassType
from ..ir.types import ListType, Type
from .sugared import FunctionValue, Sugared

if TYPE_CHECKING:
    from .emitter import Emitter


def sorts_objects(t: Type | None) -> bool:
    """Whether sorting a ``t`` compares objects."""
    return isinstance(t, ListType) and isinstance(t.element, ClassType)


def sort(e: Emitter, items: Sugared, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> None:
    """``items.sort()``."""
    ordered = FunctionValue(_sorted, (items,)).call(e, args, kwargs)
    e.operator("aten::clear", [items])
    e.operator("aten::extend", [items, ordered])


def sorted_copy(e: Emitter, items: Sugared, kwargs: Mapping[str, Sugared]) -> Sugared:
    """``sorted(items)``."""
    return FunctionValue(_sorted, (items,)).call(e, [], kwargs)


# ``items`` has no annotation: what a call is bound to may be of any type.
def _sorted(items, reverse: bool = False):  # type: ignore[no-untyped-def]
    source = items.copy()
    width = 1
    while width < len(items):
        target = source.copy()
        for start in range(0, len(items), 2 * width):
            middle = min(start + width, len(items))
            end = min(start + 2 * width, len(items))
            a = start
            b = middle
            for i in range(start, end):
                later = a >= middle
                if a < middle and b < end:  # the second goes first only where it is smaller: equal ones keep their order
                    later = source[a] < source[b] if reverse else source[b] < source[a]
                if later:
                    target[i] = source[b]
                    b += 1
                else:
                    target[i] = source[a]
                    a += 1
        source = target
        width *= 2
    return source
