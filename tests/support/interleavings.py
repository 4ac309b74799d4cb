"""Threads that run one at a time, line by line, in an order that a seed decides.

While they run code of the given files, each line is a place where another thread may go on.  So a few hundred seeds see the
interleavings that a real machine shows once a year.
"""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable, Sequence
from types import FrameType, ModuleType
from typing import Any


class _Turns:
    def __init__(self, count: int, files: set[str], seed: int) -> None:
        self.random = random.Random(seed)
        self.files = files
        self.gates = [threading.Semaphore(0) for _ in range(count)]
        self.waiting = set(range(count))
        self.mine = threading.local()

    def trace(self, frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename not in self.files:
            return None
        if event == "line":
            self.give(self.mine.number)
        return self.trace

    def give(self, number: int) -> None:
        """The turn goes to any thread, perhaps back to this one."""
        following = self.random.choice(sorted(self.waiting))
        if following != number:
            self.gates[following].release()
            self.gates[number].acquire()

    def run(self, number: int, work: Callable[[], Any]) -> Any:
        self.mine.number = number
        self.gates[number].acquire()
        sys.settrace(self.trace)
        try:
            return work()
        finally:
            sys.settrace(None)
            self.waiting.discard(number)
            if self.waiting:
                self.gates[self.random.choice(sorted(self.waiting))].release()


def interleaved(works: Sequence[Callable[[], Any]], modules: Sequence[ModuleType], seed: int) -> list[Any]:
    """What each of the works gives, or the exception that it raises."""
    turns = _Turns(len(works), {str(m.__file__) for m in modules}, seed)
    results: list[Any] = [None] * len(works)

    def body(number: int) -> None:
        try:
            results[number] = turns.run(number, works[number])
        except Exception as error:
            results[number] = error

    threads = [threading.Thread(target=body, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    turns.gates[turns.random.randrange(len(works))].release()
    for thread in threads:
        thread.join(60)
    return results
