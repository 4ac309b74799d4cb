"""Many Python threads, calls from inside tasks, calls while other threads import, compile and collect."""

from __future__ import annotations

import gc
import importlib
import sys
import threading
from collections.abc import Callable
from typing import Any, List

import torch

import anabranch as ab
from stress.common import expected_fan, fan, fibonacci, forked_mix
from stress.registry import Budget, scenario

THREADS = 32


def in_threads(work: Callable[[int], None], count: int = THREADS) -> None:
    """Runs ``work(i)`` in so many threads at once; raises the first error of any."""
    errors: list[BaseException] = []
    gate = threading.Barrier(count)

    def body(i: int) -> None:
        try:
            gate.wait()
            work(i)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=body, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


@scenario("calls")
def the_same_function_from_32_threads(budget: Budget) -> None:
    program = ab.script(fan)

    def work(i: int) -> None:
        while budget:
            assert program(100 + i) == expected_fan(100 + i)
            budget.step()

    in_threads(work)


@scenario("calls")
def different_functions_from_32_threads(budget: Budget) -> None:
    ints, tree, tensors = ab.script(fan), ab.script(fibonacci), ab.script(forked_mix)
    x = torch.randn(16, 16) / 8
    expected = forked_mix(x, 4, 5)

    def work(i: int) -> None:
        while budget:
            if i % 3 == 0:
                assert ints(50) == expected_fan(50)
            elif i % 3 == 1:
                assert tree(10) == 55
            else:
                assert torch.allclose(tensors(x, 4, 5), expected)
            budget.step()

    in_threads(work)


compiled_fan: Any = None


@ab.ignore
def call_back(n: int) -> int:
    return compiled_fan(n)


def task_with_python(n: int) -> int:
    return call_back(n) + 1


def forks_python(n: int) -> int:
    futures: List[ab.Future[int]] = []
    for i in range(n):
        futures.append(ab.fork(task_with_python, i))
    total = 0
    for future in futures:
        total += ab.wait(future)
    return total


@scenario("calls")
def compiled_calls_inside_python_inside_tasks(budget: Budget) -> None:
    global compiled_fan
    compiled_fan, program = ab.script(fan), ab.script(forks_python)
    expected = sum(expected_fan(i) + 1 for i in range(20))

    def work(_: int) -> None:
        while budget:
            assert program(20) == expected
            budget.step()

    in_threads(work, 8)


@scenario("calls")
def calls_while_others_import_compile_and_collect(budget: Budget) -> None:
    program = ab.script(fan)

    def fresh() -> Callable[[int], int]:
        def one(n: int) -> int:
            return ab.wait(ab.fork(fan, n)) + 1

        return ab.script(one)

    def work(i: int) -> None:
        while budget:
            if i == 0:
                gc.collect()
            elif i == 1:
                sys.modules.pop("colorsys", None)
                importlib.import_module("colorsys")
            elif i in (2, 3):
                assert fresh()(10) == expected_fan(10) + 1
            else:
                assert program(200) == expected_fan(200)
            budget.step()

    in_threads(work, 8)
