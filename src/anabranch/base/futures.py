"""``Future``: the result of a fork, as Python sees it.

One class stands in front of three kinds of *state*: a finished one (eager forks, the interpreter), a promise
(``then``) and the native core's live future.  The runtime makes futures from states and takes the state back out of
``future.state``.

Failures that nobody looked at are collected here (``lose``) and warned about by ``report_lost``, which every call of
the library ends with: so the warning comes on a calling thread, never from a worker or from the garbage collector.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Generator
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar

from .errors import CancelledError, LostErrorWarning
from .package import PREFIX
from .tracebacks import shorten

T = TypeVar("T")
S = TypeVar("S")
FOREVER = -1.0
_log = logging.getLogger("anabranch")


class State(Protocol):
    """What a future stands on.  ``_native.Future`` has exactly these methods."""

    def done(self) -> bool: ...

    def wait(self, timeout: float, /) -> bool:
        """Waits up to ``timeout`` seconds, below 0 for ever; the waiting thread may run the task itself.  False: not
        done yet.  Raises what a signal handler raised (KeyboardInterrupt).
        """

    def outcome(self) -> tuple[Any, BaseException | None]:
        """Only when done: the value, or the exception (the same object each time).  The failure counts as seen."""

    def add_callback(self, callback: Callable[[], object], /) -> None:
        """Calls it once, at once if done, else on the thread that finishes the task.  It does not raise."""

    def cancel(self) -> bool:
        """True if the task had not finished: it will end with ``CancelledError``."""

    def cancelled(self) -> bool: ...


class Future(Generic[T]):
    """The result of ``fork``, now or later.  Made by the runtime only; ``Future[int]`` is an annotation.

    Waiting on a failed future raises the task's exception: the same object every time, with its first traceback.
    """

    __slots__ = ("__weakref__", "_traceback", "state")

    def __init__(self, state: State) -> None:
        self.state = state
        self._traceback: list[TracebackType | None] = []  # the first one, once it was looked at: it may be None

    @classmethod
    def finished(cls, value: T) -> Future[T]:
        return cls(Finished(value))

    @classmethod
    def failed(cls, error: BaseException) -> Future[T]:
        return cls(Failed(error))

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

    def add_done_callback(self, fn: Callable[[Future[T]], object]) -> None:
        """Calls ``fn(self)`` once: at once if done, else on the thread that finishes the task, so keep it short.

        An exception of ``fn`` is logged to the logger ``anabranch`` and goes no further.
        """
        self.state.add_callback(lambda: _call_logged(fn, self))

    def then(self, fn: Callable[[Future[T]], S]) -> Future[S]:
        """A future of ``fn(self)``, called as by ``add_done_callback``.  It fails with the exception of ``fn``."""
        promise = Promise()
        self.state.add_callback(lambda: promise.fulfil(fn, self))
        return Future(promise)

    def __await__(self) -> Generator[Any, None, T]:
        """``await future`` in any asyncio loop.  Cancelling the awaiting asyncio task leaves this future alone."""
        if not self.done():
            loop = asyncio.get_running_loop()
            waiter: asyncio.Future[None] = loop.create_future()
            self.state.add_callback(lambda: _wake(loop, waiter))
            yield from waiter
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


def _wake(loop: asyncio.AbstractEventLoop, waiter: asyncio.Future[None]) -> None:
    def release() -> None:
        if not waiter.done():  # cancelled
            waiter.set_result(None)

    with contextlib.suppress(RuntimeError):  # the loop was closed: nobody awaits any more
        loop.call_soon_threadsafe(release)


def _call_logged(fn: Callable[[Future[T]], object], future: Future[T]) -> None:
    try:
        fn(future)
    except Exception:
        _log.exception("anabranch: a done-callback failed: %r", fn)


class Finished:
    """The state of a future that was born with its value."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def done(self) -> bool:
        return True

    def wait(self, timeout: float, /) -> bool:
        return True

    def outcome(self) -> tuple[Any, BaseException | None]:
        return self._value, None

    def add_callback(self, callback: Callable[[], object], /) -> None:
        callback()

    def cancel(self) -> bool:
        return False

    def cancelled(self) -> bool:
        return False


