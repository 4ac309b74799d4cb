"""A profile as text: totals, then per call who ran what when, and the gaps of each thread with their reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from statistics import median

from . import costs
from .model import WORKING, Call, State, Stretch, Task, Timeline
from .words import duration, kind, label, many, reason, share, site, where

_SHORTEST = 1_000  # nanoseconds: shorter stretches are not worth a line of their own


def summary(timeline: Timeline, calls: int, lines: int) -> str:
    """``calls``: how many calls in full, the longest; ``lines``: of each thread in each, at most."""
    return "\n".join(_rows(timeline, calls, lines))


def _rows(t: Timeline, calls: int, lines: int) -> Iterator[str]:
    yield from _totals(t)
    longest = sorted(t.calls, key=lambda c: -c.length)[:calls]
    for call in sorted(longest, key=lambda c: c.begin):
        yield ""
        yield from _call(t, call, lines)
    if len(t.calls) > calls:
        yield f"\n{len(t.calls) - calls} shorter calls not shown: summary(calls={len(t.calls)})"


def _totals(t: Timeline) -> Iterator[str]:
    if t.lost:
        yield f"INCOMPLETE: {t.lost} records found no room; profile less at once, or profile(limit=…) with more than now"
    if not t.calls:
        yield "no call of a compiled function was seen"
        return
    work, span = costs.work(t), costs.span(t)
    forks = len(t.tasks) - len(t.calls)
    yield (
        f"{many(len(t.calls), 'call')}, {many(forks, 'task')} forked, {many(len(t.operators), 'operator')} "
        f"on {many(len(t.threads), 'thread')} in {duration(t.duration)}"
    )
    predicted = ", ".join(f"{costs.speedup(t, n):.2f} on {n}" for n in (2, 4, 8, 16))
    yield f"work {duration(work)}, span {duration(span)}, parallelism {work / span if span else 1:.2f}"
    yield f"speed-up on so many cores, if moving tasks cost nothing: {predicted}"


def _call(t: Timeline, call: Call, lines: int) -> Iterator[str]:
    root = t.tasks[call.id]
    busy = call.work / call.length if call.length else 0.0
    yield (
        f"{site(root)} on {t.threads[call.thread]}, at {duration(call.begin)}: took {duration(call.length)}, "
        f"work {duration(call.work)}, span {duration(call.span)}, {busy:.2f} cores busy"
    )
    yield from _forks(t, call)
    for thread in sorted(t.threads, key=lambda n: (n != call.thread, n)):
        yield from _thread(t, call, thread, lines)


# -- forks, by their places


def _forks(t: Timeline, call: Call) -> Iterator[str]:
    by_site: dict[str, list[Task]] = defaultdict(list)
    for task in (t.tasks[n] for n in call.tasks if n != call.id):
        by_site[site(task)].append(task)
    for name, tasks in by_site.items():
        ran = [task.ran for task in tasks]
        text = f"  {many(len(tasks), 'task')} {name}: run {duration(median(ran))}, longest {duration(max(ran))}"
        late = [task.latency for task in tasks if task.latency is not None]
        if late:
            text += f"; begun {duration(median(late))} after the fork, latest {duration(max(late))}"
        yield text + f"; {_who(t, tasks)}"


def _who(t: Timeline, tasks: Iterable[Task]) -> str:
    counts: dict[str, int] = defaultdict(int)
    for task in tasks:
        first = t.threads[task.turns[0].thread] if task.turns else "nobody"
        counts[f"in line on {first}" if task.claim else f"on {first}"] += 1
    return ", ".join(f"{n} {who}" for who, n in sorted(counts.items()))


# -- threads


def _thread(t: Timeline, call: Call, thread: int, lines: int) -> Iterator[str]:
    stretches = [_cut(s, call) for s in t.stretches[thread] if s.begin < call.end and s.end > call.begin]
    if not any(s.state is not State.Outside for s in stretches):
        return
    worked = sum(s.length for s in stretches if s.state in WORKING)
    yield f"  {t.threads[thread]}: ran tasks for {duration(worked)} ({share(worked, call.length)})"
    absent = sum(a.time for a in t.absences[thread] if a.begin < call.end and a.end > call.begin)
    if absent > _SHORTEST and absent > call.length / 20:
        yield f"    it was on no core for {duration(absent)} of the time in which it was awake: others had them"
    gaps: dict[str, float] = defaultdict(float)
    for s in stretches:
        if s.state not in WORKING:
            gaps[kind(s, t)] += s.length
    for name, length in sorted(gaps.items(), key=lambda item: -item[1]):
        yield f"    {duration(length):>10} {share(length, call.length):>5}  {name}"
    shown = [s for s in stretches if s.length >= _SHORTEST]
    for s in shown[:lines]:
        yield f"      {duration(s.begin - call.begin):>10} + {duration(s.length):>9}  {reason(s, t)}{_forked(s, t)}"
    if len(shown) > lines:
        yield f"      … {len(shown) - lines} more: summary(lines={len(shown)})"


def _forked(stretch: Stretch, t: Timeline) -> str:
    task = t.tasks.get(stretch.task)
    if stretch.state is not State.Run or task is None or task.fork is None:
        return ""
    origin = t.tasks.get(task.parent)
    return f", forked at {where(task.fork)}" + (f" by {label(origin)}" if origin else "")


def _cut(s: Stretch, call: Call) -> Stretch:
    return Stretch(s.thread, max(s.begin, call.begin), min(s.end, call.end), s.state, s.task, s.why)
