"""``check`` on random programs: it reports exactly those in which two statements that nothing orders touch one cell."""

from __future__ import annotations

import importlib.util
import itertools
import random
import sys
import warnings
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings

import anabranch as ab
from stress.choices import Choices
from stress.differential import INPUTS
from stress.differential import loaded as stress_program
from stress.programs import Program
from support.task_programs import Task, outcome, programs, races, source

ORDERS = 12
_numbers = itertools.count()
own_settings = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


def compiled(main: Task, folder: Path) -> ab.ScriptFunction:
    module = loaded(source(main), folder)
    try:
        function: ab.ScriptFunction = ab.script(module.main)
        return function
    finally:
        del sys.modules[module.__name__]


def loaded(text: str, folder: Path) -> ModuleType:
    path = folder / f"program_{next(_numbers)}.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.compiles_only
@own_settings
@given(programs())
def test_what_races_is_reported_and_nothing_else(tmp_path: Path, main: Task) -> None:
    found = ab.check(compiled(main, tmp_path))
    assert found.error is None
    racing = races(main)
    assert bool(found.races) == bool(racing), f"{source(main)}\n{racing}\n{found}"
    outcomes = {repr(outcome(main, seed)) for seed in range(ORDERS)}
    assert len(outcomes) == 1 or found.races, source(main)


@pytest.mark.slow
@pytest.mark.compiles_only
@own_settings
@given(programs(disjoint=True))
def test_tasks_that_touch_what_is_theirs_race_with_nobody(tmp_path: Path, main: Task) -> None:
    found = ab.check(compiled(main, tmp_path))
    assert found, f"{source(main)}\n{found}"
    assert found.tasks == len(tasks(main))


@pytest.mark.slow
@pytest.mark.compiles_only
@pytest.mark.parametrize("seed", range(6))
def test_programs_that_give_one_result_do_not_race(seed: int) -> None:
    with warnings.catch_warnings(), stress_program(Program(Choices(random.Random(seed))).source, "program") as module:
        warnings.simplefilter("ignore")
        function = ab.script(module.main)
        for arguments in INPUTS:
            found = ab.check(function, *arguments)
            assert not found.races, f"seed {seed}, {arguments}: {found}"


def tasks(main: Task) -> list[Task]:
    return [t for inner in main.forks() for t in (inner, *tasks(inner))]
