"""Room for the recursion of programs: one call of theirs is some ten of Python's frames.

Python's limit is the process's, so it is raised while any thread interprets and lowered after the last.  Frames of
Python code use no C stack, so deep ones only cost memory.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

FRAMES = 50_000
_lock = threading.Lock()
_users = 0
_before = 0


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
        if _users == 0:
            _before = sys.getrecursionlimit()
            sys.setrecursionlimit(max(_before, FRAMES))
        _users += 1


def _leave() -> None:
    global _users
    with _lock:
        _users -= 1
        if _users == 0:
            sys.setrecursionlimit(_before)
