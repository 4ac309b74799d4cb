"""Futures in the hands of asyncio and of concurrent.futures: waiting, results, failures, timeouts, cancellation both ways."""

from __future__ import annotations

import asyncio
import concurrent.futures as cf
import contextvars
import gc
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

import anabranch as ab
from anabranch.base.future_states import Promise
from anabranch.base.futures import Future
from conftest import NEEDS_CORE

UNTIL_CANCELLED: Final = -1


class Task:
    """A future that is not done until ``finish``: its task then returns or raises what it is given."""

    def __init__(self) -> None:
        self._promise = Promise()
        self.future: Any = Future[int](self._promise)

    def finish(self, result: Any = 7) -> None:
        def give() -> Any:
            if isinstance(result, BaseException):
                raise result
            return result

        threading.Thread(target=self._promise.fulfil, args=(give,)).start()


class NativeTask(Task):
    """The same on the machine: a task in which Python waits."""

    def __init__(self) -> None:
        self._go, self._result = threading.Event(), []  # type: ignore[var-annotated]
        _native_tasks.append(self)
        self.future = _program()(len(_native_tasks) - 1)

    def finish(self, result: Any = 7) -> None:
        self._result.append(result)
        self._go.set()

    def run(self) -> int:
        assert self._go.wait(30)
        if isinstance(self._result[0], BaseException):
            raise self._result[0]
        value: int = self._result[0]
        return value


_native_tasks: list[NativeTask] = []


@ab.ignore
def run_native(number: int) -> int:
    return _native_tasks[number].run()


def in_task(number: int) -> int:
    value = run_native(number)
    while value == UNTIL_CANCELLED:
        value = value * 1
    return value


def forks(number: int) -> ab.Future[int]:
    return ab.fork(in_task, number)


def _program() -> Callable[[int], Any]:
    program: Callable[[int], Any] = ab.script(forks)
    return program


@pytest.fixture(params=[Task, pytest.param(NativeTask, marks=NEEDS_CORE)], ids=["promise", "native"])
def new(request: pytest.FixtureRequest) -> Iterator[Callable[[], Task]]:
    made: list[Task] = []

    def make() -> Task:
        made.append(request.param())
        return made[-1]

    with ab.workers(4):
        yield make
        for task in made:
            task.finish()
        for task in made:
            task.future.exception(10)
    gc.collect()


# -- asyncio


def test_asyncio_wait_wakes(new: Callable[[], Task]) -> None:
    async def main() -> None:
        tasks = [new() for _ in range(3)]
        futures = [task.future for task in tasks]
        done, pending = await asyncio.wait(futures, timeout=0.01)
        assert not done and pending == set(futures)
        tasks[1].finish()
        done, pending = await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)
        assert done == {futures[1]}
        tasks[0].finish()
        tasks[2].finish(ValueError("no"))
        done, pending = await asyncio.wait(futures)
        assert done == set(futures) and not pending
        with pytest.raises(ValueError, match="no"):
            futures[2].result()
        assert await asyncio.wait(futures) == (set(futures), set())

    asyncio.run(asyncio.wait_for(main(), 20))


def test_asyncio_wait_ends_at_the_first_exception(new: Callable[[], Task]) -> None:
    async def main() -> None:
        slow, bad = new(), new()
        bad.finish(ValueError("no"))
        done, pending = await asyncio.wait([slow.future, bad.future], return_when=asyncio.FIRST_EXCEPTION)
        assert (done, pending) == ({bad.future}, {slow.future})

    asyncio.run(asyncio.wait_for(main(), 20))


def test_gather_shield_wait_for_and_as_completed(new: Callable[[], Task]) -> None:
    async def main() -> None:
        first, second = new(), new()
        both = asyncio.gather(first.future, second.future)
        in_order = asyncio.as_completed([first.future, second.future])
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.shield(first.future), 0.01)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(first.future, 0.01)
        assert not first.future.done()  # who awaits was cancelled, not the task
        second.finish(2)
        assert await next(in_order) == 2
        first.finish(1)
        assert await both == [1, 2] and await next(in_order) == 1
        bad = new()
        bad.finish(ValueError("no"))
        assert [str(e) for e in await asyncio.gather(bad.future, return_exceptions=True)] == ["no"]
        assert await asyncio.ensure_future(first.future) == 1

    asyncio.run(asyncio.wait_for(main(), 20))


def test_wrap_future_brings_results_and_cancels_both_ways(new: Callable[[], Task]) -> None:
    async def main() -> None:
        good, bad, ours, theirs = new(), new(), new(), new()
        good.finish(3)
        bad.finish(ValueError("no"))
        assert await asyncio.wrap_future(good.future) == 3
        with pytest.raises(ValueError, match="no"):
            await asyncio.wrap_future(bad.future)
        wrapped = asyncio.wrap_future(ours.future)
        ours.future.cancel()
        ours.finish(UNTIL_CANCELLED)
        with pytest.raises(asyncio.CancelledError):
            await wrapped
        wrapped = asyncio.wrap_future(theirs.future)
        wrapped.cancel()
        await asyncio.sleep(0)
        theirs.finish(UNTIL_CANCELLED)
        with pytest.raises(ab.CancelledError):
            await theirs.future
        assert theirs.future.cancelled()

    asyncio.run(asyncio.wait_for(main(), 20))


