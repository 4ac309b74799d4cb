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
        try:
            return self._target(*args, **kwargs)
        except ScriptTypeError:
            found = self._overridden(*args, **kwargs)
            if found is NotImplemented:
                raise
            return found

    def _call_otherwise(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    def _overridden(self, *args: Any, **kwargs: Any) -> Any:
        """What arguments that are no tensors, but stand for some, make of the call; NotImplemented where there are none."""
        return NotImplemented


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
