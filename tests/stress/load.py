"""Size: a million tasks, deep nesting, wide fans, awkward shapes, flat memory."""

from __future__ import annotations

import gc
import resource
from typing import Dict, List, Tuple

import anabranch as ab
from stress.common import busy, expected_fan, fan, increment, start
from stress.registry import Budget, resident_bytes, scenario

MB = 1 << 20


@scenario("tasks")
def a_million_tasks_in_one_call(budget: Budget) -> None:
    assert ab.script(fan)(1_000_000) == expected_fan(1_000_000)
    budget.step(1_000_000)


@scenario("tasks")
def fans_of_a_hundred_thousand(budget: Budget) -> None:
    program = ab.script(fan)
    while budget:
        assert program(100_000) == expected_fan(100_000)
        budget.step(100_000)


def nest(n: int) -> int:
    if n == 0:
        return 0
    return ab.wait(ab.fork(nest, n - 1)) + 1


@scenario("levels")
def a_hundred_thousand_nested_levels(budget: Budget) -> None:
    program = ab.script(nest)
    while budget:
        assert program(100_000) == 100_000
        budget.step(100_000)


def after(previous: ab.Future[int]) -> int:
    return ab.wait(previous) + 1


def chain(n: int) -> int:
    future = ab.fork(increment, 0)
    futures: List[ab.Future[int]] = [future]
    for i in range(n):
        futures.append(ab.fork(after, futures[i]))
    total = 0
    for i in range(len(futures)):
        total = (total + ab.wait(futures[len(futures) - 1 - i])) % 1000003
    return total


@scenario("tasks")
def a_chain_of_futures_waited_in_reverse(budget: Budget) -> None:
    program, n = ab.script(chain), 20_000
    while budget:
        assert program(n) == sum(range(1, n + 2)) % 1000003
        budget.step(n)


def through_containers(n: int) -> int:
    by_name: Dict[str, Tuple[ab.Future[int], List[ab.Future[int]]]] = {}
    for i in range(n):
        by_name[str(i)] = (ab.fork(increment, i), [ab.fork(increment, i), ab.fork(busy, i)])
    total = 0
    for pair in by_name.values():
        total += ab.wait(pair[0])
        for future in pair[1]:
            total += ab.wait(future)
    return total


@scenario("tasks")
def futures_through_dicts_and_tuples(budget: Budget) -> None:
    program = ab.script(through_containers)
    while budget:
        assert program(1000) == 3 * expected_fan(1000)
        budget.step(3000)


def waits_and_adds(future: ab.Future[int], n: int) -> int:
    return ab.wait(future) + n


def all_wait_for_one(n: int) -> int:
    one = ab.fork(busy, 0)
    futures: List[ab.Future[int]] = []
    for i in range(n):
        futures.append(ab.fork(waits_and_adds, one, i))
    total = 0
    for future in futures:
        total += ab.wait(future)
    return total


@scenario("tasks")
def everybody_waits_for_one_task(budget: Budget) -> None:
    program = ab.script(all_wait_for_one)
    with ab.workers(8):
        while budget:
            assert program(2000) == sum(i + 1 for i in range(2000))
            budget.step(2000)


def producer(n: int) -> int:
    for i in range(n):
        ab.fork(increment, i)
    return n


@scenario("tasks")
def a_producer_that_never_waits(budget: Budget) -> None:
    program = ab.script(producer)
    while budget:
        assert program(100_000) == 100_000
        budget.step(100_000)


def hold(n: int) -> int:
    futures: List[ab.Future[int]] = []
    for i in range(n):
        futures.append(ab.fork(increment, i))
    return len(futures)


@scenario("pending tasks", cores=1)
def a_pending_task_takes_400_bytes_at_most(budget: Budget) -> None:
    program, n = ab.script(hold), 1_000_000
    program(1000)
    before = resident_bytes()
    program(n)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    taken = (peak - before) / n
    budget.step(n)
    assert taken < 400 + 3 * 16, f"{taken:.0f} bytes"  # its argument, and the future's place in a list that doubles


@scenario("calls")
def memory_is_flat_over_a_hundred_thousand_calls(budget: Budget) -> None:
    program, begin = ab.script(fan), ab.script(start)

    def run(count: int) -> None:
        for i in range(count):
            program(3)
            if i % 10 == 0:
                begin(i).wait()

    run(5000)
    gc.collect()
    before, objects = resident_bytes(), len(gc.get_objects())
    run(100_000)
    gc.collect()
    budget.step(100_000)
    assert len(gc.get_objects()) - objects < 1000
    assert resident_bytes() - before < 8 * MB, resident_bytes() - before


def window(n: int) -> int:
    futures: List[ab.Future[int]] = []
    for i in range(100):
        futures.append(ab.fork(increment, i))
    total = 0
    for i in range(n):
        total += ab.wait(futures[i % 100])
        futures[i % 100] = ab.fork(increment, i)
    return total


@scenario("tasks", cores=1)
def a_sliding_window_on_one_core(budget: Budget) -> None:
    program = ab.script(window)
    program(100_000)
    before = resident_bytes()
    while budget:
        program(1_000_000)
        budget.step(1_000_000)
    assert resident_bytes() - before < 16 * MB, resident_bytes() - before
