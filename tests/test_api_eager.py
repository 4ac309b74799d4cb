"""fork and wait in plain Python: what can be forked, and where errors and tracers come in."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.base import eager


def combine(a: int, b: int = 1, *, c: int = 0) -> int:
    return a + 10 * b + 100 * c


def test_functions_modules_builtins_and_methods() -> None:
    x = torch.randn(2, 2)
    linear = nn.Linear(2, 2)
    assert ab.wait(ab.fork(combine, 1, c=3)) == 311
    assert ab.wait(ab.fork(combine, a=2, b=2)) == 22
    assert torch.equal(ab.wait(ab.fork(linear, x)), linear(x))
    assert torch.equal(ab.wait(ab.fork(torch.neg, x)), -x)
    assert torch.equal(ab.wait(ab.fork(x.add, 1)), x + 1)
    assert ab.wait(ab.fork(lambda: {"a": [1, 2]})) == {"a": [1, 2]}


def test_a_callee_may_have_a_parameter_called_func() -> None:
    def named(func: int) -> int:
        return func

    assert ab.fork(named, func=3).wait() == 3


def test_forks_run_in_line_in_order() -> None:
    order: list[str] = []
    order.append("a")
    future = ab.fork(lambda: order.append("b"))
    order.append("c")
    future.wait()
    assert order == ["a", "b", "c"]


def test_nested_forks_keep_errors_for_their_own_wait() -> None:
    def inner() -> int:
        raise IndexError("deep")

    def outer() -> str:
        future = ab.fork(inner)
        try:
            return str(ab.wait(future))
        except IndexError as error:
            return f"caught {error}"

    assert ab.fork(outer).wait() == "caught deep"


class Recorder:
    def __init__(self) -> None:
        self.calls: list[str] = []

    def fork(self, func: Any, args: Any, kwargs: Any) -> ab.Future[Any]:
        self.calls.append(f"fork {func.__name__} {args} {kwargs}")
        with eager.tracing_with(None):
            return ab.fork(func, *args, **kwargs)

    def wait(self, future: ab.Future[Any]) -> Any:
        self.calls.append("wait")
        return future.wait()


def test_the_active_tracer_gets_forks_and_waits() -> None:
    tracer = Recorder()
    with eager.tracing_with(tracer):
        assert ab.is_tracing()
        assert ab.wait_all([ab.fork(combine, 1, b=2)]) == [21]
    assert not ab.is_tracing()
    assert tracer.calls == ["fork combine (1,) {'b': 2}", "wait"]


def program(x: Tensor) -> Tensor:
    return ab.wait(ab.fork(torch.sin, x)) + 1


def test_symbolic_tracing_sees_through_forks() -> None:
    x = torch.randn(3)
    graph = torch.fx.symbolic_trace(program)
    assert torch.equal(graph(x), torch.sin(x) + 1)


@pytest.mark.slow
def test_torch_compile_sees_through_forks() -> None:
    x = torch.randn(3)
    compiled = torch.compile(program, backend="eager", fullgraph=True)
    assert torch.equal(compiled(x), torch.sin(x) + 1)


@pytest.mark.slow
def test_an_error_under_torch_compile_comes_out_of_wait() -> None:
    def bad(x: Tensor) -> Tensor:
        raise ValueError("no")

    def user(x: Tensor) -> Tensor:
        future = ab.fork(bad, x)
        try:
            return ab.wait(future)
        except ValueError:
            return x + 1

    assert torch.equal(torch.compile(user, backend="eager")(torch.ones(2)), torch.ones(2) + 1)


@ab.script_if_tracing
def halve_until_small(x: Tensor) -> Tensor:
    while bool(x.abs().max() > 1):
        x = x / 2
    return x


def test_script_if_tracing_keeps_the_loop_in_the_graph(backend: str) -> None:
    assert halve_until_small(torch.tensor([6.0])).item() == 0.75
    traced = ab.trace(lambda x: halve_until_small(x) + 1, (torch.tensor([6.0]),))
    assert traced(torch.tensor([6.0])).item() == 1.75
    assert traced(torch.tensor([100.0])).item() == 1.78125


def test_forking_a_compiled_function_in_python_runs_it_in_line(backend: str) -> None:
    compiled = ab.script(program)
    x = torch.randn(3)
    assert torch.equal(ab.wait(ab.fork(compiled, x)), torch.sin(x) + 1)
