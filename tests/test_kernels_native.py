"""Native kernels of our own operators against their Python kernels, on random arguments."""

from __future__ import annotations

import copy
import importlib.util
import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from anabranch.lang.schema import Argument, Schema
from anabranch.lang.types import (
    BOOL,
    COMPLEX,
    FLOAT,
    INT,
    NUMBER,
    STR,
    DictType,
    ListType,
    OptionalType,
    SetType,
    Type,
    VarType,
)
from anabranch.ops import OWN_OPS
from anabranch.runtime.backend import backend
from anabranch.runtime.native import core
from conftest import CORE_IS_BUILT

SIZES = {
    ("aten::mul", "n"), ("aten::mul_", "n"), ("aten::center", "width"), ("aten::ljust", "width"), ("aten::rjust", "width"),
    ("aten::zfill", "width"), ("aten::expandtabs", "tabsize"), ("aten::factorial", "a"), ("aten::comb", "n"),
    ("aten::perm", "n"), ("aten::comb", "k"), ("aten::perm", "k"), ("prim::rangelist", "n"), ("aten::range", "start"),
    ("aten::range", "end"), ("aten::range", "step"), ("aten::pow", "b"), ("aten::__lshift__", "b"),
    ("aten::round", "ndigits"),
}  # fmt: skip

if not CORE_IS_BUILT:
    pytest.skip("the native core is not built", allow_module_level=True)
backend("native")  # connects the core with Python: its errors, its kernels
SMALL = st.integers(-12, 12)
INTS = st.one_of(SMALL, st.integers(-(2**63), 2**63 - 1))
FLOATS = st.one_of(st.floats(-8, 8), st.sampled_from([0.0, -0.0, math.inf, -math.inf, math.nan, 1e308, 0.5, 2.5]))
TEXT = st.one_of(st.text("ab cA1-_\t", max_size=8), st.text(max_size=5).filter(lambda s: s.isprintable()))
BY_TYPE: dict[Type, st.SearchStrategy[Any]] = {
    INT: INTS, FLOAT: FLOATS, BOOL: st.booleans(), STR: TEXT, NUMBER: st.one_of(INTS, FLOATS),
    COMPLEX: st.complex_numbers(min_magnitude=0.1, max_magnitude=8),
}  # fmt: skip


def strategy(t: Type, bound: Type) -> st.SearchStrategy[Any] | None:
    """Arguments of a schema's type, its free types taken to be ``bound``; None where we make no such values."""
    if isinstance(t, VarType):
        return BY_TYPE[bound]
    if isinstance(t, OptionalType):
        inner = strategy(t.element, bound)
        return None if inner is None else st.one_of(st.none(), inner)
    if isinstance(t, ListType):
        inner = strategy(t.element, bound)
        return None if inner is None else st.lists(plain(inner), max_size=5)
    if isinstance(t, DictType):
        key, value = strategy(t.key, bound), strategy(t.value, bound)
        return None if key is None or value is None else st.dictionaries(plain(key), value, max_size=4)
    if isinstance(t, SetType):
        return None
    return BY_TYPE.get(t)


