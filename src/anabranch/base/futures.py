"""``Future``: the result of a fork, as Python sees it.

One class stands in front of several kinds of *state* (``future_states``): a finished one (eager forks, the interpreter), a
promise (``then``) and the native core's live future.  The runtime makes futures from states and takes the state back out
of ``future.state``.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future as ConcurrentFuture
from concurrent.futures import InvalidStateError
from types import TracebackType
from typing import Any, Generic, TypeVar

from .future_states import Failed, Finished, Promise, Shown, State
from .listeners import Callback, Listeners, running_loop
from .tracebacks import shorten

T = TypeVar("T")
S = TypeVar("S")
FOREVER = -1.0
_first = threading.Lock()  # of two who listen first


class Future(Generic[T], ConcurrentFuture[T]):
    """The result of ``fork``, now or later.  Made by the runtime only; ``Future[int]`` is an annotation.

    Waiting on a failed future raises the task's exception: the same object every time, with its first traceback.  A
    future can be awaited, and given to whatever takes those of ``concurrent.futures``.

    >>> future = ab.fork(ab.script(lambda x: x + 1), torch.ones(1))
    >>> isinstance(future, ab.Future), future.result(timeout=10)
    (True, tensor([2.]))
    """

    __slots__ = ("_listeners", "_traceback", "state")

    def __init__(self, state: State) -> None:
        self.state = state
        self._listeners: Listeners | None = None
        self._traceback: list[TracebackType | None] = []  # the first one, once it was looked at: it may be None

    @classmethod
    def finished(cls, value: T) -> Future[T]:
        return cls(Finished(value))

    @classmethod
    def failed(cls, error: BaseException) -> Future[T]:
        return cls(Failed(error))

    def shown(self, show: Callable[[Any], S]) -> Future[S]:
        """The same future with ``show(value)`` for its value; for the runtime."""
        return Future(Shown(self.state, show))

    def done(self) -> bool:
        """True once there is a value or an error; never waits."""
        return self.state.done()

    def wait(self) -> T:
        """Waits and returns the value; raises the task's exception.  The waiting thread may run the task itself."""
        return self.result()

    def value(self) -> T:
        """The value of a future that is done.  Raises RuntimeError if it is not, and the task's exception if it
        failed.
        """
        if not self.done():
            raise RuntimeError("the future has no value yet\nhelp: call wait(), or test done() first")
        return self.result()

    def result(self, timeout: float | None = None) -> T:
        """``wait()`` for at most ``timeout`` seconds.  Raises TimeoutError when they are over; the task goes on."""
        self._await_done(timeout)
        value, error = self.state.outcome()
        if error is None:
            return value  # type: ignore[no-any-return]
        try:
            raise error.with_traceback(self._first_traceback(error))
        finally:
            del error, self  # the traceback holds this frame: the frame must not hold the error

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Waits like ``result`` and returns the exception, or None if the task succeeded.  Raises TimeoutError."""
        self._await_done(timeout)
        error = self.state.outcome()[1]
        return error if error is None else error.with_traceback(self._first_traceback(error))

    def cancel(self) -> bool:
        """Asks the task to stop.  False if it had already finished; else waiting raises ``CancelledError``."""
        return self.state.cancel()

    def cancelled(self) -> bool:
        """True if the task ended because it was cancelled."""
        return self.state.cancelled()

    def add_done_callback(
        self, fn: Callable[[Future[T]], object], *, context: contextvars.Context | None = None
    ) -> None:
        """Calls ``fn(self)`` once: at once if done, else on the thread that finishes the task, so keep it short.

        Added in an asyncio loop, ``fn`` runs on that loop, soon, as the callbacks of asyncio's futures do.  An exception of
        ``fn`` is logged to the logger ``anabranch`` (by the loop, if it runs there) and goes no further.
        """
        loop = running_loop()
        if loop is not None and context is None:
            context = contextvars.copy_context()
        self._listening().add(Callback(fn, loop, context), self)

    def remove_done_callback(self, fn: Callable[[Future[T]], object]) -> int:
        """Forgets a callback that was not called yet.  Returns how many times it had been added."""
        return 0 if self._listeners is None else self._listeners.remove(fn)

    def then(self, fn: Callable[[Future[T]], S]) -> Future[S]:
        """A future of ``fn(self)``, called as by ``add_done_callback``.  It fails with the exception of ``fn``."""
        promise = Promise()
        self.state.add_callback(lambda: promise.fulfil(fn, self))
        return Future(promise)

    def __await__(self) -> Generator[Any, None, T]:
        """``await future`` in any asyncio loop.  Cancelling the awaiting asyncio task leaves this future alone."""
        if not self.done():
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()

            def wake(_: object) -> None:
                if not waiter.done():  # cancelled
                    waiter.set_result(None)

            self.add_done_callback(wake)
            try:
                yield from waiter
            finally:
                self.remove_done_callback(wake)
        return self.result()

    def __repr__(self) -> str:
        state = "running" if not self.done() else "cancelled" if self.cancelled() else "done"
        return f"<Future {state}>"

    def _await_done(self, timeout: float | None) -> None:
        if not self.state.wait(FOREVER if timeout is None else max(0.0, timeout)):
            raise TimeoutError(f"the task did not finish in {timeout} s\nhelp: it goes on; wait again, or cancel() it")

    def _first_traceback(self, error: BaseException) -> TracebackType | None:
        if not self._traceback:
            self._traceback.append(shorten(error))
        return self._traceback[0]

    # -- what ``concurrent.futures`` and ``asyncio.wrap_future`` ask of a future beside its methods

    def running(self) -> bool:
        """True until it is done: whether its task has begun already is the scheduler's business."""
        return not self.done()

    def set_running_or_notify_cancel(self) -> bool:
        raise _settled_by_its_task("set_running_or_notify_cancel")

    def set_result(self, result: T) -> None:
        raise _settled_by_its_task("set_result")

    def set_exception(self, exception: BaseException | None) -> None:
        raise _settled_by_its_task("set_exception")

    @property
    def _condition(self) -> threading.Condition:  # type: ignore[override]
        return self._listening().condition

    @property
    def _waiters(self) -> list[Any]:  # type: ignore[override]
        return self._listening().waiters

    @property
    def _state(self) -> str:  # type: ignore[override]
        if not self._listening().told:
            return "RUNNING"
        return "CANCELLED_AND_NOTIFIED" if self.cancelled() else "FINISHED"

    def _listening(self) -> Listeners:
        if self._listeners is not None:
            return self._listeners
        made = Listeners()
        with _first:
            known = self._listeners
            self._listeners = known or made
        if known is None:
            self.state.add_callback(lambda: made.tell(self))
        return known or made


def _settled_by_its_task(method: str) -> InvalidStateError:
    return InvalidStateError(
        f"{method}: the future of a fork is settled by its task alone\n"
        "help: fork a function that gives the value, or make a concurrent.futures.Future of your own"
    )


def wait_all(futures: list[Future[T]], timeout: float | None = None) -> list[T]:
    """The values of all, in order.  Raises the first failed one's exception, TimeoutError after ``timeout`` seconds."""
    if timeout is None:
        return [future.wait() for future in futures]
    end = time.monotonic() + timeout
    return [future.result(max(0.0, end - time.monotonic())) for future in futures]
