"""Names of tasks, places and times as text shows them; what a stretch of a thread's time is in words."""

from __future__ import annotations

from pathlib import Path

from .model import State, Stretch, Task, Timeline, Why
from .records import Place


def duration(nanoseconds: float) -> str:
    for unit, size in (("s", 1e9), ("ms", 1e6)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.2f} {unit}"
    return f"{nanoseconds / 1e3:.1f} µs"


def share(part: float, whole: float) -> str:
    return f"{100 * part / whole if whole else 0:.0f} %"


def many(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def where(place: Place | None) -> str:
    """``file.py:12``, without the folders."""
    if place is None or not place.span.file:
        return "unknown place"
    return f"{Path(place.span.file).name}:{place.span.line}"


def site(task: Task) -> str:
    """The fork that made it: what it runs and where it was forked."""
    return f"{task.name} (forked at {where(task.fork)})" if task.fork else f"{task.name} ({where(task.body)})"


def label(task: Task) -> str:
    return f"{task.name} #{task.number}"


def reason(stretch: Stretch, timeline: Timeline) -> str:
    """``idle: no work``, ``runs f #3`` …"""
    task = timeline.tasks.get(stretch.task)
    named = label(task) if task else "a task"
    if stretch.state is State.Run:
        return f"runs {named}"
    state: str = stretch.state.value
    if stretch.state in (State.Python, State.Gil):
        return f"{state}, in {named}" if task else state
    if stretch.state is State.Outside or stretch.why is None:
        return state
    return f"{state}: waits for {named}" if stretch.why is Why.Task else f"{state}: {stretch.why.value}"


def kind(stretch: Stretch, timeline: Timeline) -> str:
    """The same without numbers, to add up by: ``waits for f (forked at file.py:12)``."""
    task = timeline.tasks.get(stretch.task)
    state: str = stretch.state.value
    if stretch.state in (State.Run, State.Python, State.Gil, State.Outside) or stretch.why is None:
        return state
    why = f"waits for {site(task)}" if stretch.why is Why.Task and task else stretch.why.value
    return f"{state}: {why}"
