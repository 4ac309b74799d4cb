"""Awaitables in plain Python, at the border of compiled code, and refused; programs are in the corpus (``awaitable_*``)."""

from typing import Any

import pytest
import torch
from torch import Tensor

import anabranch as ab
from anabranch import _Await, _awaitable, _awaitable_nowait, _awaitable_wait
from anabranch.lang.nominal import InterfaceType

calls: list[int] = []


def noted(x: Tensor) -> Tensor:
    return x * 2


def test_in_plain_python_a_call_runs_at_its_first_wait_once():
    def noting(n):
        calls.append(n)
        return torch.ones(n)

    calls.clear()
    aw = _awaitable(noting, 3)
    assert not calls and not aw.is_nowait() and aw.fn() is noting and aw.args() == (3,)
    assert _awaitable_wait(aw) is _awaitable_wait(aw) and calls == [3]
    assert aw.shape == (3,)
    done = _awaitable_nowait(7)
    assert done.is_nowait() and done.args() == (7,) and _awaitable_wait(done) == 7


def test_a_call_that_fails_fails_at_each_wait():
    aw = _awaitable(int, "no number")
    for _ in range(2):
        with pytest.raises(ValueError, match="no number"):
            aw.wait()


def test_what_is_no_awaitable_is_refused():
    with pytest.raises(TypeError, match="expected an awaitable, got int\nhelp: wait for what _awaitable returned"):
        _awaitable_wait(3)


def later(x: Tensor) -> _Await[Tensor]:
    return _awaitable(noted, x)


def taken(aw: _Await[Tensor]) -> Tensor:
    return _awaitable_wait(aw) + 1


def test_compiled_awaitables_are_waited_for_in_python_and_given_back(backend: Any) -> None:
    x = torch.ones(2)
    aw = ab.script(later)(x)
    assert _awaitable_wait(aw).tolist() == [2, 2]
    assert ab.script(taken)(aw).tolist() == [3, 3]


@pytest.mark.compiles_only
def test_an_awaitable_has_one_type_for_one_result(backend: Any) -> None:
    arguments = [ab.script(taken).schema.arguments[0].type, ab.script(later).schema.return_type]
    assert arguments[0] is arguments[1] and isinstance(arguments[0], InterfaceType) and arguments[0].awaits is not None


class Net(torch.nn.Module):
    def part(self, x: Tensor) -> Tensor:
        return x

    def forward(self, x: Tensor) -> Tensor:
        return _awaitable_wait(_awaitable(self.part, x))


def waits_for_a_tensor(x: Tensor) -> Tensor:
    return _awaitable_wait(x)


@pytest.mark.compiles_only
def test_what_does_not_compile_says_why(backend: Any) -> None:
    with pytest.raises(ab.CompileError, match="_awaitable needs a function\n(.*\n)*help: write _awaitable"):
        ab.script(Net())
    with pytest.raises(ab.CompileError, match="_awaitable_wait expects an awaitable\n(.*\n)*got a value of type Tensor"):
        ab.script(waits_for_a_tensor)


def test_in_a_trace_the_call_is_recorded_where_it_is_waited_for(backend: Any) -> None:
    def f(x):
        aw = _awaitable(noted, x)
        return torch.relu(x) + _awaitable_wait(aw)

    traced = ab.trace(f, torch.ones(2))
    kinds = [n.kind() for n in traced.graph.nodes() if n.kind() != "prim::Constant"]
    assert kinds == ["aten::relu", "aten::mul", "aten::add"] and traced(torch.ones(2)).tolist() == [3, 3]
