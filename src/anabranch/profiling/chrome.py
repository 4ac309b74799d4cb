"""A timeline in the Trace Event Format, which chrome://tracing and ui.perfetto.dev show: a lane a thread, arrows as flows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .arrows import Arrow, arrows
from .model import State, Timeline
from .records import Place
from .words import label, reason, site

_PROCESS = 1
_SHOWN = {State.Run, State.Outside}  # the one is shown by tasks, the other is nothing of ours


def text(timeline: Timeline) -> str:
    return json.dumps({"traceEvents": list(_events(timeline)), "displayTimeUnit": "ns", "otherData": {"lost": timeline.lost}})


def _events(t: Timeline) -> Iterator[dict[str, Any]]:
    for order, (thread, name) in enumerate(sorted(t.threads.items(), key=lambda item: (item[0] in t.pooled, item[0]))):
        yield {"ph": "M", "name": "thread_name", "pid": _PROCESS, "tid": thread, "args": {"name": name}}
        yield {"ph": "M", "name": "thread_sort_index", "pid": _PROCESS, "tid": thread, "args": {"sort_index": order}}
    yield from _tasks(t)
    yield from _operators(t)
    yield from _gaps(t)
    for number, arrow in enumerate(arrows(t)):
        yield from _flow(number, arrow)


def _slice(thread: int, begin: float, end: float, name: str, category: str, **arguments: Any) -> dict[str, Any]:
    return {
        "ph": "X", "pid": _PROCESS, "tid": thread, "ts": begin / 1e3, "dur": (end - begin) / 1e3, "name": name, "cat": category,
        "args": arguments,
    }  # fmt: skip


def _tasks(t: Timeline) -> Iterator[dict[str, Any]]:
    for task in t.tasks.values():
        about = {"task": label(task), "forked at": _full(task.fork), "runs": _full(task.body), "ran µs": task.ran / 1e3}
        for turn in task.turns:
            yield _slice(turn.thread, turn.begin, turn.end, site(task), "task", **about)


def _operators(t: Timeline) -> Iterator[dict[str, Any]]:
    for run in t.operators:
        place = t.places.get(run.place)
        if place:
            yield _slice(run.thread, run.begin, run.end, place.name, "operator", place=_full(place), function=place.function)


def _gaps(t: Timeline) -> Iterator[dict[str, Any]]:
    for thread, stretches in t.stretches.items():
        for s in stretches:
            if s.state not in _SHOWN:
                yield _slice(thread, s.begin, s.end, reason(s, t), s.state.name.lower())


def _flow(number: int, a: Arrow) -> Iterator[dict[str, Any]]:
    common = {"pid": _PROCESS, "id": number, "name": a.kind, "cat": a.kind}
    yield {"ph": "s", "tid": a.from_thread, "ts": a.from_time / 1e3, **common}
    yield {"ph": "f", "bp": "e", "tid": a.to_thread, "ts": a.to_time / 1e3, **common}


def _full(place: Place | None) -> str:
    return str(place) if place else ""
