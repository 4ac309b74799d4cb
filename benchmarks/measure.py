"""Timing: the two sides take turns, so that a busy machine disturbs both alike; what counts is the median."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

Action = Callable[[], object]
Clock = Callable[[], float]


def seconds(action: Action, repeats: int, clock: Clock = time.perf_counter) -> float:
    start = clock()
    for _ in range(repeats):
        action()
    return (clock() - start) / repeats


def repeats_for(action: Action, clock: Clock, budget: float = 0.005) -> int:
    """How often to repeat so that one measurement takes about ``budget`` seconds."""
    return max(1, round(budget / max(seconds(action, 1, clock), 1e-9)))


def first_seconds(program: str, side: str) -> float:
    """What the first program of a new process takes (``first``)."""
    command = [sys.executable, "-m", f"{__package__}.first", side, program]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def first_medians(program: str, rounds: int) -> dict[str, float]:
    taken = {side: [first_seconds(program, side) for _ in range(rounds)] for side in ("ours", "torch.jit")}
    return {side: statistics.median(times) for side, times in taken.items()}


@contextlib.contextmanager
def busy_neighbour() -> Iterator[None]:
    """Another process computes on the last core meanwhile."""
    core = max(os.sched_getaffinity(0))
    process = subprocess.Popen([sys.executable, "-c", f"import os\nos.sched_setaffinity(0, [{core}])\nwhile True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def seconds_with_gaps(action: Action, repeats: int, gap: float) -> float:
    """As ``seconds``, with a pause before each call: whoever helps has gone to sleep."""
    taken = 0.0
    for _ in range(repeats):
        time.sleep(gap)
        taken += seconds(action, 1)
    return taken / repeats


def medians(sides: dict[str, Action], rounds: int, gap: float = 0, clock: Clock = time.perf_counter) -> dict[str, float]:
    """Median seconds of one action for each side, measured in turns after a warm-up; ``gap`` seconds between calls."""
    for action in sides.values():
        seconds(action, 5)  # torch.jit profiles its first runs
    if gap:
        taken_in_gaps = {name: [seconds_with_gaps(a, 10, gap) for _ in range(rounds)] for name, a in sides.items()}
        return {name: statistics.median(times) for name, times in taken_in_gaps.items()}
    repeats = {name: repeats_for(action, clock) for name, action in sides.items()}
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, action in sides.items():
            taken[name].append(seconds(action, repeats[name], clock))
    return {name: statistics.median(times) for name, times in taken.items()}
