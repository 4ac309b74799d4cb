"""Programs of the corpus that torch.jit compiles, saved by torch.jit.save, loaded by ours: they do what plain Python does."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance import catalogue
from conformance.catalogue import Program
from conformance.pool import Worker
from conftest import BACKENDS_OF_SWEEPS, in_shares

SECONDS = 60.0  # on a loaded machine
PROGRAMS = [p for p in catalogue.find() if not p.beyond]

# What torch.jit does not compile or save, and what its files do not say, so that torch.jit.load fails in the same way.
NOT_SAVED = {
    "language/ignored_and_unused": "Could not export Python function",
    "language/ignored_without_result": "Could not export Python function",
    "modules/ignored_method_state": "Could not export Python function",
    "modules/ignored_with_module": "Could not export Python function",
    "language/union_reassigned": "previously had type",
    "modules/named_tuple_attributes": "has no attribute or method",
}
LOST = {
    "language/broadcasting_lists": "Expected a value of type 'List",  # that one number stands for several
    "language/default_arguments": "missing a required argument",  # defaults of a function
    "language/error_keyword_only_from_python": "expected an error like",  # that an argument goes by name only
}

pytestmark = [pytest.mark.slow, pytest.mark.oracle, pytest.mark.xdist_group("torchscript")]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("torchscript")


@pytest.fixture(scope="session")
def save(folder: Path) -> Iterator[Callable[[Program], str]]:
    """Has a program saved, once; gives why it could not be."""
    worker = Worker("torch.jit", ["save", str(folder)])
    yield functools.cache(lambda program: str(worker.judge(program, SECONDS)["reason"]))
    assert worker.close() == 0, "exit status"


@pytest.fixture(scope="session")
def loaders(folder: Path) -> Iterator[dict[str, Worker]]:
    made = {on: Worker("anabranch", ["load", str(folder)], {"ANABRANCH_BACKEND": on}) for on in ("interpreter", "native")}
    yield made
    assert {on: worker.close() for on, worker in made.items()} == dict.fromkeys(made, 0), "exit statuses"


@pytest.mark.parametrize("on", BACKENDS_OF_SWEEPS)
@pytest.mark.parametrize("program", in_shares(PROGRAMS), ids=lambda program: program.name)
def test_program_that_torch_jit_saved(
    program: Program, on: str, save: Callable[[Program], str], loaders: dict[str, Worker]
) -> None:
    reason = save(program)
    if program.name in NOT_SAVED:
        assert NOT_SAVED[program.name] in reason
        return
    assert reason == ""
    answer = loaders[on].judge(program, SECONDS)
    if program.name in LOST:
        assert LOST[program.name] in answer["reason"]
    else:
        assert answer["status"] == "pass", answer["reason"]
