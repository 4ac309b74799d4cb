"""What one thread does: the stack of calls and tasks on it, and the stretch of time that is going on.

Non-goal: what records mean (``timeline`` says it to lanes).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..base.record import Record
from .model import WORKING, Absence, State, Stretch, Task, Turn, Why


class Frame(Record):
    """A call, a wait of a thread outside, or a task on a thread."""

    id: int
    task: Task | None = None
    is_base: bool = False  # the strand's own task: below it is somebody else's
    begin: float = 0.0
    python: State | None = None  # it is in Python, or waits for it
    awaited: int = 0  # of a call or wait: what its thread waits for


class Lane:
    """One thread."""

    def __init__(self, thread: int, pooled: bool) -> None:
        self.thread = thread
        self.pooled = pooled
        self.frames: list[Frame] = []
        self.stretches: list[Stretch] = []
        self.between = State.Idle if pooled else State.Outside  # the state while no task is on top
        self.why: Why | None = Why.NoWork if pooled else None
        self.absences: list[Absence] = []
        self._awake: tuple[float, int] | None = None  # since when, and how long the thread had been on a core then
        self._python: State | None = None
        self._now = 0.0
        self._since = 0.0
        self._label: tuple[State, int, Why | None] = self._current()

    # -- time

    def advance(self, time: float) -> None:
        """Time has passed: it is the running task's."""
        state, identity, _ = self._label
        top = self.top
        if state in WORKING and top is not None and top.id == identity:
            passed = time - self._now
            if passed <= 0.0:
                return
            top.ran += passed
            top.path += passed
            if top.steps and isinstance(top.steps[-1], float):
                top.steps[-1] += passed
            else:
                top.steps.append(passed)
        self._now = max(time, self._now)

    def settle(self, time: float) -> None:
        """Something has changed: ends the stretch if it says something else now."""
        label = self._current()
        if label != self._label:
            self.close(time)
            self._label = label

    def close(self, time: float) -> None:
        if time > self._since:
            state, identity, why = self._label
            self.stretches.append(Stretch(self.thread, self._since, time, state, identity, why))
        self._since = max(time, self._since)

    def _current(self) -> tuple[State, int, Why | None]:
        holder = self.frames[-1] if self.frames else None
        python = holder.python if holder else self._python
        if holder and holder.task:
            return python or State.Run, holder.id, None
        if python:
            return python, 0, None
        waits_for = holder.awaited if holder else 0
        why = self.why
        if holder and self.between in (State.Idle, State.Searching, State.Waking, State.Scheduling):
            why = Why.Task if waits_for else Why.CallEnd
        return self.between, waits_for, why if self.between is not State.Outside else None

    def on_core(self, time: float, nanoseconds: int) -> None:
        """The thread, which is awake, has been on a core for so long in its life."""
        if self._awake:
            since, before = self._awake
            elsewhere = sum(
                s.end - max(s.begin, since) for s in self._since_when(since) if s.state in (State.Gil, State.Python)
            )
            missing = time - since - (nanoseconds - before) - elsewhere
            self.absences.append(Absence(since, time, max(0.0, missing)))
        self._awake = (time, nanoseconds)

    def off_core(self) -> None:
        self._awake = None

    def _since_when(self, time: float) -> Iterator[Stretch]:
        for stretch in reversed(self.stretches):
            if stretch.end <= time:
                return
            yield stretch

    # -- the stack

    @property
    def top(self) -> Task | None:
        return self.frames[-1].task if self.frames else None

    def push(self, frame: Frame, time: float) -> None:
        frame.begin = time
        self.frames.append(frame)

    def pop_strand(self, time: float) -> list[Frame]:
        """Takes a whole strand off: its own task and those that it runs in line."""
        at = len(self.frames)
        while at and self.frames[at - 1].task:
            at -= 1
            if self.frames[at].is_base:
                break
        taken, self.frames = self.frames[at:], self.frames[:at]
        for depth, frame in enumerate(taken, at):
            self._end_turn(frame, depth, time)
        self.leave_for(State.Scheduling)
        return taken

    def pop_task(self, identity: int, time: float) -> Frame | None:
        """The task on top has ended.  None: it is not there."""
        if not self.frames or self.frames[-1].id != identity or not self.frames[-1].task:
            return None
        frame = self.frames.pop()
        self._end_turn(frame, len(self.frames), time)
        if frame.is_base:
            self.leave_for(State.Scheduling)
        return frame

    def pop_session(self, identity: int, time: float) -> None:
        """A call, or a wait from outside, is over."""
        while self.frames:
            frame = self.frames.pop()
            self._end_turn(frame, len(self.frames), time)
            if frame.task is None and frame.id == identity:
                break
        self.leave_for(State.Outside)

    def leave_for(self, state: State, why: Why | None = None) -> None:
        self.between = state
        self.why = why

    def set_python(self, state: State | None) -> None:
        if self.frames:
            self.frames[-1].python = state
        else:
            self._python = state

    def _end_turn(self, frame: Frame, depth: int, time: float) -> None:
        if frame.task:
            frame.task.turns.append(Turn(self.thread, frame.begin, time, depth))
