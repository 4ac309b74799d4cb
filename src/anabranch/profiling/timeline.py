"""Records → timeline: one pass in the order of time over what all threads wrote."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from .lanes import Frame, Lane
from .model import Call, Fork, Join, OperatorRun, Ready, State, Task, Timeline, Wake, Why
from .records import Claim, Event, Parking, Record, Refusal, Taken

_PARKING = {
    Parking.NoWork: Why.NoWork,
    Parking.OverBudget: Why.Budget,
    Parking.Halted: Why.Halted,
    Parking.CallEnd: Why.CallEnd,
    Parking.Future: Why.Task,
}


def timeline(taken: Taken) -> Timeline:
    """What the records of a profile say."""
    reader = _Reader(taken)
    for record in taken.records:
        reader.read(record)
    return reader.finish()


class _Reader:
    def __init__(self, taken: Taken) -> None:
        self.taken = taken
        self.lanes: dict[int, Lane] = {}
        self.of_worker: dict[int, Lane] = {}
        self.tasks: dict[int, Task] = {}
        self.calls: dict[int, Call] = {}
        self.strands: dict[int, list[Frame]] = {}  # suspended ones, by their top task
        self.operators: list[OperatorRun] = []
        self.wakes: list[Wake] = []
        self.readies: list[Ready] = []
        self.handlers: dict[Event, Callable[[Lane, Record], None]] = {
            event: getattr(self, f"_{event.name}") for event in Event if hasattr(self, f"_{event.name}")
        }

    def read(self, record: Record) -> None:
        lane = self.lanes.get(record.thread)
        if lane is None:
            lane = self.lanes[record.thread] = Lane(record.thread, record.thread in self.taken.pooled)
        self.of_worker[record.worker] = lane
        handler = self.handlers.get(record.kind)
        if handler:
            lane.advance(record.time)
            handler(lane, record)
            lane.settle(record.time)

    def finish(self) -> Timeline:
        end = self.taken.duration
        for lane in self.lanes.values():
            lane.advance(end)
            lane.close(end)
        for call in self.calls.values():
            self._sum(call)
        return Timeline(
            duration=end,
            threads=_names(self.lanes.values()),
            pooled=self.taken.pooled,
            calls=sorted(self.calls.values(), key=lambda c: c.begin),
            tasks=self.tasks,
            stretches={n: lane.stretches for n, lane in self.lanes.items()},
            absences={n: lane.absences for n, lane in self.lanes.items()},
            operators=self.operators,
            wakes=self.wakes,
            readies=self.readies,
            places=self.taken.places,
            lost=self.taken.lost,
        )

    def task(self, identity: int) -> Task:
        found = self.tasks.get(identity)
        if found is None:
            found = self.tasks[identity] = Task(identity)
        return found

    def _sum(self, call: Call) -> None:
        tasks = [self.tasks[t] for t in call.tasks]
        call.work = sum(t.ran for t in tasks)
        call.span = max(t.path for t in tasks)

    def _add_to_call(self, task: Task, call: int) -> None:
        task.call = call
        if call in self.calls:
            self.calls[call].tasks.append(task.id)

    # -- calls

    def _CallBegin(self, lane: Lane, r: Record) -> None:
        """A call from Python inside a task is a task that this one forks and waits for."""
        root = self.task(r.id)
        root.begun, root.body, root.parent = r.time, self.taken.places.get(r.place), r.argument
        outer = self.tasks.get(r.argument) if r.argument else None
        if outer:
            self._fork(outer, root)
        else:
            self.calls[r.id] = Call(r.id, r.thread, r.time, self.taken.duration)
            self._add_to_call(root, r.id)
        lane.push(Frame(r.id), r.time)
        lane.push(Frame(r.id, root, is_base=True), r.time)

    def _CallEnd(self, lane: Lane, r: Record) -> None:
        lane.pop_session(r.id, r.time)
        if not lane.frames:
            lane.off_core()
        if r.id in self.calls:
            self.calls[r.id].end = r.time
        elif lane.top:
            _join(lane.top, self.task(r.id))

    def _WaitBegin(self, lane: Lane, r: Record) -> None:
        lane.push(Frame(r.id, awaited=r.id), r.time)
        lane.leave_for(State.Scheduling)

    def _WaitEnd(self, lane: Lane, r: Record) -> None:
        lane.pop_session(r.id, r.time)

    # -- tasks

    def _fork(self, parent: Task, child: Task) -> None:
        child.parent, child.path = parent.id, parent.path
        parent.steps.append(Fork(child.id))
        self._add_to_call(child, parent.call)

    def _Created(self, lane: Lane, r: Record) -> None:
        task = self.task(r.id)
        task.created, task.created_on, task.fork = r.time, r.thread, self.taken.places.get(r.place)
        self._fork(self.task(r.argument), task)

    def _Claimed(self, lane: Lane, r: Record) -> None:
        task = self.task(r.id)
        task.begun, task.claim, task.body = r.time, Claim(r.argument), self.taken.places.get(r.place)
        lane.push(Frame(r.id, task, is_base=task.claim is Claim.Worker), r.time)

    def _Stolen(self, lane: Lane, r: Record) -> None:
        self.task(r.id).stolen = True

    def _Done(self, lane: Lane, r: Record) -> None:
        task = self.task(r.id)
        task.done, task.done_on = r.time, r.thread
        lane.pop_task(r.id, r.time)
        if task.claim is Claim.InLine and lane.top:  # its waiter, below it, has its result or its error
            _join(lane.top, task)

    def _Taken(self, lane: Lane, r: Record) -> None:
        if r.argument in self.tasks:
            _join(self.task(r.id), self.tasks[r.argument])

    def _Suspended(self, lane: Lane, r: Record) -> None:
        self._leave(lane, r)
        if lane.frames:
            lane.frames[-1].awaited = r.argument

    def _Yielded(self, lane: Lane, r: Record) -> None:
        self._leave(lane, r)

    def _leave(self, lane: Lane, r: Record) -> None:
        self.strands[r.id] = lane.pop_strand(r.time)

    def _Ready(self, lane: Lane, r: Record) -> None:
        self.readies.append(Ready(r.thread, r.id, r.time))

    def _Resumed(self, lane: Lane, r: Record) -> None:
        if lane.frames and not lane.frames[-1].task:
            lane.frames[-1].awaited = 0
        for frame in self.strands.pop(r.id, None) or [Frame(r.id, self.task(r.id), is_base=True)]:
            lane.push(frame, r.time)

    def _Operator(self, lane: Lane, r: Record) -> None:
        task = lane.top.id if lane.top else r.id  # of a serial call's fork the machine knows only the call
        self.operators.append(OperatorRun(r.thread, r.time, r.time + r.argument, task, r.place))

    # -- Python

    def _Queued(self, lane: Lane, r: Record) -> None:
        lane.set_python(State.Gil)

    def _InPython(self, lane: Lane, r: Record) -> None:
        lane.set_python(State.Python)

    def _LeftPython(self, lane: Lane, r: Record) -> None:
        lane.set_python(None)

    # -- between tasks

    def _Searching(self, lane: Lane, r: Record) -> None:
        lane.leave_for(State.Searching, Why.NoWork)

    def _Cpu(self, lane: Lane, r: Record) -> None:
        lane.on_core(r.time, r.argument)

    def _Parked(self, lane: Lane, r: Record) -> None:
        lane.off_core()
        lane.leave_for(State.Idle, _PARKING[Parking(r.argument)])

    def _Woken(self, lane: Lane, r: Record) -> None:
        lane.leave_for(State.Searching, Why.NoWork)

    def _Wake(self, lane: Lane, r: Record) -> None:
        """Its id is a worker's; a thread that does not sleep has taken note of it already."""
        woken = self.of_worker.get(r.id)
        if woken is None:
            return
        self.wakes.append(Wake(r.thread, woken.thread, r.time, r.argument))
        if woken.between is State.Idle:
            self._meanwhile(woken, r.time, State.Waking, None)

    def _Unwoken(self, lane: Lane, r: Record) -> None:
        """The budget lets the sleepers of the pool lie."""
        if r.argument != Refusal.Budget:
            return
        for other in self.lanes.values():
            if other.pooled and other.between is State.Idle and not other.frames:
                self._meanwhile(other, r.time, State.Idle, Why.Budget)

    def _meanwhile(self, lane: Lane, time: float, state: State, why: Why | None) -> None:
        lane.leave_for(state, why)
        lane.settle(time)


def _join(waiter: Task, awaited: Task) -> None:
    waiter.path = max(waiter.path, awaited.path)
    waiter.steps.append(Join(awaited.id))


def _names(lanes: Iterable[Lane]) -> dict[int, str]:
    """As Python calls its threads; those of the pool by number."""
    python = {t.native_id: t.name for t in threading.enumerate()}
    names, pooled = {}, 0
    for lane in sorted(lanes, key=lambda lane: lane.thread):
        if lane.pooled:
            pooled += 1
            names[lane.thread] = f"worker {pooled}"
        else:
            names[lane.thread] = python.get(lane.thread, f"thread {lane.thread}")
    return names
