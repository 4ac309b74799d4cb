"""What the examples share: their command line, two ways to do a thing timed in turns, and a timeline of the second.

    python examples/recommender.py                            # serial and forked time
    python examples/recommender.py --timeline timeline.html   # and who ran what when
    python examples/recommender.py --small                    # small sizes, for tests
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import torch

import anabranch as ab


def options(about: str | None) -> argparse.Namespace:
    """The command line of an example; ``about`` is its docstring."""
    parser = argparse.ArgumentParser(description=(about or "").splitlines()[0])
    parser.add_argument("--small", action="store_true", help="small sizes and few rounds")
    parser.add_argument("--timeline", metavar="FILE", help="save a timeline of the forked calls: .html or .json")
    return parser.parse_args()


def compare(serial: Callable[[], Any], forked: Callable[[], Any], chosen: argparse.Namespace) -> None:
    """Checks that both give the same, prints the median time of each, and saves the timeline that was asked for."""
    torch.testing.assert_close(forked(), serial())
    ways = {"serial": serial, "forked": forked}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(5):
        serial(), forked()  # the first calls of a process pay for threads and caches
    for _ in range(3 if chosen.small else 31):
        for name, way in ways.items():  # in turns: what else runs on the machine disturbs both alike
            begin = time.perf_counter()
            way()
            taken[name].append(time.perf_counter() - begin)
    median = {name: statistics.median(times) for name, times in taken.items()}
    for name, seconds in median.items():
        print(f"{name} {seconds * 1e3:8.2f} ms")
    print(f"gain   {median['serial'] / median['forked']:8.2f} x")
    if chosen.timeline:
        save_timeline(forked, chosen.timeline)


def save_timeline(action: Callable[[], Any], file: str) -> None:
    with ab.profile() as profile:
        for _ in range(3):
            action()
    profile.save(file)
    print(f"wrote {file}")
