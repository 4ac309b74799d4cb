"""The machine's records of events, as ``csrc/sched/events.h`` writes them.

Purpose: switch them on, take them, order them.  Non-goal: what they mean together (``timeline``).
"""

from __future__ import annotations

import struct
import threading
from enum import IntEnum
from types import ModuleType

from ..base.errors import Error
from ..base.record import Record as Struct
from ..base.source import Span


class ProfileError(Error, RuntimeError):
    """A profile cannot be taken now, or has not been taken yet.

    >>> ab.profile().summary()
    Traceback (most recent call last):
    anabranch.profiling.records.ProfileError: the profile is not complete
    help: ask it behind the block: `with profile() as p: …`
    """


class Event(IntEnum):
    """The kinds, in the order of ``csrc/sched/events.h``, which says what each means."""

    CallBegin = 0
    CallEnd = 1
    WaitBegin = 2
    WaitEnd = 3
    Created = 4
    Claimed = 5
    Stolen = 6
    Suspended = 7
    Ready = 8
    Resumed = 9
    Taken = 10
    Yielded = 11
    Done = 12
    Operator = 13
    Queued = 14
    InPython = 15
    LeftPython = 16
    Opened = 17
    Searching = 18
    Parked = 19
    Woken = 20
    Wake = 21
    Unwoken = 22
    Cpu = 23


class Claim(IntEnum):
    """How a task came to run: by a free thread, by its waiter, or at its fork in a serial call."""

    Worker = 0
    InLine = 1
    Inline = 2


class Parking(IntEnum):
    NoWork = 0
    OverBudget = 1
    Halted = 2
    CallEnd = 3
    Future = 4


class Refusal(IntEnum):
    OthersSearch = 0
    Budget = 1
    NoThread = 2


class Record(Struct):
    """One record.  ``time`` in nanoseconds since the profile began; ``thread`` is the system's number of the thread."""

    time: float
    kind: Event
    id: int
    argument: int
    place: int
    worker: int
    thread: int


class Place(Struct, frozen=True):
    """Where in which function; ``name`` is the operator's or the Python function's, if the place is one's."""

    function: str
    name: str
    span: Span

    def __str__(self) -> str:
        return f"{self.span.file}:{self.span.line}" if self.span.file else self.function

    @property
    def text(self) -> str:
        """What stands there, if it is short and the file can be read."""
        s = self.span
        one_line = s.end_line in (0, s.line) and s.end_column > s.column
        return s.source_line()[s.column : min(s.end_column, s.column + _LONGEST)] if one_line else ""


class Taken(Struct):
    """All records of one profile, in order, and what their numbers mean."""

    records: list[Record]
    lost: int
    duration: float  # nanoseconds
    places: dict[int, Place]
    pooled: set[int]  # threads of the pool


_LONGEST = 40  # letters of a place's text
_LAYOUT = struct.Struct("<qQQQ")
_EVENTS = list(Event)
_SPANS = {Event.Operator, Event.Wake}  # their argument is a time
_turn = threading.Lock()  # held while a profile is taken


class Recorder:
    """Records of the whole process, from its making to ``take()``; one at a time."""

    def __init__(self, core: ModuleType, limit: int) -> None:
        if not _turn.acquire(blocking=False):
            raise ProfileError(
                "a profile is being taken already: records belong to the process\nhelp: end the other `with profile()` first"
            )
        self._core = core
        self._threads = dict(core.events_start(limit))
        self._began = core.events_clocks()

    def take(self) -> Taken:
        self._core.events_stop()
        try:
            return self._taken()
        finally:
            self._core.events_forget_places()
            _turn.release()

    def _taken(self) -> Taken:
        (ticks, began), (last_ticks, ended) = self._began, self._core.events_clocks()
        scale = (ended - began) / max(1, last_ticks - ticks)
        records: list[Record] = []
        pooled: set[int] = set()
        lost = 0
        for worker, missing, raw in self._core.events_take():
            lost += missing
            records += _decoded(raw, worker, self._threads.get(worker, 0), ticks, scale, pooled)
        records.sort(key=_by_time)
        numbers = {r.place for r in records if r.place}
        return Taken(records, lost, float(ended - began), {n: self._place(n) for n in numbers}, pooled)

    def _place(self, number: int) -> Place:
        function, name, file, line, column, end_line, end_column = self._core.events_place(number)
        return Place(function.removeprefix("__torch__."), name, Span(file, line, column, end_line, end_column))


def _by_time(record: Record) -> float:
    return record.time


def _decoded(raw: bytes, worker: int, thread: int, ticks: int, scale: float, pooled: set[int]) -> list[Record]:
    found = []
    for time, identity, argument, packed in _LAYOUT.iter_unpack(raw):
        kind = _EVENTS[packed & 0xFF]
        if kind is Event.Opened:
            thread = argument
        if thread & 1:
            pooled.add(thread >> 1)
        value = round(argument * scale) if kind in _SPANS else argument
        if time >= ticks:  # else late ones of the profile before
            found.append(Record((time - ticks) * scale, kind, identity, value, packed >> 8, worker, thread >> 1))
    return found
