"""Sets, which TorchScript does not have: insertion order, Python's hash and equality."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any

from .table import own
from .values import OrderedSet

Set = set[Any]

own("raises calls aten::set.list(t[] values) -> Set(t)", native="set_of_list")(OrderedSet)
own("""
    raises calls aten::set.Set(Set(t) a) -> Set(t)
    raises calls aten::copy.Set(Set(t) self) -> Set(t)
""", native="set_copy")(OrderedSet)
own("pure aten::set.str(str a) -> Set(str)", native="set_of_str")(OrderedSet)
own("raises calls aten::set.Dict(Dict(t, tv) a) -> Set(t)", native="set_of_dict")(OrderedSet)
own("pure aten::list.Set(Set(t) self) -> t[]", native="set_elements")(list)
own("raises calls aten::sorted.Set(Set(t) a) -> t[]", native="set_sorted")(sorted)
own("pure aten::len.Set(Set(t) self) -> int", native="set_len")(len)
own("pure aten::Bool.Set(Set(t) self) -> bool", native="set_bool")(bool)
own("raises calls aten::__contains__.Set(Set(t) self, t el) -> bool", native="set_contains")(operator.contains)

# Methods of OrderedSet, since the caller's set may be one of Python's.

own("raises calls aten::add.Set(Set(t)(a!) self, t(c -> *) el) -> ()", native="set_add")(lambda s, x: s.add(x))
own("raises calls aten::discard.Set(Set(t)(a!) self, t el) -> ()", native="set_discard")(lambda s, x: s.discard(x))
own("raises calls aten::remove.Set(Set(t)(a!) self, t el) -> ()", native="set_remove")(lambda s, x: s.remove(x))
own("raises calls aten::pop.Set(Set(t)(a!) self) -> t(*)", native="set_pop")(lambda s: s.pop())
own("pure aten::clear.Set(Set(t)(a!) self) -> ()", native="set_clear")(lambda s: s.clear())


def _update(s: Set, other: Iterable[Any]) -> None:
    for x in other:
        s.add(x)


own("raises calls aten::update.Set(Set(t)(a!) self, Set(t) other) -> ()", native="set_update")(_update)
own("raises calls aten::update.Set_list(Set(t)(a!) self, t[] other) -> ()", native="set_update_list")(_update)

# Operations that make a new set, in the order of the left one.


@own("""
    raises calls aten::union.Set(Set(t) self, Set(t) other) -> Set(t)
    raises calls aten::__or__.Set(Set(t) a, Set(t) b) -> Set(t)
""", native="set_union")
def _union(a: Set, b: Set) -> Set:
    return OrderedSet([*a, *b])


@own("""
    raises calls aten::intersection.Set(Set(t) self, Set(t) other) -> Set(t)
    raises calls aten::__and__.Set(Set(t) a, Set(t) b) -> Set(t)
""", native="set_intersection")
def _common(a: Set, b: Set) -> Set:
    return OrderedSet(x for x in a if x in b)


@own("""
    raises calls aten::difference.Set(Set(t) self, Set(t) other) -> Set(t)
    raises calls aten::sub.Set(Set(t) a, Set(t) b) -> Set(t)
""", native="set_difference")
def _rest(a: Set, b: Set) -> Set:
    return OrderedSet(x for x in a if x not in b)


@own("""
    raises calls aten::symmetric_difference.Set(Set(t) self, Set(t) other) -> Set(t)
    raises calls aten::__xor__.Set(Set(t) a, Set(t) b) -> Set(t)
""", native="set_symmetric_difference")
def _either(a: Set, b: Set) -> Set:
    return OrderedSet([*_rest(a, b), *_rest(b, a)])


# Comparisons.

own("""
    raises calls aten::issubset.Set(Set(t) self, Set(t) other) -> bool
    raises calls aten::le.Set(Set(t) a, Set(t) b) -> bool
""", native="set_le")(operator.le)
own("""
    raises calls aten::issuperset.Set(Set(t) self, Set(t) other) -> bool
    raises calls aten::ge.Set(Set(t) a, Set(t) b) -> bool
""", native="set_ge")(operator.ge)
own("raises calls aten::isdisjoint.Set(Set(t) self, Set(t) other) -> bool", native="set_isdisjoint")(Set.isdisjoint)
own("raises calls aten::eq.Set(Set(t) a, Set(t) b) -> bool", native="set_eq")(operator.eq)
own("raises calls aten::ne.Set(Set(t) a, Set(t) b) -> bool", native="set_ne")(operator.ne)
own("raises calls aten::lt.Set(Set(t) a, Set(t) b) -> bool", native="set_lt")(operator.lt)
own("raises calls aten::gt.Set(Set(t) a, Set(t) b) -> bool", native="set_gt")(operator.gt)
own("raises calls prim::min.self_Set(Set(t) self) -> t(*)", native="set_min")(min)
own("raises calls prim::max.self_Set(Set(t) self) -> t(*)", native="set_max")(max)
