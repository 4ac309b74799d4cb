"""Awaiting futures: any loop, thousands at once, cancellation of the one who awaits."""

from __future__ import annotations

import asyncio
import threading

import pytest

import anabranch as ab
from anabranch.base.future_states import Promise
from anabranch.base.futures import Future


def test_await_a_finished_future_and_a_failed_one() -> None:
    async def main() -> int:
        with pytest.raises(ZeroDivisionError):
            await ab.fork(lambda: 1 / 0)
        return await ab.fork(lambda: 3)

    assert asyncio.run(main()) == 3


def test_thousands_awaited_at_once_and_settled_by_another_thread() -> None:
    promises = [Promise() for _ in range(3000)]

    def settle() -> None:
        for i, promise in enumerate(promises):
            promise.fulfil(lambda: i)

    async def one(promise: Promise) -> int:
        return await Future[int](promise)

    async def main() -> list[int]:
        tasks = [asyncio.create_task(one(promise)) for promise in promises]
        await asyncio.sleep(0)
        threading.Thread(target=settle).start()
        return await asyncio.gather(*tasks)

    assert asyncio.run(main()) == list(range(3000))


def test_cancelling_who_awaits_leaves_the_future_alone() -> None:
    promise = Promise()
    future: Future[int] = Future(promise)

    async def user() -> int:
        return await future

    async def main() -> None:
        first, second = asyncio.create_task(user()), asyncio.create_task(user())
        await asyncio.sleep(0)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert not future.done()
        promise.fulfil(lambda: 8)
        assert await second == 8

    asyncio.run(main())
    assert asyncio.run(user()) == 8


def test_a_future_may_finish_after_its_loop_has_closed() -> None:
    promise = Promise()
    future: Future[int] = Future(promise)

    async def impatient() -> None:
        await asyncio.wait_for(asyncio.ensure_future(use()), timeout=0.001)

    async def use() -> int:
        return await future

    with pytest.raises(TimeoutError):
        asyncio.run(impatient())
    promise.fulfil(lambda: 8)
    assert future.wait() == 8
