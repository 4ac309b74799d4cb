"""Calls of every own operator: the machine, the interpreter and CPython must agree."""

from __future__ import annotations

import torch

from anabranch.runtime.backend import backend
from fuzz.sweep import Sweep, drawn_rows
from stress.registry import Budget, scenario

CALLS = 120  # of each row: 10⁵ in all
FIRST = 1000  # the suite draws the numbers before


@scenario("calls", limit=900)
def every_own_operator_means_what_python_means(budget: Budget) -> None:
    torch.set_num_threads(1)
    backend("native")
    wrong: list[str] = []
    for row in drawn_rows():
        sweep = Sweep(row, shapes=6)
        wrong += [found for found in map(sweep.call, range(FIRST, FIRST + CALLS)) if found]
        budget.step(CALLS)
    assert not wrong, f"{len(wrong)} calls differ:\n" + "\n".join(wrong[:20])
