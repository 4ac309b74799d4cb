"""Room for the recursion of programs: one call of theirs is some ten of Python's frames.

Python's limit is the process's, so it is raised while any thread interprets and lowered after the last.  Frames of
Python code use no C stack, so deep ones only cost memory.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

FRAMES = 50_000
_lock = threading.RLock()  # taken again by a signal handler or finaliser that interprets in its middle
_users = 0
_before: int | None = None  # the limit to go back to, while it is raised


def _renew() -> None:
    """In a child of os.fork() the thread that held the lock does not exist."""
    global _lock
    _lock = threading.RLock()


os.register_at_fork(after_in_child=_renew)


@contextmanager
def room_for_recursion() -> Iterator[None]:
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _users, _before
    with _lock:
        _users += 1  # first: whoever comes in between must not lower the limit
        limit = sys.getrecursionlimit()
        if limit < FRAMES:
            _before = limit
            sys.setrecursionlimit(FRAMES)


def _leave() -> None:
    global _users, _before
    with _lock:
        _users -= 1
        if _users == 0 and _before is not None:
            sys.setrecursionlimit(_before)
            _before = None
