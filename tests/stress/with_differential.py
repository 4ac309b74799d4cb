"""Plain Python, the interpreter and the machine must do the same on a random program of ``with`` statements."""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

import anabranch as ab
from anabranch.base import config
from stress.choices import Choices, shrink
from stress.differential import load
from stress.registry import Budget, scenario
from stress.with_programs import WithProgram

INPUTS = (0, 1, 6)
PROGRAMS = int(os.environ.get("STRESS_WITH_PROGRAMS", "4000"))
CHUNK = 100
Outcome = tuple[Any, list[str]]  # the value, or the error with what it was raised over; the notes


def chain(error: BaseException | None) -> Iterator[tuple[str, str]]:
    """The error and what was being handled when it was raised, and so on."""
    while error is not None:
        yield type(error).__name__, str(error)
        error = error.__context__


def outcome(module: ModuleType, function: Callable[..., Any], argument: int, forks: bool) -> Outcome:
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


def disagreement(source: str, backends: tuple[str, ...], forks: bool) -> str:
    """Empty if all agree with plain Python; else what differed."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # lost errors are part of the programs
        module = load(source, Path(folder), "with_program")
        try:
            expected = [outcome(module, module.main, argument, forks) for argument in INPUTS]
            return next(filter(None, (_compare(module, backend, expected, forks) for backend in backends)), "")
        finally:
            sys.modules.pop("with_program", None)


def _compare(module: ModuleType, backend: str, expected: list[Outcome], forks: bool) -> str:
    with config.settings.override(backend=backend):
        try:
            compiled = ab.script(module.main)
        except Exception as error:
            return f"{backend} does not compile it: {type(error).__name__}: {error}"
        got = [outcome(module, compiled, argument, forks) for argument in INPUTS]
    if got == expected:
        return ""
    argument, mine, wanted = next((i, g, w) for i, g, w in zip(INPUTS, got, expected) if g != w)
    return f"{backend}, main({argument}):\n  got      {mine}\n  expected {wanted}"


def check_seed(seed: int, backends: tuple[str, ...]) -> str:
    """Empty, or a report with the smallest program found that still goes wrong."""
    forks = seed % 3 == 0
    choices = Choices(random.Random(seed))
    if not disagreement(WithProgram(choices, forks).source, backends, forks):
        return ""

    def fails(numbers: list[int]) -> bool:
        return bool(disagreement(WithProgram(Choices(replay=numbers), forks).source, backends, forks))

    smallest = WithProgram(Choices(replay=shrink(choices.made, fails)), forks).source
    return f"seed {seed}: {disagreement(smallest, backends, forks)}\n{smallest}"


@scenario("with_programs", limit=900)
def programs_of_with_agree(budget: Budget) -> None:
    chunks = [(first, min(first + CHUNK, PROGRAMS)) for first in range(0, PROGRAMS, CHUNK)]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        for count, reports in pool.map(check_chunk, chunks):
            assert not reports, "\n\n".join(reports)
            budget.step(count)


def check_chunk(seeds: tuple[int, int]) -> tuple[int, list[str]]:
    reports = (check_seed(seed, ("interpreter", "native")) for seed in range(*seeds))
    return seeds[1] - seeds[0], [report for report in reports if report]