def plain(s: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Without NaN, which has no order and no equal."""
    return s.filter(lambda v: v == v)


def _is_size(schema: Schema, argument: Argument) -> bool:
    """Whether a huge int would only ask for a huge result."""
    return argument.type == INT and (schema.name, argument.name) in SIZES


def arguments(schema: Schema, bound: Type) -> st.SearchStrategy[list[Any]] | None:
    parts = [SMALL if _is_size(schema, a) else strategy(a.type, bound) for a in schema.arguments]
    return None if schema.is_vararg or None in parts else st.tuples(*parts).map(list)  # type: ignore[arg-type]


def run(call: Any) -> tuple[Any, ...]:
    try:
        return ("value", *call())
    except (ArithmeticError, ValueError, LookupError, TypeError, AssertionError, RuntimeError) as error:
        return ("error", type(error).__name__, str(error))


def python(schema: Schema, args: list[Any]) -> tuple[Any, ...]:
    def call() -> tuple[Any, Any]:
        result = OWN_OPS.meaning(schema.qualified)(*args)
        many = len(schema.returns) > 1
        return (list(result) if many else [result] if schema.returns else []), args

    return run(call)


def native(schema: Schema, args: list[Any]) -> tuple[Any, ...]:
    def call() -> tuple[Any, Any]:
        symbol = OWN_OPS.by_qualified_name[schema.qualified].native
        results, after, same_objects = core().run_kernel(symbol, args, len(schema.returns))
        for i, k in same_objects:
            said = schema.returns[i].alias_after & schema.arguments[k].alias_after
            if isinstance(args[k], list | dict) and not said:
                pytest.fail(f"{schema} gives its argument {k}")
        return results, after

    return run(call)


def same(a: Any, b: Any) -> bool:
    if isinstance(a, list | tuple):
        return isinstance(b, list | tuple) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(b, set):
        return isinstance(a, set) and len(a) == len(b) and all(x in b for x in a)
    if isinstance(a, dict):
        return isinstance(b, dict) and same(list(a.items()), list(b.items()))
    if isinstance(a, float | complex) and type(a) is type(b):
        return bool(a == b or (a != a and b != b) or abs(a - b) <= 1e-13 * abs(a))
    if isinstance(a, torch.Tensor):
        return a.dtype == b.dtype and torch.allclose(a, b, rtol=0, atol=0, equal_nan=True)
    return type(a) is type(b) and bool(a == b)


CASES = [
    (row.schema.qualified, bound)
    for row in OWN_OPS.rows
    for bound in (INT, STR)
    if row.native is not None
    and arguments(row.schema, bound) is not None
    and (bound == INT or any(isinstance(p, VarType) for a in row.schema.arguments for p in (a.type, *a.type.contained())))
]
# Differ by design, with the reason.
UNCOMPARED = {
    "aten::manual_seed": "changes the process",
    "prim::TimePoint": "time goes on",
    "aten::hash.generic": "Python's string hash is salted",
    "aten::get_autocast_dtype": "wants names of devices",
    "aten::device": "wants names of devices",
    "aten::device.with_index": "wants names of devices",
    "aten::warn": "warns",
    "aten::log.float_complex": "log of 0: cmath gives an infinity in one corner",
    "aten::log.int_complex": "log of 0: cmath gives an infinity in one corner",
    "aten::_infer_size": "negative sizes: another message",
    "aten::broadcast_shapes": "negative sizes: another message",
    "aten::pow.complex_float": "C++ and CPython differ at infinities",
    "aten::pow.float_complex": "C++ and CPython differ at infinities",
    "prim::id": "a number of the object",
}


def test_the_table_and_the_core_name_the_same_kernels() -> None:
    """As the build checks (tools/check_kernels.py)."""
    assert sorted(core().kernel_symbols()) == sorted({row.native for row in OWN_OPS.rows if row.native})


def test_the_build_names_what_is_missing() -> None:
    spec = importlib.util.spec_from_file_location("check_kernels", Path(__file__).parents[1] / "tools" / "check_kernels.py")
    assert spec is not None and spec.loader is not None
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    wanted = {"a": "aten::a", "b": "aten::b"}
    assert check.differences(Counter(["a", "b"]), wanted) == []
    assert [line.split(":")[0] for line in check.differences(Counter(["b", "b", "c"]), wanted)] == [
        "KERNEL(b) is there 2 times", "KERNEL(c) belongs to no operator", "no kernel a, which aten",
    ]  # fmt: skip


def test_operators_without_a_kernel_are_instructions() -> None:
    without = {row.qualified for row in OWN_OPS.rows if row.native is None}
    assert without == {"aten::wait", "prim::Print", "prim::RaiseException", "aten::set_grad_enabled"}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "bound"), [c for c in CASES if c[0] not in UNCOMPARED], ids=str)
def test_native_equals_python(name: str, bound: Type) -> None:
    schema = OWN_OPS.by_qualified_name[name].schema
    strategy_ = arguments(schema, bound)
    assert strategy_ is not None

    @settings(max_examples=40, deadline=None, database=None, derandomize=True)
    @given(strategy_)
    def check(args: list[Any]) -> None:
        expected = python(schema, copy.deepcopy(args))
        actual = native(schema, copy.deepcopy(args))
        assert same(list(actual), list(expected)), f"{name}{tuple(args)}: native {actual}, Python {expected}"

    check()
