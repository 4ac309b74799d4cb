"""Calls of modules and of compiled functions, seen while a trace runs.

``__call__`` of ``nn.Module`` and of the compiled classes, and ``autograd.Function.apply``, are wrapped from the first
trace's begin to the last one's end; the wrapper asks the thread's tracer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from ..base.eager import active_tracer
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
            _wrap_apply()
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
            torch.autograd.Function.apply = _apply  # type: ignore[method-assign]


def _wrap(cls: Any, call: Any) -> None:
    _originals[cls] = cls.__call__
    cls.__call__ = call


# ``Function.apply`` as it stands in its class.
_apply: Any = vars(torch.autograd.Function)["apply"]


def _wrap_apply() -> None:
    """A custom autograd function has a backward of its own: it stays a call to Python, as in torch's traces."""

    def apply(cls: Any, *args: Any, **kwargs: Any) -> Any:
        original = _apply.__get__(None, cls)
        tracer = active_tracer()
        if not isinstance(tracer, Tracer):
            return original(*args, **kwargs)
        return tracer.call_python(cls.__name__, lambda *given: original(*given, **kwargs), args)

    torch.autograd.Function.apply = classmethod(apply)  # type: ignore[method-assign, assignment]


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
