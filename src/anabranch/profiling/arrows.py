"""Which moment led to which: a fork to the begin of its task, the end of a task to the going on of who waited for it."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.record import Record
from .model import Timeline, Turn


class Arrow(Record):
    kind: str  # "fork" or "done"
    task: int  # that begins or goes on
    from_thread: int
    from_time: float
    to_thread: int
    to_time: float


def arrows(timeline: Timeline) -> list[Arrow]:
    """Those that lead to another thread; the others are neighbours in their lane."""
    return [a for a in (*_forks(timeline), *_ends(timeline)) if a.from_thread != a.to_thread]


def _forks(t: Timeline) -> Iterator[Arrow]:
    for task in t.tasks.values():
        if task.created is not None and task.turns:
            first = task.turns[0]
            yield Arrow("fork", task.id, task.created_on, task.created, first.thread, first.begin)


def _ends(t: Timeline) -> Iterator[Arrow]:
    for ready in t.readies:
        turn = _next_turn(t, ready.task, ready.time)
        if turn:
            yield Arrow("done", ready.task, ready.thread, ready.time, turn.thread, turn.begin)


def _next_turn(t: Timeline, task: int, time: float) -> Turn | None:
    turns = t.tasks[task].turns if task in t.tasks else []
    return next((turn for turn in turns if turn.begin >= time), None)
