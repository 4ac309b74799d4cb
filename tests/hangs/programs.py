"""The hang list: what must end, and how (issue 2, item 7).  Each function is one scenario; it returns or raises.

`python -m hangs NAME CORES` runs one on that many cores with a limit of ten seconds (see __main__.py).
"""

from __future__ import annotations

import asyncio
import threading
from typing import Any, Dict, List

import torch
from torch import Tensor

import anabranch as ab


def increment(n: int) -> int:
    return n + 1


def busy(n: int) -> int:
    total = 0
    for i in range(20000):
        total += i % 7
    return n + 1 + total - total


def start(n: int) -> ab.Future[int]:
    return ab.fork(busy, n)


def finish(future: ab.Future[int]) -> int:
    return ab.wait(future)


def finish_twice(future: ab.Future[int]) -> int:
    other = ab.fork(finish, future)
    return ab.wait(other) + ab.wait(future)


def a_future_from_one_call_waited_in_another() -> None:
    begin, end, twice = ab.script(start), ab.script(finish), ab.script(finish_twice)
    for i in range(200):
        future = begin(i)
        assert end(future) == i + 1
        assert end(future) == i + 1
        assert twice(begin(i)) == 2 * (i + 1)
    many = [begin(i) for i in range(100)]
    assert [end(future) for future in reversed(many)] == list(range(100, 0, -1))


def a_returned_future_calls_back_though_nobody_waits() -> None:
    begin, called, got = ab.script(start), threading.Event(), []

    def note(future: ab.Future[int]) -> None:
        got.append(future.value())
        called.set()

    begin(1).add_done_callback(note)
    assert called.wait(9)
    assert got == [2]
    assert begin(2).then(lambda f: f.value() * 10).result(9) == 30


def a_returned_future_can_be_awaited() -> None:
    begin = ab.script(start)

    async def one(i: int) -> int:
        return await begin(i)

    async def main() -> list[int]:
        return await asyncio.gather(*[one(i) for i in range(1000)])

    assert asyncio.run(main()) == list(range(1, 1001))


compiled_finish: Any = None


@ab.ignore
def through_python(future: ab.Future[int]) -> int:
    return compiled_finish(future) + 1


def by_way_of_python(future: ab.Future[int]) -> int:
    return through_python(future)


def waits_for_siblings_through_python(n: int, depth: int) -> int:
    futures: List[ab.Future[int]] = [ab.fork(busy, n)]
    for i in range(depth):
        futures.append(ab.fork(by_way_of_python, futures[i]))
    return ab.wait(futures[depth])


def ignored_python_waits_for_a_sibling_of_its_caller() -> None:
    global compiled_finish
    compiled_finish = ab.script(finish)
    main = ab.script(waits_for_siblings_through_python)
    for depth in (1, 2, 3, 10):
        for _ in range(5):
            assert main(0, depth) == 1 + depth


def waits_for_first(futures: List[ab.Future[int]]) -> int:
    while len(futures) < 1:
        pass
    return ab.wait(futures[0])


def self_cycle() -> int:
    futures: List[ab.Future[int]] = []
    futures.append(ab.fork(waits_for_first, futures))
    return ab.wait(futures[0])


def waits_for_other(futures: List[ab.Future[int]], i: int) -> int:
    while len(futures) < 3:
        pass
    return ab.wait(futures[(i + 1) % 3])


def cycle_of_three() -> int:
    futures: List[ab.Future[int]] = []
    for i in range(3):
        futures.append(ab.fork(waits_for_other, futures, i))
    return ab.wait(futures[0])


def cycle_with_bystanders(n: int) -> int:
    bystanders: List[ab.Future[int]] = []
    for i in range(n):
        bystanders.append(ab.fork(busy, i))
    return cycle_of_three() + ab.wait(bystanders[0])


def a_cycle_is_an_error() -> None:
    one, three, more, sane = (ab.script(f) for f in (self_cycle, cycle_of_three, cycle_with_bystanders, finish_twice))
    begin = ab.script(start)
    for _ in range(20):
        expect_cycle(one)
        expect_cycle(three)
        expect_cycle(more, 8)
        assert sane(begin(1)) == 4


def expect_cycle(program: Any, *args: int) -> None:
    try:
        value = program(*args)
    except ab.CycleError as error:
        assert "wait for each other" in str(error)
    else:
        raise AssertionError(f"a cycle gave {value}")


def add_in_place(x: Tensor) -> Tensor:
    return x.add_(1)


