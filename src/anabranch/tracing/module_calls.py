"""Calls of submodules, seen while a trace runs: ``nn.Module.__call__`` is wrapped from the first trace's begin to the
last one's end, and asks the thread's tracer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from torch import nn

from ..eager import active_tracer
from .tracer import Tracer

_lock = threading.Lock()
_traces = 0
_original: Any = None


@contextmanager
def module_calls_seen() -> Iterator[None]:
    _begin()
    try:
        yield
    finally:
        _end()


def _begin() -> None:
    global _traces, _original
    with _lock:
        if _traces == 0:
            _original = nn.Module.__call__
            nn.Module.__call__ = _call  # type: ignore[method-assign]
        _traces += 1


def _end() -> None:
    global _traces
    with _lock:
        _traces -= 1
        if _traces == 0:
            nn.Module.__call__ = _original  # type: ignore[method-assign]


def _call(module: nn.Module, *args: Any, **kwargs: Any) -> Any:
    original = _original
    tracer = active_tracer()
    if not isinstance(tracer, Tracer):
        return original(module, *args, **kwargs)
    return tracer.call_module(module, lambda: original(module, *args, **kwargs))
