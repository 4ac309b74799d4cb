"""Mutants of the texts of all conformance programs, declarations included: read, or refused with their place."""

from __future__ import annotations

import os
import random
from functools import cache

from stress.registry import Budget, scenario
from stress.seeds import check_seeds
from support.corpus import graphs
from support.text_mutants import is_read, mutant

MUTANTS = int(os.environ.get("STRESS_TEXT_MUTANTS", "100000"))
LONGEST = 20_000  # characters; a longer text is cut there, which is one more way to be wrong


@cache
def texts() -> list[str]:
    return [graph.dumps()[:LONGEST] for _, graph in graphs()]


def check_mutant(seed: int) -> str:
    """Empty, or what went wrong; each text has its turn."""
    text = mutant(texts()[seed % len(texts())], random.Random(seed))
    try:
        is_read(text)
    except Exception as error:
        return f"seed {seed}: {type(error).__name__}: {error}\n{text}"
    return ""


@scenario("mutants", limit=3600)
def mutants_of_texts_are_read_or_refused(budget: Budget) -> None:
    check_seeds(budget, MUTANTS, check_mutant)
