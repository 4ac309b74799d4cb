"""Tracebacks as a user wants them: the user's frames, and one of ours where the library was called.

The doors catch an error, shorten its traceback and let it go on.  An error of the library's own (a bug) keeps every
frame, and the setting ``full_tracebacks`` keeps them all.
"""

from __future__ import annotations

import contextlib
from types import TracebackType

from .config import settings
from .errors import Error
from .package import PREFIX

# Our `with` blocks run in frames of contextlib.
_OURS = (PREFIX, contextlib.__file__, "<annotation>")


def keep_users_frames(error: BaseException) -> None:
    """Shortens the traceback if the error is about the user's program; for the doors, before a bare ``raise``."""
    if isinstance(error, Error) or not _is_ours(_innermost(error.__traceback__)):
        shorten(error)


def shorten(error: BaseException) -> TracebackType | None:
    """Takes our frames out of the error's traceback and gives it; errors behind it that are only ours are not shown."""
    if not settings.full_tracebacks:
        behind = error.__cause__ or error.__context__
        if behind is not None and behind.__traceback__ and _without_ours(behind.__traceback__) is None:
            error.__cause__ = None  # hides the context too
        error.__traceback__ = _without_ours(error.__traceback__)
    return error.__traceback__


def _without_ours(trace: TracebackType | None) -> TracebackType | None:
    kept = [t for t in _chain(trace) if not _is_ours(t)]
    made: TracebackType | None = None
    for t in reversed(kept):
        made = TracebackType(made, t.tb_frame, t.tb_lasti, t.tb_lineno)
    return made


def _chain(trace: TracebackType | None) -> list[TracebackType]:
    found = []
    while trace is not None:
        found.append(trace)
        trace = trace.tb_next
    return found


def _innermost(trace: TracebackType | None) -> TracebackType | None:
    return next(reversed(_chain(trace)), None)


def innermost_file(error: BaseException) -> str:
    """The file whose code, or what it calls in C, raised the error."""
    trace = _innermost(error.__traceback__)
    return trace.tb_frame.f_code.co_filename if trace else ""


def _is_ours(trace: TracebackType | None) -> bool:
    return trace is not None and trace.tb_frame.f_code.co_filename.startswith(_OURS)
