"""Room for values that nest deeply: what compares, shows and converts them descends in Python's frames and C's.

Python's limit is the process's, so it is raised while any thread interprets and lowered after the last.  C code that runs
between Python's frames uses the thread's stack, so the limit is what the stack of the smallest thread that interprets has
room for.  The recursion of programs needs none of it (``machine``).
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

BYTES_OF_A_FRAME = 1000  # of C stack, at most, for each frame that Python counts
MOST = 50_000
_lock = threading.RLock()  # taken again by a signal handler or finaliser that interprets in its middle
_users: Counter[int] = Counter()  # of a limit
_before: int | None = None  # the limit to go back to, while there are users
_thread = threading.local()


def _renew() -> None:
    """In a child of os.fork() the thread that held the lock does not exist."""
    global _lock
    _lock = threading.RLock()


os.register_at_fork(after_in_child=_renew)


@contextmanager
def room_for_recursion() -> Iterator[None]:
    limit = _limit_of_thread()
    _change(limit, 1)
    try:
        yield
    finally:
        _change(limit, -1)


def _change(limit: int, users: int) -> None:
    global _before
    with _lock:
        _users[limit] += users  # first: whoever comes in between must not lower the limit
        if not _users[limit]:
            del _users[limit]
        current = sys.getrecursionlimit()
        before = current if _before is None else _before
        wanted = max(before, min(_users)) if _users else before
        if wanted != current:
            sys.setrecursionlimit(wanted)
        _before = before if _users else None


def _limit_of_thread() -> int:
    if not hasattr(_thread, "limit"):
        _thread.limit = min(_stack_bytes() // BYTES_OF_A_FRAME, MOST)
    limit: int = _thread.limit
    return limit


def _stack_bytes() -> int:
    """The size of this thread's stack; 0 where the system does not tell, so that the limit stays as it is."""
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "pthread_getattr_np"):
        return 0
    attributes, size = ctypes.create_string_buffer(256), ctypes.c_size_t()
    if libc.pthread_getattr_np(ctypes.c_ulong(threading.get_ident()), attributes):
        return 0
    libc.pthread_attr_getstacksize(attributes, ctypes.byref(size))
    libc.pthread_attr_destroy(attributes)
    return size.value
