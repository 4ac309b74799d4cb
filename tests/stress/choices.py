"""Decisions of a generator as a list of small numbers, so that a failing program can be shrunk by shrinking the list.

Number 0 is always the simplest alternative, and a list that has run out goes on with zeros: every list of numbers is a
program, and a shorter or smaller list is a simpler one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


class Choices:
    """Draws from ``replay`` if given, else from ``rng``; ``made`` is what was drawn."""

    def __init__(self, rng: random.Random | None = None, replay: Sequence[int] = ()) -> None:
        self._rng = rng
        self._replay = list(replay)
        self.made: list[int] = []

    def below(self, n: int) -> int:
        if self._rng is not None:
            number = self._rng.randrange(n)
        else:
            at = len(self.made)
            number = self._replay[at] % n if at < len(self._replay) else 0
        self.made.append(number)
        return number

    def pick(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases; False is the simple one."""
        return self.below(100) >= 100 - percent


def shrink(numbers: Sequence[int], fails: Callable[[list[int]], bool], tries: int = 400) -> list[int]:
    """The smallest list found that still fails: drops stretches, then lowers numbers, until nothing helps."""
    best, left = list(numbers), tries
    progress = True
    while progress and left > 0:
        progress = False
        for candidate in candidates(best):
            left -= 1
            if left < 0:
                break
            if fails(candidate):
                best, progress = candidate, True
                break
    return best


def candidates(numbers: list[int]) -> list[list[int]]:
    found: list[list[int]] = []
    size = len(numbers) // 2
    while size >= 1:
        found += [numbers[:at] + numbers[at + size :] for at in range(0, len(numbers) - size + 1, size)]
        size //= 2
    for at, number in enumerate(numbers):
        if number:
            found.append([*numbers[:at], 0, *numbers[at + 1 :]])
            found.append([*numbers[:at], number // 2, *numbers[at + 1 :]])
    return found
