"""Mutants of files of torch.jit.save: loaded and compiled, or refused by an ArchiveError or a CompileError."""

from __future__ import annotations

import os
import random
from functools import cache
from pathlib import Path

from archives import torchscript
from stress.registry import Budget, scenario
from stress.seeds import check_seeds
from support.torchscript_mutants import mutant, outcome

MUTANTS = int(os.environ.get("STRESS_TORCHSCRIPT_MUTANTS", "300000"))


@cache
def files() -> list[bytes]:
    return [path.read_bytes() for path in sorted(Path(torchscript.__file__).parent.glob("*.pt"))]


def check_mutant(seed: int) -> str:
    """Empty, or what went wrong; each file has its turn."""
    try:
        outcome(mutant(files()[seed % len(files())], random.Random(seed)))
    except Exception as error:
        return f"seed {seed}: {type(error).__name__}: {error}"
    return ""


@scenario("mutants", limit=4 * 3600)
def mutants_of_torchscript_files_are_loaded_or_refused(budget: Budget) -> None:
    check_seeds(budget, MUTANTS, check_mutant)
