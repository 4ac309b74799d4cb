"""Failures that nobody looked at: collected by ``lose``, warned about by ``report_lost``.

Every call of the library ends with a report, so the warning comes on a calling thread, never from a worker or from the
garbage collector.
"""

from __future__ import annotations

import sys
import threading
import warnings
from collections import deque

from .errors import CancelledError, LostErrorWarning
from .package import PREFIX

_lost: deque[BaseException] = deque(maxlen=1000)  # appends are atomic: __del__ may run anywhere


def lose(error: BaseException) -> None:
    """Notes the failure of a task whose future died without anybody having looked at it."""
    if not isinstance(error, CancelledError):
        _lost.append(error)


def _on_worker() -> bool:
    """Whether this thread was not started by Python: workers, running Python for a task, leave the report to others."""
    return isinstance(threading.current_thread(), threading._DummyThread)


def _frames_of_ours() -> int:
    """How far up the caller of the library is, for ``warnings.warn`` in the function that calls this."""
    frame, level = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(PREFIX):
        frame, level = frame.f_back, level + 1
    return level


def report_lost(stacklevel: int | None = None) -> None:
    """Warns, once each, about failures noted since the last report.  Called at the end of calls, on their thread.

    ``stacklevel`` is that of ``warnings.warn``; without it, the first caller outside this package is found.
    """
    while _lost and not _on_worker():
        try:
            error = _lost.popleft()
        except IndexError:
            return  # another thread was faster
        text = f"a task failed and nobody waited for it: {type(error).__name__}: {error}"
        warnings.warn(LostErrorWarning(text), stacklevel=stacklevel or _frames_of_ours())
