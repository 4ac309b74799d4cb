"""Calls of modules and of compiled functions, seen while a trace runs.

``__call__`` of ``nn.Module`` and of the compiled classes is wrapped from the first trace's begin to the last one's end;
the wrapper asks the thread's tracer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from torch import nn

from ..eager import active_tracer
from ..ir.function import Function
from .tracer import Tracer

# For an object of a compiled class: the function that calling it runs, and the module that is its ``self`` (or None).
Target = Callable[[Any], tuple[Function, nn.Module | None]]

_compiled: dict[type, Target] = {}
_originals: dict[type, Any] = {}
_lock = threading.Lock()
_traces = 0


def record_calls_of(cls: type, target: Target) -> None:
    """From the next trace on, calls of objects of ``cls`` are recorded as calls."""
    _compiled.setdefault(cls, target)


@contextmanager
def calls_seen() -> Iterator[None]:
    _begin()
    try:
        yield
    finally:
        _end()


def _begin() -> None:
    global _traces
    with _lock:
        if _traces == 0:
            _wrap(nn.Module, _module_call(nn.Module.__call__))
            for cls, target in _compiled.items():
                _wrap(cls, _compiled_call(cls.__call__, target))
        _traces += 1


def _end() -> None:
    global _traces
    cls: Any
    with _lock:
        _traces -= 1
        if _traces == 0:
            for cls, original in _originals.items():
                cls.__call__ = original
            _originals.clear()


def _wrap(cls: Any, call: Any) -> None:
    _originals[cls] = cls.__call__
    cls.__call__ = call


def _module_call(original: Any) -> Any:
    def __call__(self: nn.Module, *args: Any, **kwargs: Any) -> Any:
        tracer = active_tracer()
        if not isinstance(tracer, Tracer):
            return original(self, *args, **kwargs)
        return tracer.call_module(self, lambda: original(self, *args, **kwargs))

    return __call__


def _compiled_call(original: Any, target: Target) -> Any:
    def __call__(self: Any, *args: Any, **kwargs: Any) -> Any:
        tracer = active_tracer()
        if not isinstance(tracer, Tracer):
            return original(self, *args, **kwargs)
        function, owner = target(self)
        return tracer.call_compiled(function, owner, args, kwargs, lambda: original(self, *args, **kwargs))

    return __call__
