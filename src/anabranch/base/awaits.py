"""Awaitables: calls that run at the first wait, in the task that waits, and never if nobody does.

In plain Python; compiled code never comes here (``frontend/builtins/awaitables``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class _Await(Generic[T]):
    """A call that has not run; what its result has, it has too: asking for it waits."""

    def __init__(self, fn: Callable[..., T] | None, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self._fn, self._args, self._kwargs = fn, args, kwargs
        self._kept: list[T] = list(args) if fn is None else []

    def fn(self) -> Callable[..., T] | None:
        return self._fn

    def args(self) -> tuple[Any, ...]:
        return self._args

    def is_nowait(self) -> bool:
        return self._fn is None

    def wait(self) -> T:
        if not self._kept:
            assert self._fn is not None
            self._kept.append(self._fn(*self._args, **self._kwargs))
        return self._kept[0]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.wait(), name)


def _awaitable(func: Callable[..., T], *args: Any, **kwargs: Any) -> _Await[T]:
    """A call of ``func`` that runs at the first wait; compiled, when the calling function is."""
    return _Await(func, args, kwargs)


def _awaitable_nowait(o: T) -> _Await[T]:
    """An awaitable that has its value."""
    return _Await(None, (o,), {})


def _awaitable_wait(aw: Any) -> Any:
    """The result; the call runs now if it has not.  Takes awaitables that compiled code returned, too."""
    if not hasattr(aw, "wait"):
        got = type(aw).__name__
        raise TypeError(f"_awaitable_wait: expected an awaitable, got {got}\nhelp: wait for what _awaitable returned")
    return aw.wait()
