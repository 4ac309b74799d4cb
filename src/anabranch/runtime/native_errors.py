"""Errors of the machine → the Python exceptions that eager would have raised, with the script's trace."""

from __future__ import annotations

import ast
import builtins
from typing import Any

import torch
from torch.linalg import LinAlgError  # type: ignore[attr-defined]

from ..base import lost_failures
from ..base.errors import CancelledError, CycleError, OperatorError, ScriptError
from ..base.runtime_errors import own_error
from ..base.source import Span
from ..interp import trace_notes

_CLASSES: dict[str, type[BaseException]] = {
    "torch.linalg.LinAlgError": LinAlgError,
    "torch.OutOfMemoryError": torch.OutOfMemoryError,
    "CancelledError": CancelledError,
    "CycleError": CycleError,
    "OperatorError": OperatorError,
}
Row = tuple[bool, str, tuple[str, int, int, int, int]]  # is a fork, function, (file, line, column, end)


def make(type_name: str, message: str, of_program: bool) -> BaseException:
    """An exception of that type; of one that is a RuntimeError too, where an operation of the language failed."""
    error = _plain(type_name, message)
    return own_error(error) if of_program else error


def _plain(type_name: str, message: str) -> BaseException:
    """A class that is not known by name is a ``ScriptError`` that carries the name."""
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
        return _Shown(message)
    return key if repr(key) == message else _Shown(message)


class _Shown(str):
    """A key that only its repr is known of."""

    def __repr__(self) -> str:
        return str(self)


def annotate(error: BaseException, rows: list[Row]) -> None:
    """Sets ``script_trace`` and the notes that show it, for this flight of the error."""
    named = [trace_notes.Row(is_fork, name.rsplit(".", 1)[-1], Span(*place)) for is_fork, name, place in rows]
    followed = zip(named, [*named[1:], None])
    vars(error)["_rows"] = [
        row for row, outer in followed if not (outer and outer.is_fork and trace_notes.is_fork_body(row, outer.span))
    ]
    trace_notes.write_notes(error)


def report_lost(errors: list[BaseException]) -> None:
    """Warns about failures that nobody waited for, at the place of the user's call that ends now."""
    for error in errors:
        lost_failures.lose(error)
    lost_failures.report_lost()
