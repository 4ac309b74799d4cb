"""Work, span, and how long the tasks would take on so many cores."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable

from .model import Call, Fork, Join, Task, Timeline


def work(timeline: Timeline) -> float:
    return sum(c.work for c in timeline.calls)


def span(timeline: Timeline) -> float:
    """Calls one after the other: what each could not be shorter than."""
    return sum(c.span for c in timeline.calls)


def speedup(timeline: Timeline, cores: int) -> float:
    """How many times faster than one core ``cores`` would be, if tasks moved for nothing."""
    shortest = sum(makespan(timeline, c, cores) for c in timeline.calls)
    return work(timeline) / shortest if shortest else 1.0


def makespan(timeline: Timeline, call: Call, cores: int) -> float:
    """Nanoseconds that the call's tasks take on ``cores``, each core taking the oldest that can go on."""
    tasks = {t: timeline.tasks[t] for t in call.tasks}
    return _Schedule(tasks, cores).run([call.id])


class _Schedule:
    """Greedy: no core idles while a task could go on.  A task that waits leaves its core."""

    def __init__(self, tasks: dict[int, Task], cores: int) -> None:
        self.tasks = tasks
        self.free = cores
        self.at = dict.fromkeys(tasks, 0)  # how many of its steps each has made
        self.done: set[int] = set()
        self.waiters: dict[int, list[int]] = {}
        self.able: deque[int] = deque()
        self.running: list[tuple[float, int, int]] = []  # end, order, task
        self.order = 0

    def run(self, roots: Iterable[int]) -> float:
        self.able.extend(roots)
        now = 0.0
        while True:
            while self.free and self.able:
                self.free -= 1
                self._go_on(self.able.popleft(), now)
            if not self.running:
                return now
            now, _, task = heapq.heappop(self.running)
            self._go_on(task, now)

    def _go_on(self, task: int, now: float) -> None:
        steps = self.tasks[task].steps
        while self.at[task] < len(steps):
            step = steps[self.at[task]]
            if isinstance(step, Join) and step.task in self.tasks and step.task not in self.done:
                self.waiters.setdefault(step.task, []).append(task)
                self.free += 1
                return
            self.at[task] += 1
            if isinstance(step, Fork):
                if step.task in self.tasks:
                    self.able.append(step.task)
            elif not isinstance(step, Join):
                self.order += 1
                heapq.heappush(self.running, (now + step, self.order, task))
                return
        self.done.add(task)
        self.free += 1
        self.able.extend(self.waiters.pop(task, []))
