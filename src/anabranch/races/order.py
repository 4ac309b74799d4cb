"""What happens before what, in a program that runs serially: a fork runs its task at once, then the rest.

A *strand* is a stretch of a task between forks.  Each knows the strands before it, as the bits of a number: a task begins with
what its parent knows, and a wait adds what the task knew at its end, whoever waits, wherever the future has been.  Two strands
of which neither knows the other are parallel.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

from .places import Place


class Task:
    """A forked task, or (without parent and place) the call itself."""

    __slots__ = ("parent", "place")

    def __init__(self, parent: Task | None = None, place: Place | None = None) -> None:
        self.parent = parent
        self.place = place

    def line(self) -> Iterator[Task]:
        """The task, its parent, the parent's parent ..."""
        task: Task | None = self
        while task is not None:
            yield task
            task = task.parent

    def forks(self) -> tuple[Place, ...]:
        """The places of the forks that lead here, outermost first."""
        return tuple(task.place for task in self.line() if task.place is not None)[::-1]


class Order:
    """Of the strands so far.  ``parallel``: whether anything that comes can be parallel to the current strand."""

    def __init__(self) -> None:
        self.task = Task()
        self.forks = 0
        # Of a future's state: its task, the epoch, and what the task knew at its end.
        self._ended: WeakKeyDictionary[Any, tuple[Task, int, int]] = WeakKeyDictionary()
        self._epoch = 0
        self._begin()

    def _begin(self) -> None:
        self.tasks = [self.task]  # of each strand
        self.bit = self.known = 1
        self.parallel = False

    @property
    def strand(self) -> int:
        return self.bit.bit_length() - 1

    def _new_strand(self, known: int) -> None:
        self.bit = 1 << len(self.tasks)
        self.known = known | self.bit
        self.tasks.append(self.task)

    def fork(self, place: Place) -> tuple[Task, int]:
        """The task begins.  What is given back is for ``end``."""
        before = self.task, self.known
        self.forks += 1
        self.task, self.parallel = Task(self.task, place), True
        self._new_strand(self.known)
        return before

    def end(self, before: tuple[Task, int]) -> tuple[Task, int, int]:
        """The task ends and its parent goes on.  What is given back is for ``ended``."""
        ended = self.task, self._epoch, self.known
        self.task = before[0]
        self._new_strand(before[1])
        return ended

    def ended(self, state: Any, end: tuple[Task, int, int]) -> None:
        """The future on ``state`` is that of the task that ended so."""
        self._ended[state] = end

    def _known_by(self, state: Any) -> int:
        _, epoch, known = self._ended.get(state, (None, -1, 0))
        return known if epoch == self._epoch else 0

    def is_known(self, state: Any) -> bool:
        """Whether the end of the future's task is before the current strand."""
        return not self._known_by(state) & ~self.known

    def join(self, state: Any) -> bool:
        """The current strand waits for a future.  True if everything that ever ran is before it now."""
        self.known |= self._known_by(state)
        if self.task.parent is not None or not self.parallel or self.known != (1 << len(self.tasks)) - 1:
            return False
        self._epoch += 1
        self._begin()
        return True

    def join_all_but(self, states: list[Any]) -> None:
        """The call ends: it has waited for all tasks, but for those whose futures it gives away, and their own tasks."""
        given = {end[0] for state in states if (end := self._ended.get(state)) and end[1] == self._epoch}
        for strand, task in enumerate(self.tasks):
            if not given or given.isdisjoint(task.line()):
                self.known |= 1 << strand
