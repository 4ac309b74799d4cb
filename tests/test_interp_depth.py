"""The limit on recursion is raised while a program is interpreted, and what comes in between does no harm."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

import pytest

from anabranch.interp import depth
from anabranch.interp.depth import MOST, room_for_recursion


def in_thread(stack: int, work: Callable[[], None]) -> None:
    before = threading.stack_size(stack)
    thread = threading.Thread(target=work)
    thread.start()
    threading.stack_size(before)
    thread.join()


def test_raised_inside_and_lowered_after_the_last() -> None:
    before = sys.getrecursionlimit()
    with room_for_recursion():
        raised = sys.getrecursionlimit()
        with room_for_recursion():
            assert sys.getrecursionlimit() == raised
        assert sys.getrecursionlimit() == raised > before
    assert sys.getrecursionlimit() == before


def test_the_smallest_stack_decides() -> None:
    before = sys.getrecursionlimit()
    seen: list[tuple[int, int]] = []

    def inside() -> None:
        with room_for_recursion():
            in_thread(2 << 20, look)
            look()

    def look() -> None:
        with room_for_recursion():
            seen.append((sys.getrecursionlimit(), depth._limit_of_thread()))

    in_thread(16 << 20, inside)
    (limit, own), (later, larger) = seen
    assert before < limit == own < later == larger <= MOST
    assert sys.getrecursionlimit() == before


def test_a_higher_limit_of_the_users_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(MOST + 1)
    try:
        with room_for_recursion():
            assert sys.getrecursionlimit() == MOST + 1
        assert sys.getrecursionlimit() == MOST + 1
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
    assert before < inner[0] and inner == inner[:1] * 3
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