class Failed(Finished):
    """The state of a future that was born with its error; reports it as lost if it dies unseen."""

    __slots__ = ("_seen",)

    def __init__(self, error: BaseException) -> None:
        super().__init__(error)
        self._seen = False

    def outcome(self) -> tuple[Any, BaseException | None]:
        self._seen = True
        return None, self._value

    def cancelled(self) -> bool:
        return isinstance(self._value, CancelledError)

    def __del__(self) -> None:
        if not getattr(self, "_seen", True):  # torch.compile makes objects without __init__
            lose(self._value)


class Promise:
    """A state that becomes finished later, once, by ``fulfil``."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._settled: Finished | None = None
        self._callbacks: list[Callable[[], object]] = []

    def fulfil(self, fn: Callable[..., Any], *args: Any) -> None:
        """Settles with the value or the exception of ``fn(*args)``, unless cancelled before."""
        if not self.done():
            self._settle(outcome_of(fn, *args))

    def _settle(self, state: Finished) -> bool:
        with self._lock:
            if self._settled is not None:
                return False
            self._settled, callbacks, self._callbacks = state, self._callbacks, []
            self._lock.notify_all()
        for callback in callbacks:
            callback()
        return True

    def done(self) -> bool:
        return self._settled is not None

    def wait(self, timeout: float, /) -> bool:
        with self._lock:
            return self._lock.wait_for(self.done, None if timeout < 0 else timeout)

    def outcome(self) -> tuple[Any, BaseException | None]:
        assert self._settled is not None
        return self._settled.outcome()

    def add_callback(self, callback: Callable[[], object], /) -> None:
        with self._lock:
            if self._settled is None:
                self._callbacks.append(callback)
                return
        callback()

    def cancel(self) -> bool:
        return self._settle(Failed(CancelledError("the future was cancelled")))

    def cancelled(self) -> bool:
        return self._settled is not None and self._settled.cancelled()


def outcome_of(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Finished:
    """Calls and keeps what came out.  KeyboardInterrupt, SystemExit and GeneratorExit pass through."""
    try:
        return Finished(fn(*args, **kwargs))
    except Exception as error:
        # The frames under the error keep this one: a local that leads to the error would be a cycle.
        return Failed(error.with_traceback(_below(error.__traceback__)))


def _below(trace: TracebackType | None) -> TracebackType | None:
    """Without the frame of the call, so that the traceback begins in the user's code."""
    return trace.tb_next if trace else None


def wait_all(futures: list[Future[T]], timeout: float | None = None) -> list[T]:
    """The values of all, in order.  Raises the first failed one's exception, TimeoutError after ``timeout`` seconds."""
    if timeout is None:
        return [future.wait() for future in futures]
    end = time.monotonic() + timeout
    return [future.result(max(0.0, end - time.monotonic())) for future in futures]


# --- failures that nobody looked at ----------------------------------------------------------------------

_lost: deque[BaseException] = deque(maxlen=1000)  # appends are atomic: __del__ may run anywhere


def lose(error: BaseException) -> None:
    """Notes the failure of a task whose future died without anybody having looked at it."""
    if not isinstance(error, CancelledError):
        _lost.append(error)


def _on_worker() -> bool:
    """Whether this thread was not started by Python: workers, running Python for a task, leave the report to others."""
    return isinstance(threading.current_thread(), threading._DummyThread)


def _frames_of_ours() -> int:
    """How far up the caller of the library is, for ``warnings.warn`` in the function that calls this."""
    frame, level = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(PREFIX):
        frame, level = frame.f_back, level + 1
    return level


def report_lost(stacklevel: int | None = None) -> None:
    """Warns, once each, about failures noted since the last report.  Called at the end of calls, on their thread.

    ``stacklevel`` is that of ``warnings.warn``; without it, the first caller outside this package is found.
    """
    while _lost and not _on_worker():
        try:
            error = _lost.popleft()
        except IndexError:
            return  # another thread was faster
        text = f"a task failed and nobody waited for it: {type(error).__name__}: {error}"
        warnings.warn(LostErrorWarning(text), stacklevel=stacklevel or _frames_of_ours())
