"""A ``jit`` that compiles nothing: with it a program is its own oracle, in plain Python."""

from __future__ import annotations

import typing
from collections.abc import Callable
from typing import Any


class PlainFuture:
    """The call has happened; its error waits for whoever waits."""

    def __init__(self, call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self._error: Exception | None = None
        try:
            self._value = call(*args, **kwargs)
        except Exception as error:
            self._error = error

    def __class_getitem__(cls, item: Any) -> type[PlainFuture]:
        return cls

    def done(self) -> bool:
        return True

    def wait(self) -> Any:
        if self._error is not None:
            raise self._error
        return self._value

    value = wait


class PlainJit:
    """Names that mean something else without a compiler; the others are the library's."""

    Future = PlainFuture

    def __init__(self, jit: Any) -> None:
        self._jit = jit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._jit, name)

    def fork(self, call: Callable[..., Any], *args: Any, **kwargs: Any) -> PlainFuture:
        return PlainFuture(call, args, kwargs)

    def wait(self, future: PlainFuture) -> Any:
        return future.wait()

    def script(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        return source

    trace = script

    def annotate(self, the_type: Any, value: Any) -> Any:
        return value

    def Attribute(self, value: Any, type: Any) -> Any:
        return value

    def is_scripting(self) -> bool:
        return False

    is_tracing = is_scripting

    def isinstance(self, value: Any, wanted: Any) -> bool:
        return is_instance(value, wanted)

    def export(self, marked: Any = None, **options: Any) -> Any:
        """Bare, or called with options first."""
        return (lambda function: function) if marked is None or isinstance(marked, bool) else marked

    ignore = unused = interface = export


def is_instance(value: Any, wanted: Any) -> bool:
    """As ``isinstance``, and containers by the types of what they hold."""
    if isinstance(wanted, tuple):
        return any(is_instance(value, one) for one in wanted)
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is typing.Union:
        return is_instance(value, inner)
    if origin is list:
        return isinstance(value, list) and all(is_instance(item, inner[0]) for item in value)
    if origin is dict:
        return isinstance(value, dict) and all(is_instance(pair, typing.Tuple[inner]) for pair in value.items())
    if origin is tuple:
        return isinstance(value, tuple) and len(value) == len(inner) and all(map(is_instance, value, inner))
    return type(value) is wanted if wanted in (int, float, bool) else isinstance(value, wanted)
