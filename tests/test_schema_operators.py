"""Looking operators up: the dispatcher, the table, operators registered later."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import torch

from anabranch.ops import OWN_OPS, operators
from anabranch.ops.operators import _Operators
from anabranch.overloads.normal_names import NORMAL_NAMES
from support.interleavings import interleaved

# What torch.jit has outside the dispatcher and we leave out: fusion, quantization back ends, RPC, profiling, autodiff;
# beside these, whatever a CUDA build has for CUDA.
LEFT_OUT = 73


def jit_only() -> set[str]:
    every = {str(s).split("(")[0] for s in torch._C._jit_get_all_schemas()}
    return {name for name in every - set(torch._C._dispatch_get_all_op_names()) if not name.startswith("cuda::")}


@pytest.mark.oracle
def test_the_table_has_torch_jits_rows():
    theirs, ours = jit_only(), OWN_OPS.by_qualified_name.keys()
    missing = theirs - ours
    assert len(missing) <= LEFT_OUT, sorted(missing)
    assert len(theirs & ours) >= 700


def test_no_row_is_there_twice_or_in_the_dispatcher():
    assert len(OWN_OPS.by_qualified_name) == len(OWN_OPS.rows)
    assert not OWN_OPS.by_qualified_name.keys() & set(torch._C._dispatch_get_all_op_names())


def test_overloads_come_from_both():
    found = {s.qualified for s in operators.overloads("aten::add")}
    assert {"aten::add.Tensor", "aten::add.int", "aten::add.t", "aten::add"} <= found


def test_find():
    assert operators.find("aten::add.Tensor").arguments[2].default == 1
    assert operators.find("aten::add.int").is_own
    assert operators.find("aten::no_such_operator") is None
    assert operators.overloads("aten::no_such_operator") == ()


def test_an_operator_registered_later_is_found():
    assert not operators.exists("anabranch_test::late")
    library = torch.library.Library("anabranch_test", "FRAGMENT")
    library.define("late(Tensor x, int n=3) -> Tensor")
    assert operators.overloads("anabranch_test::late")[0].arguments[1].default == 3
    library.define("late.more(Tensor x, str s) -> Tensor")
    operators.refresh()
    assert {s.overload for s in operators.overloads("anabranch_test::late")} == {"", "more"}


def test_the_index_is_fast():
    def once() -> float:
        begin = time.perf_counter()
        fresh = _Operators()
        fresh.overloads("aten::add")
        return time.perf_counter() - begin

    assert min(once() for _ in range(3)) < 0.06


def test_threads_share_the_look_up():
    fresh = _Operators()
    names = ["aten::add", "aten::mul", "aten::len", "aten::conv2d"] * 8
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(fresh.overloads, names))
    assert all(a is fresh.overloads(n) for n, a in zip(names, found))


@pytest.mark.slow
def test_threads_that_ask_first_share_the_look_up():
    for seed in range(20):
        fresh = _Operators()
        found = interleaved([lambda fresh=fresh: fresh.overloads("aten::add")] * 2, [operators], seed)
        assert found[0] is found[1] is fresh.overloads("aten::add")


def test_purity():
    def pure(name: str) -> bool:
        return operators.is_pure(operators.find(name))

    assert pure("aten::add.Tensor") and pure("aten::add.int") and pure("aten::__getitem__.t")
    assert not pure("aten::add_.Tensor") and not pure("aten::append.t") and not pure("prim::Print")
    assert not pure("aten::dropout") and not pure("aten::is_grad_enabled") and not pure("aten::bernoulli")


def test_normal_names_exist():
    names = set(operators.names())
    missing = [n for n, normal in NORMAL_NAMES.items() if n in names and normal not in names]
    assert not missing


def test_reading_a_schema_holds_no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Python: a finaliser may run in its middle, and wait for a thread that reads another one."""
    fresh, parse, found = operators._Operators(), operators.parse_schema, []

    def parse_while_another_thread_does(text: str) -> Any:
        monkeypatch.setattr(operators, "parse_schema", parse)
        other = threading.Thread(target=lambda: found.append(fresh.overloads("aten::relu")))
        other.start()
        other.join(5)
        return parse(text)

    monkeypatch.setattr(operators, "parse_schema", parse_while_another_thread_does)
    assert fresh.overloads("aten::tanh")
    assert found and found[0] == operators.overloads("aten::relu")
