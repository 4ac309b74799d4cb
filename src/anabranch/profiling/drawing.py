"""A timeline as a figure: plain data in plotly's form.

Each thread has a lane: a row of what it does between tasks, a row a depth of tasks in line, a row of operators.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..base.record import Record, field
from .arrows import Arrow, arrows
from .model import State, Stretch, Task, Timeline
from .records import Place
from .words import duration, label, many, reason, site

_MOST_BARS = 20_000  # of a kind; a browser becomes slow with more
_MOST_DEPTHS = 12
_COLOURS = ["#4c78a8", "#f58518", "#54a24b", "#b279a2", "#e45756", "#72b7b2", "#eeca3b", "#9d755d"]
_GAPS = {
    State.Python: "#f2cf5b", State.Gil: "#d62728", State.Scheduling: "#c7c7c7", State.Searching: "#dbdb8d",
    State.Idle: "#e8e8e8", State.Waking: "#ff9896",
}  # fmt: skip


class Bars(Record):
    """Bars of one kind, as columns."""

    name: str
    begins: list[float] = field(default_factory=list)
    lengths: list[float] = field(default_factory=list)
    rows: list[float] = field(default_factory=list)
    colours: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, begin: float, end: float, row: float, colour: str, text: str) -> None:
        self.begins.append(begin / 1e3)
        self.lengths.append((end - begin) / 1e3)
        self.rows.append(row)
        self.colours.append(colour)
        self.texts.append(text)

    def trace(self) -> dict[str, Any]:
        """The longest of them."""
        kept = sorted(sorted(range(len(self.lengths)), key=lambda n: -self.lengths[n])[:_MOST_BARS])
        missing = len(self.lengths) - len(kept)
        return {
            "type": "bar", "orientation": "h", "name": self.name + (f" (the {missing} shortest not drawn)" if missing else ""),
            "base": [self.begins[n] for n in kept], "x": [self.lengths[n] for n in kept], "y": [self.rows[n] for n in kept],
            "width": 0.9, "marker": {"color": [self.colours[n] for n in kept], "line": {"width": 0.5, "color": "#ffffff"}},
            "text": [self.texts[n].partition("<br>")[0] for n in kept], "textposition": "inside",
            "insidetextanchor": "start", "textangle": 0, "constraintext": "inside",
            "hovertext": [self.texts[n] for n in kept], "hoverinfo": "text",
        }  # fmt: skip


class _Rows:
    """Which row is whose, counted downwards."""

    def __init__(self, t: Timeline) -> None:
        self.state: dict[int, int] = {}
        self.depths: dict[int, dict[int, int]] = {}
        self.operators: dict[int, int] = {}
        self.count = 0
        for thread in sorted(t.threads, key=lambda n: (n in t.pooled, n)):
            self.state[thread] = self._next()
            depths = sorted({turn.depth for task in t.tasks.values() for turn in task.turns if turn.thread == thread})
            self.depths[thread] = {depth: self._next() for depth in depths[:_MOST_DEPTHS]}
            self.operators[thread] = self._next()
            self._next()  # a gap between lanes

    def _next(self) -> int:
        self.count += 1
        return self.count - 1


def figure(t: Timeline) -> dict[str, Any]:
    rows = _Rows(t)
    traces = [_gaps(t, rows).trace(), _tasks(t, rows).trace(), _operators(t, rows).trace()]
    found = arrows(t)
    traces += [_arrows(t, rows, (a for a in found if a.kind == kind), kind) for kind in ("fork", "done")]
    return {"data": traces, "layout": _layout(t, rows)}


def _layout(t: Timeline, rows: _Rows) -> dict[str, Any]:
    lost = f" — INCOMPLETE: {t.lost} records found no room" if t.lost else ""
    counts = f"{many(len(t.calls), 'call')}, {many(len(t.tasks), 'task')}, {many(len(t.operators), 'operator')}"
    return {
        "title": {"text": f"{counts} in {duration(t.duration)}{lost}"},
        "barmode": "overlay", "dragmode": "zoom", "hovermode": "closest", "plot_bgcolor": "#ffffff",
        "xaxis": {
            "title": {"text": "µs"}, "exponentformat": "none", "separatethousands": True, "range": _shown(t),
            "gridcolor": "#eeeeee",
        },
        "yaxis": {
            "autorange": False, "range": [rows.count - 0.5, -0.6], "fixedrange": True, "showgrid": False, "zeroline": False,
            "tickvals": list(rows.state.values()), "ticktext": [t.threads[n] for n in rows.state],
        },
        "legend": {"orientation": "h", "y": 1.0, "yanchor": "bottom"}, "margin": {"l": 110, "r": 20, "t": 70, "b": 60},
    }  # fmt: skip


def _shown(t: Timeline) -> list[float]:
    """From the first call to the end of the last, with a little room."""
    if not t.calls:
        return [0.0, t.duration / 1e3]
    begin, end = min(c.begin for c in t.calls) / 1e3, max(c.end for c in t.calls) / 1e3
    return [begin - (end - begin) / 50, end + (end - begin) / 50]


# -- bars


def _gaps(t: Timeline, rows: _Rows) -> Bars:
    bars = Bars("threads: gaps and their reasons")
    for thread, stretches in t.stretches.items():
        for s in stretches:
            if s.state in _GAPS:
                bars.add(s.begin, s.end, rows.state[thread], _GAPS[s.state], _about_gap(s, t))
    return bars


def _about_gap(s: Stretch, t: Timeline) -> str:
    task = t.tasks.get(s.task)
    return _lines(reason(s, t), duration(s.length), f"forked at {task.fork}" if task and task.fork else "")


def _tasks(t: Timeline, rows: _Rows) -> Bars:
    bars = Bars("tasks")
    colours: dict[str, str] = {}
    for task in t.tasks.values():
        colour = colours.setdefault(site(task), _COLOURS[len(colours) % len(_COLOURS)])
        for turn in task.turns:
            row = rows.depths[turn.thread].get(turn.depth)
            if row is not None:
                bars.add(turn.begin, turn.end, row, colour, _about_task(task))
    return bars


def _about_task(task: Task) -> str:
    fork = f"forked at {task.fork}" if task.fork else ""
    latency = f"begun {duration(task.latency)} after its fork" if task.latency is not None else ""
    return _lines(label(task), fork, *_source(task.fork), f"runs {task.body}", f"ran {duration(task.ran)} by itself", latency)


def _operators(t: Timeline, rows: _Rows) -> Bars:
    bars = Bars("operators")
    for run in t.operators:
        place = t.places.get(run.place)
        if place:
            about = _lines(place.name, duration(run.end - run.begin), f"in {place.function}, {place}", *_source(place))
            bars.add(run.begin, run.end, rows.operators[run.thread], "#a0cbe8", about)
    return bars


def _source(place: Place | None) -> Iterator[str]:
    line = place.span.source_line().strip() if place else ""
    if line:
        yield line


def _lines(*texts: str) -> str:
    return "<br>".join(text.replace("&", "&amp;").replace("<", "&lt;") for text in texts if text)


# -- arrows


def _arrows(t: Timeline, rows: _Rows, found: Iterable[Arrow], kind: str) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[float | None] = []
    texts: list[str] = []
    for a in found:
        x += [a.from_time / 1e3, a.to_time / 1e3, None]
        y += [rows.state[a.from_thread] + 0.5, rows.state[a.to_thread] + 0.5, None]
        about = _lines(f"{_MEANING[kind]} {label(t.tasks[a.task])}", f"{duration(a.to_time - a.from_time)} later")
        texts += [about, about, ""]
    return {
        "type": "scatter", "mode": "lines+markers", "name": f"arrows: {_MEANING[kind]}", "x": x, "y": y, "hovertext": texts,
        "hoverinfo": "text", "line": {"width": 1, "color": _ARROWS[kind]}, "cliponaxis": True,
        "marker": {"symbol": "arrow", "size": [0, 9, 0] * (len(x) // 3), "angleref": "previous", "color": _ARROWS[kind]},
    }  # fmt: skip


_ARROWS = {"fork": "#2ca02c", "done": "#9467bd"}
_MEANING = {"fork": "fork → begin of", "done": "end of what it waited for →"}
