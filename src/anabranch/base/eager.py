"""``fork`` and ``wait`` in plain Python, and the one place where they ask the active tracer.

A fork in plain Python starts what is compiled as a task.  A function of Python's it runs at once, in line; its exception is
kept and raised by ``wait``, so that eager and compiled programs agree (design, section 8).  Compiled code never comes here:
the compiler knows these functions by identity.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ParamSpec, Protocol, TypeVar

from . import futures, lost_failures
from .future_states import outcome_of
from .futures import Future
from .tracebacks import keep_users_frames, shorten

P = ParamSpec("P")
T = TypeVar("T")


class Tracer(Protocol):
    """What a tracer does when the traced function forks, waits and calls what is compiled: ``run(*args, **kwargs)``."""

    def fork(self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], /) -> Future[Any]: ...

    def wait(self, future: Future[Any], /) -> Any: ...

    def call_compiled(
        self, function: Any, owner: Any, args: Sequence[Any], kwargs: dict[str, Any], run: Callable[..., Any], /
    ) -> Any: ...


class _Active(threading.local):
    tracer: Tracer | None = None


active = _Active()  # of this thread
under_way: list[Tracer] = []  # of all threads; while it is empty nobody need look up this thread's, which takes a while


@contextmanager
def tracing_with(tracer: Tracer | None) -> Iterator[None]:
    """Makes ``tracer`` the one that forks of this thread go to; None suspends tracing."""
    before, active.tracer = active.tracer, tracer
    if tracer is not None:
        under_way.append(tracer)
    try:
        yield
    finally:
        active.tracer = before
        if tracer is not None:
            under_way.remove(tracer)


def active_tracer() -> Tracer | None:
    return active.tracer


def is_tracing() -> bool:
    """True while this thread runs a function under ``trace``.

    >>> ab.is_tracing()
    False
    """
    return active.tracer is not None


def fork(func: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """Starts ``func(*args, **kwargs)`` as a task and returns its ``Future``.

    In compiled code the task may run in parallel.  From plain Python so may what is compiled: functions, modules, methods and
    objects, scripted, traced or loaded (on the interpreter, modules with hooks of Python's and under modes that hold for one
    thread only it runs in line).  Arguments that do not fit raise here, what the task raises is raised by ``wait``.

    A function of Python's runs at once, in line: the future returned is finished, and an exception is kept for ``wait``
    (KeyboardInterrupt, SystemExit and GeneratorExit pass through).  Under ``trace`` everything runs in line and is recorded.
    Raises TypeError if ``func`` cannot be called.  Source of the semantics: torch.jit.fork, which runs all of it in line.

    >>> future = ab.fork(torch.relu, torch.tensor([-1.0, 2.0]))
    >>> ab.wait(future)
    tensor([0., 2.])
    """
    if not callable(func):
        got = type(func).__name__
        raise TypeError(f"fork: expected a function or module, got {got}\nhelp: fork(f, x), not fork(f(x))")
    if active.tracer is not None:
        return active.tracer.fork(func, args, kwargs)
    start = getattr(type(func), "__anabranch_start__", None)
    if start is None:
        return _run(func, args, kwargs)
    try:
        started: Future[T] | None = start(func, args, kwargs, sys._getframe(1))
    except BaseException as error:
        keep_users_frames(error)
        raise
    return _run(func, args, kwargs) if started is None else started  # Python has a part in it


def _run(func: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Future[T]:
    try:
        return Future(outcome_of(func, *args, **kwargs))
    finally:
        lost_failures.report_lost()


def wait(future: Future[T]) -> T:
    """The value of the task, waiting for it as long as it takes.  Raises the task's exception, the same object each
    time.

    Raises TypeError if ``future`` is not a Future.  Source of the semantics: torch.jit.wait.

    >>> ab.wait(ab.fork(torch.add, torch.ones(1), 1))
    tensor([2.])
    """
    if active.tracer is not None:
        return active.tracer.wait(future)  # type: ignore[no-any-return]
    if not isinstance(future, Future):
        remedy = "for several futures, wait_all(futures)" if isinstance(future, list | tuple) else "wait for what fork returned"
        raise TypeError(f"wait: expected a Future, got {type(future).__name__}\nhelp: {remedy}")
    try:
        return future.result()
    except BaseException as error:
        shorten(error)
        raise


def wait_all(tasks: Iterable[Future[T]], timeout: float | None = None) -> list[T]:
    """The values of all tasks, in order; waits at most ``timeout`` seconds for all of them together.

    Raises the exception of the first task in order that failed, and TimeoutError when the seconds are over (the tasks
    go on).  While tracing, ``timeout`` is ignored: every task has ended.

    >>> ab.wait_all([ab.fork(max, 1, 2), ab.fork(min, 1, 2)], timeout=10)
    [2, 1]
    """
    if active.tracer is not None:
        return [wait(task) for task in tasks]
    return futures.wait_all(list(tasks), timeout)
