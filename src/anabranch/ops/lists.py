"""Lists: Python's own, so aliases see each other's writes.  What a container holds may be reached from anywhere (``*``)."""

from __future__ import annotations

import operator
from typing import Any

from .comparisons import same_item
from .table import own

# One element.

own("""
    pure aten::len.any(Any[] a) -> int
    pure aten::len.t(t[] a) -> int
""", native="list_len")(len)
own("""
    raises aten::__getitem__.t(t[](a) list, int idx) -> t(*)
    raises aten::select.t(t[](a) list, int idx) -> t(*)
""", native="list_getitem")(operator.getitem)


@own("raises aten::_set_item.t(t[](a!) l, int idx, t(b -> *) el) -> t[](a!)", native="list_setitem")
def _set_item(items: list[Any], i: int, x: Any) -> list[Any]:
    items[i] = x
    return items


@own("pure aten::append.t(t[](a!) self, t(c -> *) el) -> t[](a!)", native="list_append")
def _append(items: list[Any], x: Any) -> list[Any]:
    items.append(x)
    return items


own("pure aten::insert.t(t[](a!) self, int idx, t(b -> *) el) -> ()", native="list_insert")(list.insert)
own("raises aten::pop.t(t[](a!) self, int idx=-1) -> t(*)", native="list_pop")(list.pop)
own("raises aten::Delete.t(t[](a!) self, int idx) -> ()", native="list_delete")(operator.delitem)

# Searching.


@own("""
    pure         aten::__contains__.int_list(int[] l, int item) -> bool
    pure         aten::__contains__.float_list(float[] l, float item) -> bool
    pure         aten::__contains__.str_list(str[] l, str item) -> bool
    raises       aten::__contains__.Tensor_list(Tensor[] l, Tensor item) -> bool
    raises calls aten::__contains__.t(t[] l, t item) -> bool
""", native="list_contains")
def _contains(items: list[Any], x: Any) -> bool:
    return any(same_item(item, x) for item in items)


@own("""
    pure         aten::count.int(int[] self, int el) -> int
    pure         aten::count.float(float[] self, float el) -> int
    raises       aten::count.Tensor(Tensor[] self, Tensor el) -> int
    pure         aten::count.str(str[] self, str el) -> int
    pure         aten::count.bool(bool[] self, bool el) -> int
    raises calls aten::count.t(t[] self, t el) -> int
""", native="list_count")
def _count(items: list[Any], x: Any) -> int:
    return sum(same_item(item, x) for item in items)


@own("raises calls aten::index.list_t_start(t[] self, t el, int start, int? end=None) -> int", native="list_index_start")
def _index(items: list[Any], x: Any, start: int = 0, end: int | None = None) -> int:
    for i in range(*slice(start, end).indices(len(items))):
        if same_item(items[i], x):
            return i
    raise ValueError(f"{x!r} is not in list")


own("""
    raises       aten::index.list_int(int[] self, int el) -> int
    raises       aten::index.list_float(float[] self, float el) -> int
    raises       aten::index.list_Tensor(Tensor[] self, Tensor el) -> int
    raises       aten::index.list_str(str[] self, str el) -> int
    raises       aten::index.list_bool(bool[] self, bool el) -> int
    raises calls aten::index.list_t(t[] self, t el) -> int
""", native="list_index")(_index)


@own("""
    raises       aten::remove.int(int[](a!) self, int el) -> ()
    raises       aten::remove.float(float[](a!) self, float el) -> ()
    raises       aten::remove.Tensor(Tensor[](a!) self, Tensor el) -> ()
    raises       aten::remove.str(str[](a!) self, str el) -> ()
    raises       aten::remove.bool(bool[](a!) self, bool el) -> ()
    raises calls aten::remove.t(t[](a!) self, t el) -> ()
""", native="list_remove")
def _remove(items: list[Any], x: Any) -> None:
    for i, item in enumerate(items):
        if same_item(item, x):
            del items[i]
            return
    raise ValueError("list.remove(x): x not in list")


# Whole lists.

own("""
    pure aten::copy.t(t[](a) self) -> t[]
    pure aten::list.t(t[] l) -> t[]
""", native="list_copy")(list)
own("pure aten::clear.t(t[](a!) self) -> ()", native="list_clear")(list.clear)
own("pure aten::add.t(t[] a, t[] b) -> t[]", native="list_add")(operator.add)
own("pure aten::add_.t(t[](a!) self, t[] b) -> t[](a!)", native="list_add_")(operator.iadd)
own("pure aten::extend.t(t[](a!) self, t[] other) -> ()", native="list_extend")(lambda items, more: items.extend(more))
own("pure aten::mul.left_t(t[] l, int n) -> t[]", native="list_mul")(operator.mul)
own("pure aten::mul.right_(int n, t[] l) -> t[]", native="list_mul_right")(operator.mul)
own("pure aten::mul_.t(t[](a!) l, int n) -> t[](a!)", native="list_mul_")(operator.imul)
own("pure aten::reverse.t(t[](a!) self) -> ()", native="list_reverse")(list.reverse)
own("pure aten::reversed.t(t[] a) -> t[]", native="list_reversed")(lambda items: items[::-1])


@own("""
    pure         aten::sort.int(int[](a!) self, bool reverse=False) -> ()
    pure         aten::sort.float(float[](a!) self, bool reverse=False) -> ()
    raises       aten::sort.Tensor(Tensor[](a!) self, bool reverse=False) -> ()
    pure         aten::sort.str(str[](a!) self, bool reverse=False) -> ()
    pure         aten::sort.bool(bool[](a!) self, bool reverse=False) -> ()
    raises calls aten::sort.any(t[](a!) self, bool reverse=False) -> ()
""", native="list_sort")
def _sort(items: list[Any], reverse: bool) -> None:
    items.sort(reverse=reverse)


@own("""
    pure         aten::sorted.int(int[](a) input) -> int[]
    pure         aten::sorted.float(float[](a) input) -> float[]
    raises       aten::sorted.Tensor(Tensor[](a) input) -> Tensor[]
    pure         aten::sorted.str(str[](a) input) -> str[]
    pure         aten::sorted.bool(bool[](a) input) -> bool[]
    raises calls aten::sorted.any(t[](a) self) -> t[]
    raises calls aten::sorted.reverse(t[] self, bool reverse) -> t[]
""", native="list_sorted")
def _sorted(items: list[Any], reverse: bool = False) -> list[Any]:
    return sorted(items, reverse=reverse)


# Slices.


@own("""
    raises aten::slice.t(t[] l, int? start=None, int? end=None, int step=1) -> t[]
    raises aten::slice.any_step(t[] l, int? start, int? end, int? step) -> t[]
""", native="list_slice")
def _slice(items: list[Any], start: int | None, end: int | None, step: int | None) -> list[Any]:
    return items[start:end:step]


@own(
    "raises aten::slice_assign.t(t[](a!) a, int? start, int? end, int? step, t[] values) -> ()",
    native="list_assign_slice",
)
def _assign_slice(items: list[Any], start: int | None, end: int | None, step: int | None, values: list[Any]) -> None:
    items[start:end:step] = values


@own("raises aten::Delete.slice(t[](a!) self, int? start, int? end, int? step) -> ()", native="list_delete_slice")
def _delete_slice(items: list[Any], start: int | None, end: int | None, step: int | None) -> None:
    del items[start:end:step]
