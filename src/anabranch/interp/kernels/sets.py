"""Sets that keep the order of insertion, with Python's hash and equality."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from typing import Any

from ..values import OrderedSet
from .support import Kernels, each

Set = set[Any]


def _update(s: Set, other: Iterable[Any]) -> None:
    for x in other:
        s.add(x)


def _new(operation: Callable[[Any, Any], Any]) -> Callable[[Set, Set], Set]:
    return lambda a, b: OrderedSet(operation(a, b))


def _union(a: Set, b: Set) -> Iterable[Any]:
    return [*a, *b]


def _common(a: Set, b: Set) -> Iterable[Any]:
    return [x for x in a if x in b]


def _rest(a: Set, b: Set) -> Iterable[Any]:
    return [x for x in a if x not in b]


def _either(a: Set, b: Set) -> Iterable[Any]:
    return [*_rest(a, b), *_rest(b, a)]


KERNELS: Kernels = {
    **each("aten::set", "list Set str Dict", OrderedSet),
    **each("aten::list", "Set", list),
    "aten::sorted.Set": sorted,
    "aten::len.Set": len,
    "aten::Bool.Set": lambda s: len(s) > 0,
    "aten::__contains__.Set": operator.contains,
    "aten::add.Set": lambda s, x: s.add(x),
    "aten::discard.Set": lambda s, x: s.discard(x),
    "aten::remove.Set": lambda s, x: s.remove(x),
    "aten::pop.Set": lambda s: s.pop(),
    "aten::clear.Set": lambda s: s.clear(),
    "aten::copy.Set": OrderedSet,
    **each("aten::update", "Set Set_list", _update),
    "aten::union.Set": _new(_union),
    "aten::intersection.Set": _new(_common),
    "aten::difference.Set": _new(_rest),
    "aten::symmetric_difference.Set": _new(_either),
    "aten::__or__.Set": _new(_union),
    "aten::__and__.Set": _new(_common),
    "aten::sub.Set": _new(_rest),
    "aten::__xor__.Set": _new(_either),
    "aten::issubset.Set": operator.le,
    "aten::issuperset.Set": operator.ge,
    "aten::isdisjoint.Set": lambda a, b: a.isdisjoint(b),
    "aten::eq.Set": operator.eq,
    "aten::ne.Set": operator.ne,
    "aten::lt.Set": operator.lt,
    "aten::le.Set": operator.le,
    "aten::gt.Set": operator.gt,
    "aten::ge.Set": operator.ge,
    "prim::min.self_Set": min,
    "prim::max.self_Set": max,
}
