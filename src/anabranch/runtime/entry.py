"""``Entry``: what Python calls a compiled function or method through, without a frame of Python's where the core is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..base.eager import under_way
from ..base.errors import BackendError, ScriptTypeError
from .native import core


class PythonEntry:
    """Forwards calls to ``_target``; those before there is one, and those while something is traced, to ``_call_otherwise``."""

    __slots__ = ("_target",)

    _target: Callable[..., Any] | None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._target is None or under_way:
            return self._call_otherwise(*args, **kwargs)
        return call_or_overridden(self, self._target, args, kwargs)

    def _call_otherwise(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    def _overridden(self, *args: Any, **kwargs: Any) -> Any:
        """What arguments that are no tensors, but stand for some, make of the call; NotImplemented where there are none."""
        return NotImplemented


def call_or_overridden(entry: Any, target: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Arguments are asked what they make of a call only where they do not fit."""
    try:
        return target(*args, **kwargs)
    except ScriptTypeError:
        found = entry._overridden(*args, **kwargs)
        if found is NotImplemented:
            raise
        return found


def _entry_class() -> type:
    """The core's, which does the same."""
    try:
        module = core()
    except BackendError:  # whoever asks for the machine is told why
        return PythonEntry
    module.set_traces(under_way)
    entry: type = module.Entry
    return entry


if TYPE_CHECKING:
    Entry = PythonEntry
else:
    Entry = _entry_class()
