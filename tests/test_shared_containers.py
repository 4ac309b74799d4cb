"""Containers that live tasks change at the same time (any result, no crash), and elements with a user's equality."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Dict, List

import pytest

import anabranch as ab

TESTS = Path(__file__).parent
RACE = """
import sys
sys.path.insert(0, {tests!r})
from stress import registry, shared_containers
registry.SCENARIOS[{name!r}].run(registry.Budget(1.0))
"""


@pytest.mark.parametrize(
    "name",
    [
        "one_list_changed_by_three_tasks",
        "one_dict_and_one_set_changed_by_three_tasks",
        "a_modules_containers_changed_by_calls_of_four_threads",
    ],
)
def test_a_race_does_not_crash_the_process(name: str) -> None:
    program = RACE.format(tests=str(TESTS), name=name)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]


class Point:
    def __init__(self, x: int) -> None:
        self.x = x

    def __eq__(self, other: Point) -> bool:  # type: ignore[override]
        return self.x == other.x

    def __hash__(self) -> int:
        return self.x % 3


def search() -> List[int]:
    points = [Point(1), Point(2), Point(3), Point(2)]
    wanted = Point(2)
    found = [int(wanted in points), points.index(wanted), points.count(wanted), int(Point(7) in points)]
    found.append(int(points == [Point(1), Point(2), Point(3), Point(2)]))
    points.remove(wanted)
    found.append(len(points))
    return found


def keys() -> List[int]:
    values: Dict[Point, int] = {}
    values[Point(1)] = 5
    values[Point(1)] = 6
    values[Point(4)] = 7
    seen = [len(values), values[Point(1)], values[Point(4)], int(Point(2) in values)]
    values.pop(Point(1))
    return seen + [len(values)]


def add_keys(values: Dict[Point, int], n: int) -> int:
    for i in range(n):
        values[Point(i % 5)] = i
    return len(values)


def shared_keys() -> List[int]:
    values: Dict[Point, int] = {Point(0): 0}
    first = ab.fork(add_keys, values, 50)
    second = ab.fork(add_keys, values, 50)
    ab.wait(first)
    ab.wait(second)
    return [int(len(values) <= 5), int(Point(0) in values)]


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("function", [search, keys, shared_keys])
def test_a_users_equality_holds_in_containers(function: Callable[[], List[int]]) -> None:
    assert ab.script(function)() == function()
