"""The script's own traceback of an error: collected while frames unwind, shown as PEP 678 notes.

An error that leaves a task keeps the task's rows; each ``wait`` adds the waiter's to them anew.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..base.source import NOWHERE, Span, shown_file
from .index_errors import as_eager

_TRACE = "script trace (innermost last):"
_FORK = "in a task forked at "
_SHOWN = 20  # frames at each end: recursion is deep


class Row(NamedTuple):
    """A call that was active, innermost first; or the place of the fork of the task that the rows before are of."""

    is_fork: bool
    function: str
    span: Span


def add_frame(error: BaseException, function: str, span: Span | None) -> None:
    _rows(error).append(Row(False, function, span or NOWHERE))


def leave_task(error: BaseException, function: str, span: Span | None) -> None:
    """The error ends a task that was forked at ``span``."""
    rows = _rows(error)
    if rows and is_fork_body(rows[-1], span):
        rows.pop()
    rows.append(Row(True, function, span or NOWHERE))
    _state(error)["_task_rows"] = tuple(rows)
    write_notes(error)


def is_fork_body(row: Row, forked_at: Span | None) -> bool:
    """The body of `fork(f, x)` is a call of f: its frame says no more than the place of the fork, which follows."""
    return not row.is_fork and row.span == forked_at


def reenter(error: BaseException) -> None:
    """The error is about to be raised by a wait: only the task's own rows count."""
    state = _state(error)
    state["_rows"] = list(state.get("_task_rows", ()))


def is_begun(error: BaseException) -> bool:
    """Whether a frame of the program has been left by the error."""
    return bool(_state(error).get("_rows"))


def set_text(error: BaseException) -> None:
    """The program is about to see the error: it has eager's text from now on."""
    rows = _rows(error)
    if rows:
        as_eager(error, rows[0].span)


def write_notes(error: BaseException) -> None:
    """Set ``script_trace`` and replace the notes that show it."""
    rows = _rows(error)
    if not rows:
        return
    set_text(error)
    frames = [row for row in rows if not row.is_fork]
    state = _state(error)
    state["script_trace"] = tuple((row.function, row.span) for row in frames)
    others = [note for note in getattr(error, "__notes__", ()) if not note.startswith((_TRACE, _FORK))]
    error.__notes__ = [*others, _trace_note(frames[::-1]), *_fork_notes(rows)]


def _state(error: BaseException) -> dict[str, Any]:
    return error.__dict__


def _rows(error: BaseException) -> list[Row]:
    rows: list[Row] = _state(error).setdefault("_rows", [])
    return rows


def _trace_note(frames: list[Row]) -> str:
    if len(frames) <= 2 * _SHOWN + 1:
        lines = [_line(row) for row in frames]
    else:
        lines = [*map(_line, frames[:_SHOWN]), "  …", *map(_line, frames[-_SHOWN:])]
    return "\n".join([_TRACE, *lines])


def _line(row: Row) -> str:
    if not row.span.line:
        return f"  in {row.function}"
    place = f'  File "{shown_file(row.span.file)}", line {row.span.line}, in {row.function}'
    return f"{place}\n    {row.span.source_line().strip()}"


def _fork_notes(rows: list[Row]) -> list[str]:
    forks = [row.span for row in rows if row.is_fork and row.span.line]
    return [f"{_FORK}{shown_file(span.file)}, line {span.line}\n    {span.source_line().strip()}" for span in forks]
