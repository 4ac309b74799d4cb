"""Values: nested deeply through every operation."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from stress.registry import Budget, scenario
from support.processes import environment

TESTS = Path(__file__).resolve().parents[1]


def deep(backend: str, *options: str) -> int:
    """How many cases went well; raises at those that did not."""
    command = [sys.executable, "-m", "deep", *options]
    run = subprocess.run(command, capture_output=True, text=True, env=environment(TESTS, ANABRANCH_BACKEND=backend), cwd=TESTS)
    assert run.returncode == 0, run.stderr[-4000:]
    *problems, (done, wrong, refused) = map(json.loads, run.stdout.splitlines())
    assert not wrong, problems
    return int(done - refused)


@scenario("cases", limit=3600)
def deep_values_on_the_machine(budget: Budget) -> None:
    budget.step(deep("native"))


@scenario("cases", limit=3600)
def deep_values_in_the_interpreter(budget: Budget) -> None:
    budget.step(deep("interpreter"))


@scenario("cases", limit=3600)
def a_million_levels(budget: Budget) -> None:
    """On the machine; building them takes most of the time."""
    for operation in ("drop", "eq", "repr", "hash", "closure", "clear", "futures"):
        budget.step(deep("native", "--only", f": {operation}", "--deep", "1000000"))
