"""Lists: Python's own, so aliases see each other's writes."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import torch

from .support import Kernels, checked, each

_ELEMENTS = "int float bool str Tensor t"


def _append(items: list[Any], x: Any) -> list[Any]:
    items.append(x)
    return items


def _extend(items: list[Any], others: list[Any]) -> list[Any]:
    items.extend(others)
    return items


def _repeat_in_place(items: list[Any], n: int) -> list[Any]:
    items *= n
    return items


def _set_item(items: list[Any], i: int, x: Any) -> list[Any]:
    items[i] = x
    return items


def _get_item(items: list[Any], i: int) -> Any:
    return items[i]


def _slice(items: list[Any], start: int | None, end: int | None, step: int | None) -> list[Any]:
    return items[start:end:step]


def _assign_slice(items: list[Any], start: int | None, end: int | None, step: int | None, values: list[Any]) -> None:
    items[start:end:step] = values


def _delete_slice(items: list[Any], start: int | None, end: int | None, step: int | None) -> None:
    del items[start:end:step]


def same_item(a: Any, b: Any) -> bool:
    """Python's test for items: identity, then equality."""
    return a is b or bool(a == b)


def _index(items: list[Any], x: Any, start: int = 0, end: int | None = None) -> int:
    for i in range(*slice(start, end).indices(len(items))):
        if same_item(items[i], x):
            return i
    raise ValueError(f"{x!r} is not in list")


def _remove(items: list[Any], x: Any) -> None:
    for i, item in enumerate(items):
        if same_item(item, x):
            del items[i]
            return
    raise ValueError("list.remove(x): x not in list")


def _sort(items: list[Any], reverse: bool) -> None:
    items.sort(reverse=reverse)


def _sum(items: list[Any], start: Any = 0) -> Any:
    return sum(items, start)


def _float_sum(items: list[float], start: float = 0.0) -> float:
    return float(sum(items, start))


def _complex_sum(items: list[complex]) -> complex:
    return complex(sum(items))


def _list_pick(choose: Callable[[Any, Any], Any]) -> Callable[[list[Any], list[Any]], list[Any]]:
    """``prim::min.int_list``: the smaller of two lists."""
    return lambda a, b: choose(a, b)


def _range_length(start: int, end: int, step: int) -> int:
    if step == 0:
        raise ValueError("range() arg 3 must not be zero")
    return len(range(start, end, step))


def _with_default(sizes: list[int | None], defaults: list[int]) -> list[int]:
    if len(defaults) <= len(sizes):
        raise ValueError(f"Input dimension should be at least {len(sizes) + 1}")
    return [d if s is None else s for s, d in zip(sizes, defaults[-len(sizes) :])]


def _tensor_sum(items: list[torch.Tensor]) -> Any:
    return sum(items) if items else torch.tensor(0)


KERNELS: Kernels = {
    "aten::append.t": _append,
    "aten::extend.t": lambda items, others: items.extend(others),
    "aten::insert.t": list.insert,
    "aten::add.t": operator.add,
    "aten::add_.t": _extend,
    "aten::mul.left_t": operator.mul,
    "aten::mul.right_": operator.mul,
    "aten::mul_.t": _repeat_in_place,
    **each("aten::__getitem__", "t", _get_item),
    "aten::select.t": _get_item,
    "aten::_set_item.t": _set_item,
    "aten::Delete.t": operator.delitem,
    "aten::Delete.slice": _delete_slice,
    **each("aten::slice", "t any_step", _slice),
    "aten::slice_assign.t": _assign_slice,
    **each("aten::len", "t any", len),
    **each("aten::list", "t", list),
    "aten::copy.t": list,
    "aten::clear.t": list.clear,
    "aten::pop.t": list.pop,
    "aten::reverse.t": list.reverse,
    "aten::reversed.t": lambda items: items[::-1],
    **each("aten::remove", _ELEMENTS, _remove),
    **each("aten::count", _ELEMENTS, lambda items, x: sum(same_item(item, x) for item in items)),
    **each("aten::index", "list_int list_float list_bool list_str list_Tensor list_t list_t_start", _index),
    **each("aten::__contains__", "int_list float_list str_list Tensor_list t",
           lambda items, x: any(same_item(item, x) for item in items)),
    **each("aten::sort", "int float bool str Tensor any", _sort),
    **each("aten::sorted", "int float bool str Tensor any", sorted),
    "aten::sorted.reverse": lambda items, reverse: sorted(items, reverse=reverse),
    **each("aten::all", "int float bool t", all),
    **each("aten::any", "int float bool str t", any),
    **each("aten::sum", "int bool int_start", checked(_sum)),
    **each("aten::sum", "float float_start", _float_sum),
    "aten::sum.complex": _complex_sum,
    "aten::sum.Tensor_list": _tensor_sum,
    **each("prim::min", "int_list float_list bool_list", _list_pick(min)),
    **each("prim::max", "int_list float_list bool_list", _list_pick(max)),
    **each("prim::min", "self_int self_float self_bool self_t", min),
    **each("prim::max", "self_int self_float self_bool self_t", max),
    "prim::rangelist": lambda n: list(range(n)),
    "aten::__range_length": _range_length,
    "aten::__derive_index": checked(lambda i, start, step: start + i * step),
    **each("aten::list_with_default", "- optional", _with_default),
}  # fmt: skip
