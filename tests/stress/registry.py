"""The list of stress scenarios, and what a scenario is given."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

SECONDS = 8.0  # of work for a scenario that repeats until its time is over
HANG_AFTER = 120.0  # seconds: then a scenario counts as hung


class Budget:
    """True while there is time, and until something was done; counts what was done."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.done = 0

    def __bool__(self) -> bool:
        return self.done == 0 or time.monotonic() < self.end

    def step(self, count: int = 1) -> None:
        self.done += count


@dataclass(frozen=True)
class Scenario:
    name: str
    group: str
    run: Callable[[Budget], None]
    unit: str
    cores: int | None
    limit: float


SCENARIOS: dict[str, Scenario] = {}


def scenario(
    unit: str, cores: int | None = None, limit: float = HANG_AFTER
) -> Callable[[Callable[[Budget], None]], Callable[[Budget], None]]:
    """Registers a scenario: it works while the budget lasts, counts its steps, and raises at the first thing wrong."""

    def register(run: Callable[[Budget], None]) -> Callable[[Budget], None]:
        group = run.__module__.rsplit(".", 1)[-1]
        SCENARIOS[run.__name__] = Scenario(run.__name__, group, run, unit, cores, limit)
        return run

    return register


def resident_bytes() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


def thread_count() -> int:
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Threads:"))
