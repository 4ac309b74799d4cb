"""What a profile suggests: one function a rule.  A rule speaks only where following it could gain 3 % of the calls' time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from statistics import median

from . import costs
from .model import Fork, Join, State, Task, Timeline
from .words import duration, share, site, where

_TINY = 3_000.0  # nanoseconds: what a task costs that moves to another thread
_WORTH = 0.03


def advice(t: Timeline) -> list[str]:
    """A sentence or two each, the place first; empty: nothing stands out."""
    if not t.calls:
        return []
    crowded = list(_crowded(t))
    rules = _OF_PROGRAMS if crowded else [*_OF_PROGRAMS, *_OF_TIMES]
    return [*crowded, *(text for rule in rules for text in rule(t))]


def _time(t: Timeline) -> float:
    return sum(c.length for c in t.calls)


def _sites(t: Timeline) -> dict[str, list[Task]]:
    found: dict[str, list[Task]] = defaultdict(list)
    for task in t.tasks.values():
        if task.fork and task.done is not None:
            found[site(task)].append(task)
    return found


def _too_small(t: Timeline) -> Iterator[str]:
    for name, tasks in _sites(t).items():
        typical = median(task.ran for task in tasks)
        if typical < _TINY and len(tasks) * _TINY > _WORTH * _time(t):
            yield (
                f"{name}: {len(tasks)} tasks run only {duration(typical)} each, less than it costs to move one to another "
                "thread. Fork several of them as one task, or call the function."
            )


def _waited_for_at_once(t: Timeline) -> Iterator[str]:
    """Fork, wait, fork, wait: the tasks of a loop follow each other."""
    counts: dict[str, list[float]] = defaultdict(list)
    for task in t.tasks.values():
        for forked in _joined_next(t, task):
            if forked.fork:
                counts[site(forked)].append(forked.ran)
    for name, times in counts.items():
        if len(times) > 1 and sum(times) > _WORTH * _time(t):
            yield (
                f"{name}: each of {len(times)} tasks is waited for right behind its fork, so they run one after the other. "
                "Fork all, then wait."
            )


def _joined_next(t: Timeline, task: Task) -> Iterator[Task]:
    """The forks of a task whose waits follow with next to nothing between."""
    forked: Task | None = None
    between = 0.0
    for step in task.steps:
        if isinstance(step, Fork):
            forked, between = t.tasks.get(step.task), 0.0
        elif isinstance(step, Join):
            if forked and step.task == forked.id and between < 0.1 * forked.ran:
                yield forked
            forked = None
        else:
            between += step


def _started_late(t: Timeline) -> Iterator[str]:
    """The longest of a call's tasks begins last and makes the end."""
    for call in t.calls:
        tasks = [
            t.tasks[n] for n in call.tasks if t.tasks[n].fork and t.tasks[n].begun is not None and t.tasks[n].done is not None
        ]
        if len(tasks) < 3:
            continue
        longest = max(tasks, key=lambda task: task.ran)
        begins = sorted(task.begun or 0.0 for task in tasks)
        late = (longest.begun or 0.0) - begins[0]
        if longest.ran > 2 * median(task.ran for task in tasks) and late > max(_WORTH * call.length, longest.ran / 4):
            yield (
                f"{site(longest)}: the longest task of the call ({duration(longest.ran)}) begins {duration(late)} after the "
                "first. Fork it first."
            )
            return


def _slow_wakes(t: Timeline) -> Iterator[str]:
    waking = sum(s.length for stretches in t.stretches.values() for s in stretches if s.state is State.Waking)
    if waking > 2 * _WORTH * _time(t):
        yield (
            f"Threads took {duration(waking)} to wake up ({share(waking, _time(t))} of the calls' time): the calls are short "
            "or far apart for this machine. Give each call more to do, for instance a larger batch."
        )


def _chain(t: Timeline) -> Iterator[str]:
    work, span = costs.work(t), costs.span(t)
    forks = any(task.fork for task in t.tasks.values())
    if forks and span and work / span < 1.5:
        heaviest = max(t.tasks.values(), key=lambda task: task.ran)
        yield (
            f"{site(heaviest)}: tasks have to follow each other for {duration(span)} of {duration(work)} of work, so no number "
            f"of cores gains more than {work / span:.2f} times. This one alone runs {duration(heaviest.ran)}: fork parts of it."
        )


def _gil(t: Timeline) -> Iterator[str]:
    waits: dict[int, float] = defaultdict(float)
    for stretches in t.stretches.values():
        for s in stretches:
            if s.state is State.Gil:
                waits[s.task] += s.length
    total = sum(waits.values())
    if total > _WORTH * _time(t):
        task = t.tasks.get(max(waits, key=lambda n: waits[n]))
        named = f"{site(task)}: t" if task else "T"
        yield (
            f"{named}asks wait {duration(total)} for the GIL, which one thread has at a time. "
            "Compile what they call of Python, or call it once for all of them."
        )


def _crowded(t: Timeline) -> Iterator[str]:
    absent = sum(a.time for absences in t.absences.values() for a in absences)
    awake = sum(a.end - a.begin for absences in t.absences.values() for a in absences)
    if absent > 0.1 * awake and absent > _WORTH * _time(t):
        yield (
            f"Threads that were awake were on no core for {duration(absent)} ({share(absent, awake)} of that time): other "
            "processes or OpenMP teams have the cores. Use fewer workers (set_num_workers) or threads (torch.set_num_threads)."
        )


def _operators(t: Timeline) -> Iterator[str]:
    """One operator has most of the time, in one place."""
    times: dict[int, float] = defaultdict(float)
    for run in t.operators:
        times[run.place] += run.end - run.begin
    work = costs.work(t)
    for number, time in times.items():
        if time > 0.5 * work and number in t.places:
            place = t.places[number]
            yield f"{place.name} at {where(place)} takes {share(time, work)} of all work."


Rules = list[Callable[[Timeline], Iterator[str]]]
_OF_PROGRAMS: Rules = [_too_small, _waited_for_at_once, _chain, _gil, _operators]
_OF_TIMES: Rules = [_started_late, _slow_wakes]  # on a crowded machine they would blame the program
