"""Errors in any task, at any depth, many at once: the first is raised, the rest are reported, nothing leaks."""

from __future__ import annotations

import collections
import gc
import time
import warnings
from typing import Any, List

import torch
from torch import Tensor

import anabranch as ab
from stress.common import expected_fan, fails_at, fan, fan_with_failure, raises
from stress.registry import Budget, resident_bytes, scenario


class Custom(Exception):
    """A user's own class."""


def deep(n: int) -> int:
    if n == 0:
        raise Custom("at the bottom")
    return ab.wait(ab.fork(deep, n - 1)) + 1


def all_fail(n: int) -> int:
    futures: List[ab.Future[int]] = []
    for i in range(n):
        futures.append(ab.fork(fails_at, i, i))
    total = 0
    for future in futures:
        total += ab.wait(future)
    return total


def nobody_waits(n: int) -> int:
    for i in range(n):
        ab.fork(fails_at, i, i)
    return n


@scenario("failing calls")
def the_type_message_and_trace_are_kept_at_any_depth(budget: Budget) -> None:
    program, sane = ab.script(deep), ab.script(fan)
    while budget:
        for depth in (0, 1, 10, 500):
            error = raises(Custom, program, depth)
            assert str(error) == "at the bottom"
            notes = "\n".join(error.__notes__)
            assert "deep" in notes and (depth == 0 or "forked at" in notes), notes
            budget.step()
        assert sane(10) == expected_fan(10)


@scenario("failing calls")
def many_fail_at_once_and_the_first_in_order_is_raised(budget: Budget) -> None:
    program, partly = ab.script(all_fail), ab.script(fan_with_failure)
    while budget:
        assert str(raises(ValueError, program, 50)) == "failed at 0"
        for at in (0, 7, 49):
            assert str(raises(ValueError, partly, 50, at)) == f"failed at {at}"
        budget.step(4)


@scenario("calls")
def a_failure_nobody_waited_for_warns_once(budget: Budget) -> None:
    """The last holder of a task tells of it: perhaps the worker that ran it, after the call; then the next call warns."""
    program = ab.script(nobody_waits)
    calls = 0
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        while budget:
            assert program(20) == 20
            calls += 1
            assert len(seen) <= 20 * calls
            budget.step()
        deadline = time.monotonic() + 30
        while len(seen) < 20 * calls and time.monotonic() < deadline:
            assert program(0) == 0
    assert all(issubclass(w.category, ab.LostErrorWarning) for w in seen)
    times = collections.Counter(str(w.message) for w in seen)
    assert len(times) == 20 and set(times.values()) == {calls}, (calls, times)


@scenario("failing calls")
def nothing_leaks_from_ten_thousand_failing_calls(budget: Budget) -> None:
    program = ab.script(fan_with_failure)

    def run(count: int) -> None:
        for _ in range(count):
            raises(ValueError, program, 4, 2)

    run(1000)
    gc.collect()
    before, objects = resident_bytes(), len(gc.get_objects())
    run(10_000)
    gc.collect()
    budget.step(10_000)
    assert len(gc.get_objects()) - objects < 1000
    assert resident_bytes() - before < 8 << 20, resident_bytes() - before


def bad_shape(x: Tensor) -> Tensor:
    return x @ torch.ones(7, 7)


def forks_bad_shape(x: Tensor) -> Tensor:
    return ab.wait(ab.fork(bad_shape, x))


def too_much(n: int) -> Tensor:
    return torch.empty(n)


def forks_too_much(n: int) -> Tensor:
    return ab.wait(ab.fork(too_much, n))


@scenario("failing calls")
def errors_of_operators_and_of_memory(budget: Budget) -> None:
    shape, memory, x = ab.script(forks_bad_shape), ab.script(forks_too_much), torch.ones(3, 3)
    message = str(raises(RuntimeError, bad_shape, x))
    while budget:
        assert str(raises(RuntimeError, shape, x)) == message
        assert "memory" in str(raises(RuntimeError, memory, 2**45))
        budget.step(2)


failing: Any = None


@ab.ignore
def python_that_fails(n: int) -> int:
    raise Custom(f"from Python {n}") from KeyError("cause")


def calls_python(n: int) -> int:
    return python_that_fails(n)


def forks_python(n: int) -> int:
    return ab.wait(ab.fork(calls_python, n))


@scenario("failing calls")
def errors_of_python_called_from_tasks_keep_their_object(budget: Budget) -> None:
    program = ab.script(forks_python)
    while budget:
        error = raises(Custom, program, 3)
        assert str(error) == "from Python 3" and isinstance(error.__cause__, KeyError)
        budget.step()


@ab.ignore
def python_with_bad_del(n: int) -> int:
    class Bad:
        def __del__(self) -> None:
            raise RuntimeError("in __del__")

    Bad()
    return n


def forks_bad_del(n: int) -> int:
    return ab.wait(ab.fork(python_with_bad_del, n))


@scenario("calls")
def errors_in_del_hurt_nobody(budget: Budget) -> None:
    import sys

    sys.unraisablehook = lambda _: None
    program = ab.script(forks_bad_del)
    while budget:
        assert program(3) == 3
        budget.step()