def never_waited(x: Tensor, n: int) -> int:
    for _ in range(n):
        ab.fork(add_in_place, x)
    return n


def never_waited_deep(x: Tensor, n: int) -> int:
    if n > 0:
        ab.fork(never_waited_deep, x, n - 1)
        x[n - 1] += 1
    return n


def a_fork_nobody_waits_for_has_its_effect() -> None:
    program, deep = ab.script(never_waited), ab.script(never_waited_deep)
    for _ in range(200):
        x = torch.zeros(1)
        assert program(x, 1) == 1
        assert x.item() == 1
    x = torch.zeros(50)
    assert deep(x, 50) == 50
    assert torch.equal(x, torch.ones(50))


def square(x: Tensor) -> Tensor:
    return x * x


def fork_outside_wait_inside(x: Tensor) -> Tensor:
    future = ab.fork(square, x)
    with torch.no_grad():
        y = ab.wait(future)
    return y


def fork_inside_wait_outside(x: Tensor) -> Tensor:
    with torch.no_grad():
        future = ab.fork(square, x)
    return ab.wait(future) + x


def gradients_follow_the_fork_and_not_the_wait() -> None:
    outside, inside = ab.script(fork_outside_wait_inside), ab.script(fork_inside_wait_outside)
    for _ in range(100):
        x = torch.ones(2, requires_grad=True)
        outside(x).sum().backward()
        assert x.grad is not None and torch.equal(x.grad, torch.full((2,), 2.0))
        x = torch.ones(2, requires_grad=True)
        inside(x).sum().backward()
        assert x.grad is not None and torch.equal(x.grad, torch.ones(2))


def sliding_window(n: int) -> int:
    futures: List[ab.Future[int]] = []
    for i in range(100):
        futures.append(ab.fork(increment, i))
    total = 0
    for i in range(n):
        total += ab.wait(futures[i % 100])
        futures[i % 100] = ab.fork(increment, i)
    for future in futures:
        total += ab.wait(future)
    return total


def a_sliding_window_keeps_memory_flat() -> None:
    program = ab.script(sliding_window)
    program(50_000)
    before = resident_bytes()
    n = 1_000_000
    assert program(n) == sum(range(1, 101)) + n * (n + 1) // 2
    grown = resident_bytes() - before
    assert grown < 16 << 20, f"grew by {grown >> 20} MB"


def resident_bytes() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


def nest(n: int) -> int:
    if n == 0:
        return 0
    return ab.wait(ab.fork(nest, n - 1)) + 1


def nest_tensor(x: Tensor, n: int) -> Tensor:
    if n == 0:
        return x
    return ab.wait(ab.fork(nest_tensor, x, n - 1)) + 1


def ten_thousand_nested_levels() -> None:
    assert ab.script(nest)(10_000) == 10_000
    assert ab.script(nest_tensor)(torch.zeros(1), 10_000).item() == 10_000


def wrapped(inner: Dict[str, Any]) -> Dict[str, Any]:
    outer = ab.annotate(Dict[str, Any], {})
    outer["next"] = inner
    return outer


def chain_of_values(n: int) -> int:
    chain = ab.annotate(Dict[str, Any], {})
    for _ in range(n):
        chain = wrapped(chain)
    return len(chain)


def after(previous: ab.Future[int]) -> int:
    return ab.wait(previous) + 1


def chain_of_futures(n: int, fails: bool) -> int:
    future = ab.fork(increment, 0)
    for _ in range(n):
        future = ab.fork(after, future)
    if fails:
        raise ValueError("dropped")
    return ab.wait(future)


def dropping_a_chain_of_a_million_values() -> None:
    assert ab.script(chain_of_values)(1_000_000) == 1


def dropping_a_chain_of_futures() -> None:
    program = ab.script(chain_of_futures)
    assert program(100_000, False) == 100_001
    for _ in range(3):
        try:
            program(300_000, True)
        except ValueError:
            continue
        raise AssertionError("no error")


SCENARIOS = [
    a_future_from_one_call_waited_in_another,
    a_returned_future_calls_back_though_nobody_waits,
    a_returned_future_can_be_awaited,
    ignored_python_waits_for_a_sibling_of_its_caller,
    a_cycle_is_an_error,
    a_fork_nobody_waits_for_has_its_effect,
    gradients_follow_the_fork_and_not_the_wait,
    a_sliding_window_keeps_memory_flat,
    ten_thousand_nested_levels,
    dropping_a_chain_of_a_million_values,
    dropping_a_chain_of_futures,
]
