"""What lists reduce to, ranges, and lists of sizes."""

from __future__ import annotations

from typing import Any

import torch

from .ints import checked
from .table import own

own("""
    pure   aten::all.int(int[] self) -> bool
    pure   aten::all.float(float[] self) -> bool
    pure   aten::all.bool(bool[] self) -> bool
    raises aten::all.t(t[] self) -> bool
""", native="list_all")(all)
own("""
    pure   aten::any.int(int[] self) -> bool
    pure   aten::any.float(float[] self) -> bool
    pure   aten::any.str(str[] self) -> bool
    pure   aten::any.bool(bool[] self) -> bool
    raises aten::any.t(t[] self) -> bool
""", native="list_any")(any)
own("""
    pure prim::max.int_list(int[](a) l, int[](b) r) -> int[](a|b)
    pure prim::max.float_list(float[](a) l, float[](b) r) -> float[](a|b)
    pure prim::max.bool_list(bool[](a) l, bool[](b) r) -> bool[](a|b)
""", native="list_max_of_two")(max)
own("""
    raises       prim::max.self_int(int[] self) -> int
    raises       prim::max.self_float(float[] self) -> float
    raises       prim::max.self_bool(bool[] self) -> bool
    raises calls prim::max.self_t(t[] self) -> t(*)
""", native="list_max")(max)
own("""
    pure prim::min.int_list(int[](a) l, int[](b) r) -> int[](a|b)
    pure prim::min.float_list(float[](a) l, float[](b) r) -> float[](a|b)
    pure prim::min.bool_list(bool[](a) l, bool[](b) r) -> bool[](a|b)
""", native="list_min_of_two")(min)
own("""
    raises       prim::min.self_int(int[] self) -> int
    raises       prim::min.self_float(float[] self) -> float
    raises       prim::min.self_bool(bool[] self) -> bool
    raises calls prim::min.self_t(t[] self) -> t(*)
""", native="list_min")(min)


@checked
def _sum(items: list[Any], start: Any = 0) -> Any:
    return sum(items, start)


def _float_sum(items: list[float], start: float = 0.0) -> float:
    return float(sum(items, start))


own("""
    raises aten::sum.int(int[] self) -> int
    pure   aten::sum.bool(bool[] self) -> int
""", native="sum_int")(_sum)
own("raises aten::sum.int_start(int[] self, int start) -> int", native="sum_int_start")(_sum)
own("pure aten::sum.float(float[] self) -> float", native="sum_float")(_float_sum)
own("pure aten::sum.float_start(float[] self, float start) -> float", native="sum_float_start")(_float_sum)
own("pure aten::sum.complex(complex[] self) -> complex", native="sum_complex")(lambda items: complex(sum(items)))


@own("raises reads-state aten::sum.Tensor_list(Tensor[] self) -> Tensor", native="sum_tensors")
def _tensor_sum(items: list[torch.Tensor]) -> Any:
    return sum(items) if items else torch.tensor(0)


# Ranges and sizes.


@own("raises aten::__range_length(int lo, int hi, int step) -> int", native="range_length")
def _range_length(start: int, end: int, step: int) -> int:
    if step == 0:
        raise ValueError("range() arg 3 must not be zero")
    return len(range(start, end, step))


@own("raises aten::__derive_index(int index, int start, int step) -> int", native="derive_index")
@checked
def _derive_index(i: int, start: int, step: int) -> int:
    return start + i * step


own("pure prim::rangelist(int n) -> int[]", native="range_list")(lambda n: list(range(n)))


@own("""
    raises aten::list_with_default(int[] out_size, int[] defaults) -> int[]
    raises aten::list_with_default.optional(int?[] out_size, int[] defaults) -> int[]
""", native="sizes_with_default")
def _with_default(sizes: list[int | None], defaults: list[int]) -> list[int]:
    if len(defaults) <= len(sizes):
        raise ValueError(f"Input dimension should be at least {len(sizes) + 1}")
    return [d if s is None else s for s, d in zip(sizes, defaults[-len(sizes) :])]
