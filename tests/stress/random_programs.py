"""Ten thousand random programs: the machine on 1, 2 and 8 workers, the interpreter and plain Python agree."""

from __future__ import annotations

import os
from functools import partial

from stress.differential import check_seed
from stress.registry import Budget, scenario
from stress.seeds import check_seeds

PROGRAMS = int(os.environ.get("STRESS_PROGRAMS", "10000"))


@scenario("programs", limit=900)
def random_programs_agree(budget: Budget) -> None:
    check_seeds(budget, PROGRAMS, partial(check_seed, backends=("interpreter", "native")))
