"""What a profile consists of: threads with their stretches of time, calls, tasks, operators.

Times are nanoseconds since the profile began.
"""

from __future__ import annotations

from enum import Enum

from ..base.record import Record, field
from .records import Claim, Place


class State(Enum):
    """What a thread does for a stretch of time."""

    Run = "runs"
    Python = "in Python"
    Gil = "waits for the GIL"
    Scheduling = "between tasks"
    Searching = "looks for work"
    Idle = "idle"
    Waking = "wakes up"
    Outside = "outside of calls"


class Why(Enum):
    """Why it is idle, or looks for work."""

    NoWork = "no work"
    Budget = "the core budget is full"
    Halted = "the pool is halted"
    Task = "waits for a task"
    CallEnd = "waits for the call's other tasks"


WORKING = frozenset({State.Run, State.Python})


class Stretch(Record):
    """A thread does one thing.  ``task`` is what it runs, or what it waits for."""

    thread: int
    begin: float
    end: float
    state: State
    task: int = 0
    why: Why | None = None

    @property
    def length(self) -> float:
        return self.end - self.begin


class Turn(Record):
    """A task on a thread, tasks that it ran in line included; ``end`` is where it ended, suspended or moved."""

    thread: int
    begin: float
    end: float
    depth: int


class OperatorRun(Record):
    thread: int
    begin: float
    end: float
    task: int
    place: int


class Fork(Record):
    """A step of a task: it forks ``task``."""

    task: int


class Join(Record):
    """A step of a task: it takes the result of ``task``."""

    task: int


Step = float | Fork | Join  # a number: it runs so long


class Task(Record):
    """One fork, or the root of a call.  Times are None where the profile began later or ended earlier."""

    id: int
    parent: int = 0
    call: int = 0
    fork: Place | None = None  # None: a root, or forked before the profile began
    body: Place | None = None
    created: float | None = None
    created_on: int = 0
    begun: float | None = None
    claim: Claim | None = None
    stolen: bool = False
    done: float | None = None
    done_on: int = 0
    ran: float = 0.0  # on any thread, without the tasks that it ran in line
    turns: list[Turn] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    path: float = 0.0  # the longest chain of work from the call's begin to where it is, or to its end

    @property
    def name(self) -> str:
        """What it runs: a function's name, of a fork the text of the fork."""
        if self.fork and self.fork.text:
            return self.fork.text
        return self.body.function if self.body else f"task {self.number}"

    @property
    def number(self) -> int:
        """Short, for text: unique within a worker; the full id is so in the process."""
        return self.id & ((1 << 40) - 1)

    @property
    def latency(self) -> float | None:
        """From the fork to its begin."""
        return None if self.begun is None or self.created is None else self.begun - self.created


class Call(Record):
    """A call from Python.  One that Python makes inside a task is that task's fork, waited for at once."""

    id: int
    thread: int
    begin: float
    end: float
    work: float = 0.0  # time of all its tasks
    span: float = 0.0  # its longest chain
    tasks: list[int] = field(default_factory=list)

    @property
    def length(self) -> float:
        return self.end - self.begin


class Wake(Record):
    """``waker`` woke ``woken``: the system call took ``cost``."""

    waker: int
    woken: int
    time: float
    cost: float


class Ready(Record):
    """On ``thread`` task ``task`` became ready to go on."""

    thread: int
    task: int
    time: float


class Absence(Record):
    """Between ``begin`` and ``end`` a thread that was awake was on no core for ``time``: others had them."""

    begin: float
    end: float
    time: float


class Timeline(Record):
    duration: float
    threads: dict[int, str]
    pooled: set[int]
    calls: list[Call]
    tasks: dict[int, Task]
    stretches: dict[int, list[Stretch]]
    absences: dict[int, list[Absence]]
    operators: list[OperatorRun]
    wakes: list[Wake]
    readies: list[Ready]
    places: dict[int, Place]
    lost: int
