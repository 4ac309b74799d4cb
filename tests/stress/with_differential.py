"""Plain Python, the interpreter and the machine must do the same on a random program of ``with`` statements."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import Any

import torch

from stress.differential import disagreement
from stress.registry import Budget, scenario
from stress.seeds import check_seeds, smallest_report
from stress.with_programs import WithProgram

INPUTS = (0, 1, 6)
PROGRAMS = int(os.environ.get("STRESS_WITH_PROGRAMS", "4000"))


def chain(error: BaseException | None) -> Iterator[tuple[str, str]]:
    """The error and what was being handled when it was raised, and so on."""
    while error is not None:
        yield type(error).__name__, str(error)
        error = error.__context__


def outcome(module: ModuleType, function: Callable[..., Any], argument: int, forks: bool) -> Any:
    """The value, or the error with what it was raised over; and the notes."""
    module.NOTES.clear()
    try:
        result: Any = function(argument)
    except Exception as error:
        result = list(chain(error))
    notes = [*module.NOTES, f"grad {torch.is_grad_enabled()}, inference {torch.is_inference_mode_enabled()}"]
    torch.set_grad_enabled(True)
    if not forks:
        return result, notes
    # Tasks run in any order, and those of a failed call may not have begun.
    return result, [] if isinstance(result, list) else sorted(notes)


def check_seed(seed: int, backends: tuple[str, ...]) -> str:
    """Empty, or a report with the smallest program found that still goes wrong."""
    forks = seed % 3 == 0

    def outcomes(module: ModuleType, function: Callable[..., Any]) -> list[Any]:
        return [outcome(module, function, argument, forks) for argument in INPUTS]

    return smallest_report(
        seed,
        lambda choices: WithProgram(choices, forks).source,
        lambda source: disagreement(source, backends, outcomes, "with_program"),
    )


@scenario("with_programs", limit=900)
def programs_of_with_agree(budget: Budget) -> None:
    check_seeds(budget, PROGRAMS, partial(check_seed, backends=("interpreter", "native")))
