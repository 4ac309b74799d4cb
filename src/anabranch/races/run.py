"""A call of a function on the interpreter, in a world of its own, while a ``Watch`` looks on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch

from .. import interp
from ..base import lost_failures
from ..base.tracebacks import shorten
from ..interp.depth import room_for_recursion
from ..interp.machine import watching
from ..ir.function import Function
from ..runtime.interpreter import bind
from .copies import Copies
from .report import Check, report
from .watch import Watch


def run(function: Function, given: tuple[Any, ...], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Check:
    """``given`` is a method's object.  Raises ScriptTypeError for arguments that do not fit."""
    copies = Copies()
    named = {name: copies.argument(value) for name, value in kwargs.items()}
    values = bind(function.schema, function.name, (*given, *map(copies.argument, args)), named, len(given))
    watch = Watch()
    error: Exception | None = None
    with _own_state(), room_for_recursion(), _watched(watch):
        try:
            result = interp.run(function, copies.of(values))
            watch.result(function.graph.return_node(), function.name, result)
        except Exception as raised:
            shorten(raised)
            error = raised
    found = report(function.name, watch, error)
    del watch
    lost_failures.report_lost()
    return found


@contextmanager
def _watched(watch: Watch) -> Iterator[None]:
    token = watching.set(watch)
    try:
        yield
    finally:
        watching.reset(token)


@contextmanager
def _own_state() -> Iterator[None]:
    """Random numbers and the grad mode are afterwards as they were."""
    devices = range(torch.cuda.device_count()) if torch.cuda.is_initialized() else ()  # type: ignore[no-untyped-call]
    with torch.random.fork_rng(list(devices)), torch.set_grad_enabled(torch.is_grad_enabled()):
        yield
