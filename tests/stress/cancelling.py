"""Cancelling, timeouts, Ctrl-C and asyncio."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, List

import anabranch as ab
from stress.common import endless, expected_fan, fails_at, fan, raises, start, start_endless
from stress.registry import Budget, scenario


@scenario("futures")
def cancel_ends_an_endless_task(budget: Budget) -> None:
    begin, sane = ab.script(start_endless), ab.script(fan)
    while budget:
        future = begin(1)
        raises(TimeoutError, future.result, 0.001)
        assert future.cancel()
        raises(ab.CancelledError, future.result, 10)
        assert future.cancelled() and future.done() and not future.cancel()
        assert sane(100) == expected_fan(100)
        budget.step()


@scenario("futures")
def cancelling_races_with_finishing(budget: Budget) -> None:
    begin = ab.script(start)
    while budget:
        futures = [begin(i) for i in range(50)]
        stopped = [future.cancel() for future in futures]
        for i, (future, was) in enumerate(zip(futures, stopped)):
            assert future.exception(10) is None or was
            assert future.cancelled() or future.value() == i + 1
        budget.step(50)


@scenario("calls")
def timeouts_leave_the_task_alone(budget: Budget) -> None:
    begin, forever = ab.script(start), ab.script(start_endless)
    while budget:
        futures = [begin(i) for i in range(20)]
        slow = forever(1)
        raises(TimeoutError, ab.wait_all, [*futures, slow], 0.2)
        slow.cancel()
        assert ab.wait_all(futures, timeout=10) == list(range(1, 21))
        budget.step()


def endless_beside_a_failure(n: int) -> int:
    futures: List[ab.Future[int]] = []
    for _ in range(n):
        futures.append(ab.fork(endless, 1))
    bad = ab.fork(fails_at, 3, 3)
    return ab.wait(bad)


@scenario("failing calls")
def a_failing_call_cancels_its_tasks(budget: Budget) -> None:
    program, sane = ab.script(endless_beside_a_failure), ab.script(fan)
    while budget:
        assert str(raises(ValueError, program, 5)) == "failed at 3"
        assert sane(50) == expected_fan(50)
        budget.step()


def forks_endless(n: int) -> int:
    futures: List[ab.Future[int]] = []
    for _ in range(n):
        futures.append(ab.fork(endless, 1))
    return ab.wait(futures[0])


@contextmanager
def ctrl_c() -> Iterator[None]:
    """Python's own handler of SIGINT, also where the process was started with the signal ignored, as nohup does."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@scenario("interrupts")
@ctrl_c()
def ctrl_c_ends_a_call_within_100_ms(budget: Budget) -> None:
    programs = [(ab.script(forks_endless), 4), (ab.script(endless), 1)]
    sane = ab.script(fan)
    while budget:
        for program, n in programs:
            sent: list[float] = []

            def interrupt() -> None:
                sent.append(time.monotonic())
                os.kill(os.getpid(), signal.SIGINT)

            threading.Timer(0.05, interrupt).start()
            raises(KeyboardInterrupt, program, n)
            taken = time.monotonic() - sent[0]
            assert taken < 0.2, f"{taken:.3f} s"  # 0.1 and what a busy machine adds
            assert sane(50) == expected_fan(50)
            budget.step()


@scenario("interrupts")
@ctrl_c()
def ctrl_c_ends_a_wait_in_python(budget: Budget) -> None:
    begin = ab.script(start_endless)
    while budget:
        future = begin(1)
        threading.Timer(0.02, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        raises(KeyboardInterrupt, future.wait)
        future.cancel()
        raises(ab.CancelledError, future.result, 10)
        budget.step()


@scenario("awaits")
def thousands_of_awaits_with_cancellation(budget: Budget) -> None:
    begin = ab.script(start)

    async def one(i: int) -> int:
        return await begin(i)

    async def main() -> None:
        tasks = [asyncio.create_task(one(i)) for i in range(3000)]
        await asyncio.sleep(0)
        for task in tasks[::3]:
            task.cancel()
        results: list[Any] = await asyncio.gather(*tasks, return_exceptions=True)
        for i, result in enumerate(results):
            assert result == i + 1 or (i % 3 == 0 and isinstance(result, asyncio.CancelledError)), (i, result)

    while budget:
        asyncio.run(main())
        budget.step(3000)
