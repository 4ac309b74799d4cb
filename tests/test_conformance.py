"""The programs of `conformance/programs` on both backends, each against plain Python (and, when written, against torch.jit).

They run in a process of each backend that lasts as long as the session; one that crashes or hangs is that program's failure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from conformance import catalogue
from conformance.catalogue import Program
from conformance.pool import Worker
from conftest import BACKENDS

SECONDS = 60.0  # on a loaded machine


@pytest.fixture(scope="session")
def workers() -> Iterator[dict[str, Worker]]:
    made = {backend: Worker("anabranch", variables={"ANABRANCH_BACKEND": backend}) for backend in ("interpreter", "native")}
    yield made
    assert {backend: worker.close() for backend, worker in made.items()} == dict.fromkeys(made, 0), "exit statuses"


def item(program: Program) -> Any:
    return pytest.param(program, id=program.name)


@pytest.mark.parametrize("on", BACKENDS)
@pytest.mark.parametrize("program", [item(program) for program in catalogue.find()])
def test_program(program: Program, on: str, workers: dict[str, Worker]) -> None:
    answer = workers[on].judge(program, SECONDS)
    assert answer["status"] == "pass", answer["reason"]