def test_an_executor_of_tasks(new: Callable[[], Task]) -> None:
    """``run_in_executor`` takes any executor, and so the futures that it gives."""

    class Tasks(cf.Executor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            task = new()
            task.finish(fn(*args, **kwargs))
            return task.future

    async def main() -> None:
        assert await asyncio.get_running_loop().run_in_executor(Tasks(), max, 3, 4) == 4

    asyncio.run(asyncio.wait_for(main(), 20))
    assert list(Tasks().map(abs, [-1, -2])) == [1, 2]


name: contextvars.ContextVar[str] = contextvars.ContextVar("name", default="")


def test_callbacks_added_in_a_loop_run_on_it(new: Callable[[], Task]) -> None:
    seen: list[Any] = []

    async def main() -> None:
        task, over = new(), asyncio.Event()

        def note(future: Any) -> None:
            seen.append((threading.current_thread(), name.get(), future is task.future))
            over.set()  # not thread-safe: only the loop's thread may

        def never(future: Any) -> None:
            seen.append("never")

        name.set("inside")
        task.future.add_done_callback(never)
        task.future.add_done_callback(note)
        task.future.add_done_callback(never)
        assert task.future.remove_done_callback(never) == 2 and task.future.remove_done_callback(never) == 0
        name.set("changed")
        task.finish()
        await over.wait()
        over.clear()
        task.future.add_done_callback(note)  # done already: soon, not at once
        assert len(seen) == 1
        await over.wait()

    asyncio.run(asyncio.wait_for(main(), 20))
    here = threading.current_thread()
    assert seen == [(here, "inside", True), (here, "changed", True)]


def test_a_loop_that_has_closed_is_nobody(new: Callable[[], Task], caplog: pytest.LogCaptureFixture) -> None:
    task = new()

    async def main() -> None:
        task.future.add_done_callback(lambda future: None)

    asyncio.run(main())
    task.finish(1)
    assert task.future.result(10) == 1
    assert not caplog.records


def test_thousands_of_impatient_waits_leave_nothing_behind(new: Callable[[], Task]) -> None:
    task = new()

    async def main() -> None:
        for _ in range(300):
            await asyncio.wait([task.future], timeout=0)
            waiter = asyncio.ensure_future(task.future)
            await asyncio.sleep(0)
            waiter.cancel()
            await asyncio.wait([waiter])

    asyncio.run(main())
    assert task.future._listening()._callbacks == []


# -- concurrent.futures


def test_concurrent_wait(new: Callable[[], Task]) -> None:
    tasks = [new() for _ in range(3)]
    futures = [task.future for task in tasks]
    assert cf.wait(futures, timeout=0.01) == (set(), set(futures))
    tasks[0].finish()
    assert cf.wait(futures, 10, cf.FIRST_COMPLETED) == ({futures[0]}, set(futures[1:]))
    tasks[1].finish(ValueError("no"))
    assert futures[1] in cf.wait(futures, 10, cf.FIRST_EXCEPTION).done
    tasks[2].finish()
    assert cf.wait(futures, 10) == (set(futures), set())
    assert cf.wait(futures, 10) == (set(futures), set())


def test_concurrent_as_completed_beside_their_own(new: Callable[[], Task]) -> None:
    first, second, theirs = new(), new(), cf.Future[int]()
    second.finish(2)
    order = cf.as_completed([first.future, second.future, theirs], timeout=10)
    assert next(order).result() == 2
    theirs.set_result(5)
    assert next(order) is theirs
    first.future.cancel()
    first.finish(UNTIL_CANCELLED)
    last = next(order)
    assert last is first.future and last.cancelled()
    with pytest.raises(cf.CancelledError):
        last.result()
    with pytest.raises(cf.TimeoutError):
        next(cf.as_completed([new().future], timeout=0.01))


def test_waiters_never_count_a_future_twice() -> None:
    """Futures that finish while ``wait`` looks at them."""
    for _ in range(100):
        tasks = [Task() for _ in range(8)]
        futures = [task.future for task in tasks]
        gate = threading.Barrier(3)

        def settle(mine: list[Task], gate: threading.Barrier = gate) -> None:
            gate.wait()
            for task in mine:
                task._promise.fulfil(lambda: 1)

        threads = [threading.Thread(target=settle, args=(tasks[i::2],)) for i in range(2)]
        for thread in threads:
            thread.start()
        gate.wait()
        assert cf.wait(futures, 10).not_done == set()
        for thread in threads:
            thread.join()


def test_only_the_task_settles_its_future() -> None:
    future: Any = Task().future
    for settle in (future.set_running_or_notify_cancel, lambda: future.set_result(1), lambda: future.set_exception(None)):
        with pytest.raises(cf.InvalidStateError, match="settled by its task alone\nhelp: "):
            settle()
    assert future.running() and not future.done()


def test_futures_are_theirs_and_cost_nothing_until_somebody_listens() -> None:
    future = ab.fork(lambda: 3)
    assert isinstance(future, cf.Future) and not future.running()
    assert future.wait() == 3 and future._listeners is None
    assert issubclass(ab.CancelledError, cf.CancelledError)
    began = time.perf_counter()
    assert cf.wait([future]).done == {future}
    assert time.perf_counter() - began < 1
