"""Public functions that need the whole library: the number of workers, and compiling on demand while tracing."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from . import config, eager

P = ParamSpec("P")
T = TypeVar("T")


def set_num_workers(n: int | None) -> None:
    """Sets the number of pool workers (threads beside the calling ones) for the process; None: one less than the cores.

    Calls that run now go on; the pool grows or shrinks as they reach their next task.  0 means that calling threads do
    all the work; one worker still appears while a future outlives its call.  Raises ConfigError for anything else.
    """
    config.settings.update(workers=n)


def get_num_workers() -> int:
    """The number of pool workers in force (threads)."""
    return config.workers()


@contextmanager
def workers(n: int) -> Iterator[None]:
    """``with workers(4): …`` sets the number of pool workers for the block.  It holds for the process, not the thread.
    """
    with config.settings.override(workers=n):
        yield


def script_if_tracing(fn: Callable[P, T]) -> Callable[P, T]:
    """Compiles ``fn`` with ``script`` when it is first called while tracing; otherwise it stays plain Python.

    So a loop whose length depends on its input keeps its control flow in the traced graph.
    """
    compiled: list[Callable[..., Any]] = []

    @functools.wraps(fn)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        if not eager.is_tracing():
            return fn(*args, **kwargs)
        if not compiled:
            compiled.append(_script(fn))
        return compiled[0](*args, **kwargs)  # type: ignore[no-any-return]

    wrapper.__original_fn = fn  # type: ignore[attr-defined]
    wrapper.__script_if_tracing_wrapper = True  # type: ignore[attr-defined]
    return wrapper


def _script(fn: Callable[..., Any]) -> Callable[..., Any]:
    from .script import script

    with eager.tracing_with(None):
        return script(fn)  # type: ignore[no-any-return]
