"""Checks that draw their case from a seed: many of them in two processes, and the smallest case that still goes wrong."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from stress.choices import Choices, shrink
from stress.registry import Budget

CHUNK = 100


def check_seeds(budget: Budget, count: int, check: Callable[[int], str]) -> None:
    """``check`` is a function of a module; it gives a report of what went wrong, or nothing."""
    chunks = [range(first, min(first + CHUNK, count)) for first in range(0, count, CHUNK)]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        for chunk, reports in zip(chunks, pool.map(partial(_reports, check), chunks), strict=True):
            assert not reports, "\n\n".join(reports)
            budget.step(len(chunk))


def _reports(check: Callable[[int], str], seeds: range) -> list[str]:
    return [report for report in map(check, seeds) if report]


def smallest_report(seed: int, source_of: Callable[[Choices], str], disagreement: Callable[[str], str]) -> str:
    """Empty, or a report with the smallest program found that still goes wrong."""
    choices = Choices(random.Random(seed))
    if not disagreement(source_of(choices)):
        return ""

    def fails(numbers: list[int]) -> bool:
        return bool(disagreement(source_of(Choices(replay=numbers))))

    smallest = source_of(Choices(replay=shrink(choices.made, fails)))
    return f"seed {seed}: {disagreement(smallest)}\n{smallest}"
