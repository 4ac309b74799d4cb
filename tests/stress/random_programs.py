"""Ten thousand random programs: the machine on 1, 2 and 8 workers, the interpreter and plain Python agree."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor

from stress.differential import check_seed
from stress.registry import Budget, scenario

PROGRAMS = int(os.environ.get("STRESS_PROGRAMS", "10000"))
CHUNK = 250


@scenario("programs", limit=900)
def random_programs_agree(budget: Budget) -> None:
    chunks = [(first, min(first + CHUNK, PROGRAMS)) for first in range(0, PROGRAMS, CHUNK)]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        for count, reports in pool.map(check_chunk, chunks):
            assert not reports, "\n\n".join(reports)
            budget.step(count)


def check_chunk(seeds: tuple[int, int]) -> tuple[int, list[str]]:
    reports = (check_seed(seed, ("interpreter", "native")) for seed in range(*seeds))
    return seeds[1] - seeds[0], [report for report in reports if report]
