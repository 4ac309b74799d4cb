"""Mutants of the archives of all conformance programs: loaded, or refused by an ArchiveError."""

from __future__ import annotations

import os
import random
from functools import cache

import anabranch as ab
from conformance import catalogue
from conformance.judge import Trial
from stress.registry import Budget, scenario
from stress.seeds import check_seeds
from support.archive_mutants import mutant, outcome

MUTANTS = int(os.environ.get("STRESS_ARCHIVE_MUTANTS", "1000000"))
LARGEST = 60_000  # bytes; what is larger is slow to change and no different


@cache
def archives() -> list[bytes]:
    """Of every program that can be saved."""
    trials = [Trial(program.path, ab) for program in catalogue.find() if "jit.ignore" not in program.source]
    found = [saved(trial) for trial in trials if trial.has("EXPECT", ("result", ""))[0] != "compile"]
    return [data for data in found if data and len(data) <= LARGEST]


def saved(trial: Trial) -> bytes:
    compiled = trial.compile()
    try:
        return compiled.save_to_buffer()  # type: ignore[no-any-return]
    except ab.ArchiveError:  # it calls Python
        return b""


def check_mutant(seed: int) -> str:
    """Empty, or what went wrong; each archive has its turn."""
    try:
        outcome(mutant(archives()[seed % len(archives())], random.Random(seed)))
    except Exception as error:
        return f"seed {seed}: {type(error).__name__}: {error}"
    return ""


@scenario("mutants", limit=4 * 3600)
def mutants_of_archives_are_loaded_or_refused(budget: Budget) -> None:
    check_seeds(budget, MUTANTS, check_mutant)
