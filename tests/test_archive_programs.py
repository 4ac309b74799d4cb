"""Every program of the corpus, saved by one process and loaded by others: it does what plain Python does, on both
backends (the interpreter in ``make databases``).

The bytes are the same whatever the seed of Python's hashes is.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import catalogue
from conformance.catalogue import Program
from conformance.pool import Worker
from conformance.saved import file_of
from conftest import BACKENDS_OF_SWEEPS, in_shares

SECONDS = 60.0  # on a loaded machine
PROGRAMS = catalogue.find()

# What reaches Python, and says so; and why a program cannot take what its test gives it.
NOT_SAVED = {
    name: "the Python function"
    for name in (
        "language/ignored_and_unused", "language/ignored_without_result", "language/python_autograd_functions",
        "modules/ignored_method_state", "modules/ignored_with_module", "language/ignored_with_keywords",
        "language/ignored_call_of_object", "language/context_that_returns_bool",
    )
}  # fmt: skip
GIVES_PYTHON_OBJECTS = {"language/derived_class_from_python"}  # a loaded class has no Python class whose objects it could take

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("archives")]


class Shelf:
    """The archives of a run, each made when it is first asked for, by a process with one seed of hashes."""

    def __init__(self, folder: Path, seed: str) -> None:
        self.folder = folder
        folder.mkdir()
        self.worker = Worker("anabranch", ["save", str(folder)], {"PYTHONHASHSEED": seed, "ANABRANCH_BACKEND": "native"})

    @functools.cache  # noqa: B019  (as long as the session)
    def save(self, program: Program) -> str:
        """Why it cannot be saved; empty where it can."""
        return str(self.worker.judge(program, SECONDS)["reason"])


@pytest.fixture(scope="session")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Shelf]]:
    folder = tmp_path_factory.mktemp("archives")
    made = [Shelf(folder / seed, seed) for seed in ("1", "2")]
    yield made
    assert [shelf.worker.close() for shelf in made] == [0, 0], "exit statuses"


@pytest.fixture(scope="session")
def loaders(shelves: list[Shelf]) -> Iterator[dict[str, Worker]]:
    mode = ["load", str(shelves[0].folder)]
    made = {on: Worker("anabranch", mode, {"ANABRANCH_BACKEND": on}) for on in ("interpreter", "native")}
    yield made
    assert {on: worker.close() for on, worker in made.items()} == dict.fromkeys(made, 0), "exit statuses"


@pytest.mark.parametrize("program", in_shares(PROGRAMS), ids=lambda program: program.name)
def test_bytes_are_the_same_in_every_process(program: Program, shelves: list[Shelf]) -> None:
    reasons = [shelf.save(program) for shelf in shelves]
    if program.name in NOT_SAVED:
        assert all(NOT_SAVED[program.name] in reason and "help:" in reason for reason in reasons)
        return
    assert reasons == ["", ""]
    files = [file_of(program.path, shelf.folder) for shelf in shelves]
    assert files[0].exists() == files[1].exists()
    assert not files[0].exists() or files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize("on", BACKENDS_OF_SWEEPS)
@pytest.mark.parametrize("program", in_shares(p for p in PROGRAMS if p.name not in NOT_SAVED), ids=lambda program: program.name)
def test_loaded_program(program: Program, on: str, shelves: list[Shelf], loaders: dict[str, Worker]) -> None:
    assert shelves[0].save(program) == ""
    answer = loaders[on].judge(program, SECONDS)
    if program.name in GIVES_PYTHON_OBJECTS:
        assert "Expected a value of type" in answer["reason"]
    else:
        assert answer["status"] == "pass", answer["reason"]
