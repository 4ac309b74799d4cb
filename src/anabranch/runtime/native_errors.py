"""Errors of the machine → the Python exceptions that eager would have raised, with the script's trace."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence
from typing import Any

import torch
from torch.linalg import LinAlgError  # type: ignore[attr-defined]

from ..errors import CancelledError, CycleError, ScriptError
from ..source import Span

_CLASSES: dict[str, type[BaseException]] = {
    "torch.linalg.LinAlgError": LinAlgError,
    "torch.OutOfMemoryError": torch.OutOfMemoryError,
    "CancelledError": CancelledError,
    "CycleError": CycleError,
}
Row = tuple[bool, str, tuple[str, int, int, int, int]]  # is a fork, function, (file, line, column, end)


def make(type_name: str, message: str) -> BaseException:
    """An exception of that type.  A class that is not known by name is a ``ScriptError`` that carries the name."""
    found = _CLASSES.get(type_name) or getattr(builtins, type_name, None)
    if found is KeyError:
        return KeyError(_key(message))
    if isinstance(found, type) and issubclass(found, BaseException):
        return found(message) if message else found()
    return ScriptError(message, type_name)


def _key(message: str) -> Any:
    """``str(KeyError(key))`` is the key's repr: the key of which ``message`` is the text."""
    try:
        key = ast.literal_eval(message)
    except (ValueError, SyntaxError):
        return message
    return key if repr(key) == message else message


def annotate(error: BaseException, rows: list[Row]) -> None:
    """Adds ``script_trace`` and the notes that show it, once."""
    if hasattr(error, "script_trace"):
        return
    frames = [(is_fork, name, Span(*place)) for is_fork, name, place in rows]
    called = [(name, span) for is_fork, name, span in frames if not is_fork]
    error.script_trace = tuple(called)  # type: ignore[attr-defined]
    if called:
        error.add_note("script trace (innermost last):\n" + "\n".join(map(_line, _shortened(called[::-1]))))
    for is_fork, _, span in frames:
        if is_fork and span.line:
            error.add_note(f"in a task forked at {span.file}, line {span.line}\n    {span.source_line().strip()}")


def _shortened(frames: Sequence[tuple[str, Span]]) -> list[tuple[str, Span] | None]:
    """At most 20 frames at each end: recursion is deep."""
    return list(frames) if len(frames) <= 41 else [*frames[:20], None, *frames[-20:]]


def _line(frame: tuple[str, Span] | None) -> str:
    if frame is None:
        return "  …"
    name, span = frame
    if not span.line:
        return f"  in {name}"
    return f'  File "{span.file}", line {span.line}, in {name}\n    {span.source_line().strip()}'
