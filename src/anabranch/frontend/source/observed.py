"""Types of parameters without annotation as example calls had them: ``script(f, example_inputs=[(1, 2)])``.

While the examples run, every call of a Python function that is not PyTorch's or Python's own is looked at.  What was seen
counts as an annotation while that ``script`` compiles.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

import torch

from ...base.errors import CompileError
from ...base.package import PREFIX
from ...base.record import replace
from ...lang.types import ANY, NONE, Type, optional
from .signature import Parameter, Signature, has_open_length
from .value_types import NotInferable, infer_type

_Seen = dict[int, tuple[CodeType, dict[str, list[Type]]]]  # by the code's id: equal code may be another function's


class _State(threading.local):
    seen: _Seen | None = None


_state = _State()
_LIBRARIES = (PREFIX, os.path.dirname(torch.__file__) + os.sep, os.path.dirname(os.__file__) + os.sep, "<frozen")


@contextmanager
def seen_in(examples: Callable[[], None]) -> Iterator[None]:
    """What is compiled inside knows the calls that ``examples`` makes.  Raises what it raises."""
    before, seen = _state.seen, _Seen()
    _state.seen = seen  # an object among the examples compiles its class
    try:
        _observe(examples, seen)
        yield
    finally:
        _state.seen = before


def _observe(examples: Callable[[], None], seen: _Seen) -> None:

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call" and not frame.f_code.co_filename.startswith(_LIBRARIES):
            _look_at(frame, seen)

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        examples()
    finally:
        sys.setprofile(before)


def _look_at(frame: FrameType, all_seen: _Seen) -> None:
    code = frame.f_code
    _, seen = all_seen.setdefault(id(code), (code, {}))
    for name in filter("self".__ne__, code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]):
        t = _type(frame.f_locals.get(name))
        types = seen.setdefault(name, [])
        if t is not None and t not in types:
            types.append(t)


def _type(value: Any) -> Type | None:
    """None for what says nothing: an empty list, a module."""
    if isinstance(value, torch.nn.Module):
        return None
    try:
        return infer_type(value)
    except (NotInferable, CompileError):
        return None


def with_observed(code: CodeType, signature: Signature) -> Signature:
    """The signature with what examples have shown of the parameters that declare nothing."""
    if _state.seen is None or id(code) not in _state.seen:
        return signature
    _, seen = _state.seen[id(code)]
    return replace(signature, parameters=tuple(_observed(p, seen.get(p.name, [])) for p in signature.parameters))


def _observed(p: Parameter, types: Sequence[Type]) -> Parameter:
    if (p.annotation is not None and not has_open_length(p)) or p.is_variadic or not types:
        return p
    t = _common(types)
    return replace(p, annotation=lambda: t)


def _common(types: Sequence[Type]) -> Type:
    """One type; with None an Optional; of several anything."""
    some = [t for t in types if t != NONE]
    if len(some) > 1:
        return ANY
    return types[0] if len(types) == 1 else optional(some[0])
