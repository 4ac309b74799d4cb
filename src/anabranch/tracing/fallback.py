"""The way into the dispatcher: a boxed fallback on a free key, which sees every operator as the user called it.

While this thread records, ``TESTING_ONLY_GenericMode`` is included in its dispatch state.  The key sits above autocast,
autograd and all decompositions, so operators arrive with the dispatcher's schema, in-place and view operators included.
Its name stands only here; PyTorch is pinned, and a test fails should PyTorch itself register a fallback for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
import torch.library

from ..base.errors import TracingError

KEY = "TESTING_ONLY_GenericMode"

Handler = Callable[[Any, tuple[Any, ...], dict[str, Any]], Any]

_include = torch._C._dispatch_tls_set_dispatch_key_included
_is_included = torch._C._dispatch_tls_is_dispatch_key_included


class _State(threading.local):
    handler: Handler | None = None


_state = _State()
_libraries: list[torch.library.Library] = []  # the fallback is registered as long as its library lives


@contextmanager
def operators_go_to(handler: Handler) -> Iterator[None]:
    """Sends every operator that this thread calls to ``handler(op, args, kwargs)``, which runs with the key off."""
    _register()
    before, was_on = _state.handler, _is_included(KEY)
    _state.handler = handler
    _include(KEY, True)
    try:
        yield
    finally:
        _include(KEY, was_on)
        _state.handler = before


@contextmanager
def key_off() -> Iterator[None]:
    """Operators go their ordinary way."""
    was_on = _is_included(KEY)
    _include(KEY, False)
    try:
        yield
    finally:
        _include(KEY, was_on)


def _fallback(op: Any, *args: Any, **kwargs: Any) -> Any:
    with key_off():
        if _state.handler is None:  # a thread that inherited the state of a tracing one (autograd's)
            return op(*args, **kwargs)
        return _state.handler(op, args, kwargs)


def _register() -> None:
    """Once a process.  Of two threads that come first together one is refused by the dispatcher, and finds our fallback."""
    if _libraries:
        return
    library = torch.library.Library("_", "IMPL")  # type: ignore[no-untyped-call]
    try:
        library.fallback(_fallback, KEY)  # type: ignore[no-untyped-call]
    except RuntimeError:
        if __file__ not in _holder():
            raise TracingError(
                f"another library handles the dispatch key {KEY}, which tracing needs\n"
                "help: use script, or trace in a process without that library"
            ) from None
    else:
        _libraries.append(library)


def _holder() -> str:
    """Where the fallback for the key was registered, as the dispatcher tells."""
    table: str = torch._C._dispatch_dump_table("aten::relu")
    return next((line for line in table.splitlines() if line.startswith(f"{KEY}:")), "")
