"""What a ``Future`` stands on: the protocol, and the states that Python makes (the native core has its own).

A state is finished from the start (eager forks, the interpreter), a promise (``then``), or another one with its value
converted (the interpreter's, outside).  Non-goal: what users see.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol

from .errors import CancelledError
from .lost_failures import lose


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


class Finished:
    """The state of a future that was born with its value."""

    __slots__ = ("__weakref__", "_value")

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


class Shown:
    """A state whose value Python sees as ``show`` makes it, once: a list is the same list each time."""

    __slots__ = ("_show", "_shown", "state")

    def __init__(self, state: State, show: Callable[[Any], Any]) -> None:
        self.state = state
        self._show = show
        self._shown: list[Any] = []

    def done(self) -> bool:
        return self.state.done()

    def wait(self, timeout: float, /) -> bool:
        return self.state.wait(timeout)

    def outcome(self) -> tuple[Any, BaseException | None]:
        value, error = self.state.outcome()
        if error is None and not self._shown:
            self._shown.append(self._show(value))
        return (self._shown[0] if error is None else None), error

    def add_callback(self, callback: Callable[[], object], /) -> None:
        self.state.add_callback(callback)

    def cancel(self) -> bool:
        return self.state.cancel()

    def cancelled(self) -> bool:
        return self.state.cancelled()


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
