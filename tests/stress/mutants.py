"""Mutants of the corpus's programs, 10⁴ of them, in processes of their own: a crash or a hang names its mutant."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stress.registry import Budget, scenario

COUNT, BATCH = 10_000, 250
FIRST = 100_000  # the suite has the numbers before
LIMIT = 900.0  # seconds for a batch
TESTS = Path(__file__).resolve().parents[1]


def batch(first: int) -> list[str]:
    """What is wrong in a batch of mutants."""
    command = [sys.executable, "-W", "ignore", "-m", "fuzz.trials", str(first), str(BATCH)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])}
    try:
        run = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=LIMIT)
        text, ended = run.stdout, "" if run.returncode == 0 else f"exit {run.returncode}\n{run.stderr[-2000:]}"
    except subprocess.TimeoutExpired as late:
        text, ended = (late.stdout or b"").decode(), "hangs"
    wrong = [part.partition("\nat ")[0] for part in text.split("wrong ")[1:]]
    last = text.rpartition("at ")[2].split("\n")[0]
    return wrong + ([f"mutant {last}: {ended}"] if ended else [])


@scenario("mutants", limit=3_600)
def mutants_of_the_corpus_give_a_result_or_an_error_with_its_place(budget: Budget) -> None:
    wrong: list[str] = []
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for found in pool.map(batch, range(FIRST, FIRST + COUNT, BATCH)):
            wrong += found
            budget.step(BATCH)
    assert not wrong, f"{len(wrong)} of {COUNT} mutants:\n" + "\n".join(wrong[:40])
