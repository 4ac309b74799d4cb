"""Who wants to know that a future is done: callbacks, and those who wait in ``concurrent.futures``.

Made when somebody first asks; a future that is only waited for has none.  Non-goal: the future's state.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future as ConcurrentFuture
from typing import Any

from .log import log
from .record import Record


class Callback(Record, eq=False):
    """``fn`` and where it runs: on the loop in which it was added (as those of asyncio's futures), else where it is told."""

    fn: Callable[[Any], object]
    loop: asyncio.AbstractEventLoop | None
    context: contextvars.Context | None

    def call(self, future: Any) -> None:
        if self.loop is None:
            (self.context.run if self.context else _plainly)(_call_logged, self.fn, future)
            return
        with contextlib.suppress(RuntimeError):  # the loop was closed: nobody is there any more
            self.loop.call_soon_threadsafe(self.fn, future, context=self.context)


def _plainly(call: Callable[..., None], *args: Any) -> None:
    call(*args)


def _call_logged(fn: Callable[[Any], object], future: Any) -> None:
    try:
        fn(future)
    except Exception:
        log.exception("anabranch: a done-callback failed: %r", fn)


class Listeners:
    """``condition`` and ``waiters`` are what ``concurrent.futures.wait`` and ``as_completed`` ask of a future; ``told`` changes
    under the condition, together with what the waiters hear, so they never count a future twice."""

    def __init__(self) -> None:
        self.condition = threading.Condition()
        self.waiters: list[Any] = []
        self.told = False
        self._callbacks: list[Callback] = []

    def add(self, callback: Callback, future: Any) -> None:
        with self.condition:
            if not self.told:
                self._callbacks.append(callback)
                return
        callback.call(future)

    def remove(self, fn: Callable[[Any], object]) -> int:
        """Forgets ``fn``; says how many times it was there."""
        with self.condition:
            kept = [callback for callback in self._callbacks if callback.fn != fn]
            count = len(self._callbacks) - len(kept)
            self._callbacks = kept
        return count

    def tell(self, future: ConcurrentFuture[Any]) -> None:
        """The future is done.  Once."""
        heard = _what_waiters_hear(future)
        with self.condition:
            self.told = True
            callbacks, self._callbacks = self._callbacks, []
            for waiter in self.waiters:
                getattr(waiter, heard)(future)
            self.condition.notify_all()
        for callback in callbacks:
            callback.call(future)


def _what_waiters_hear(future: ConcurrentFuture[Any]) -> str:
    if future.cancelled():
        return "add_cancelled"
    return "add_result" if future.exception() is None else "add_exception"


def running_loop() -> asyncio.AbstractEventLoop | None:
    """The loop that runs on this thread, if one does."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
