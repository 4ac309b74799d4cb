"""The limit on recursion is raised while a program is interpreted, and what comes in between does no harm."""

from __future__ import annotations

import os
import signal
import sys
import threading

import pytest

from anabranch.interp import depth
from anabranch.interp.depth import FRAMES, room_for_recursion


def test_raised_inside_and_lowered_after_the_last() -> None:
    before = sys.getrecursionlimit()
    with room_for_recursion():
        with room_for_recursion():
            assert sys.getrecursionlimit() == FRAMES
        assert sys.getrecursionlimit() == FRAMES
    assert sys.getrecursionlimit() == before


def test_a_higher_limit_of_the_users_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(FRAMES + 1)
    try:
        with room_for_recursion():
            assert sys.getrecursionlimit() == FRAMES + 1
        assert sys.getrecursionlimit() == FRAMES + 1
    finally:
        sys.setrecursionlimit(before)


def test_a_handler_that_interprets_at_any_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a signal handler or finaliser would: in the middle of raising and of lowering the limit."""
    before, set_limit, inner = sys.getrecursionlimit(), sys.setrecursionlimit, []

    def with_a_handler(limit: int) -> None:
        monkeypatch.setattr(sys, "setrecursionlimit", set_limit)
        with room_for_recursion():
            inner.append(sys.getrecursionlimit())
        monkeypatch.setattr(sys, "setrecursionlimit", with_a_handler)
        set_limit(limit)

    def work() -> None:
        with room_for_recursion():
            inner.append(sys.getrecursionlimit())

    monkeypatch.setattr(sys, "setrecursionlimit", with_a_handler)
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(10)
    assert not thread.is_alive(), "waits for itself"
    assert inner == [FRAMES] * 3
    assert sys.getrecursionlimit() == before


def test_a_child_of_a_fork_in_the_middle() -> None:
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with depth._lock:
            taken.set()
            done.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    child = os.fork()
    if child == 0:
        signal.alarm(10)
        with room_for_recursion():
            os._exit(0)
    _, status = os.waitpid(child, 0)
    done.set()
    holder.join()
    assert status == 0
