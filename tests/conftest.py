"""Fixtures that many tests share: the matrix of backends, and a core whose counters must move."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("ANABRANCH_VERIFY", "1")  # every graph is checked after every pass, in child processes too

import anabranch.base.config as config
from anabranch.base.package import FOLDER

sys.path.insert(0, str(Path(__file__).parent))  # tests import their helpers by name
pytest_plugins = ["support.ban_torchscript", "support.cpu_times"]
CORE_IS_BUILT = any(FOLDER.glob("_native*.so"))
NEEDS_CORE = pytest.mark.skipif(not CORE_IS_BUILT, reason="the native core is not built")
BACKENDS = ["interpreter", pytest.param("native", marks=NEEDS_CORE)]
DAILY_SHARE = 3


def in_shares(cases: Iterable[Any]) -> list[Any]:
    """Of a sweep over the whole corpus the daily suite runs every third case, and `make databases` the others."""
    return [c if i % DAILY_SHARE == 0 else pytest.param(c, marks=pytest.mark.database) for i, c in enumerate(cases)]


# Of the whole corpus, loaded: both backends get the same graphs, so the daily suite runs one, `make databases` the other.
BACKENDS_OF_SWEEPS = [pytest.param("interpreter", marks=pytest.mark.database), pytest.param("native", marks=NEEDS_CORE)]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "compiles_only: the test runs no compiled program, so no counter need move")
    config.addinivalue_line("markers", "forks: the program forks, so the counter of native tasks must move too")


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Iterator[str]:
    """Runs the test once on each backend.  On the native one its counters must move: nobody steps in silently."""
    with config.settings.override(backend=request.param):
        before = core_counters() if request.param == "native" else {}
        yield request.param
    if request.param == "native" and request.node.get_closest_marker("compiles_only") is None:
        assert_moved(before, forks=request.node.get_closest_marker("forks") is not None)


@pytest.fixture
def native() -> Iterator[None]:
    """The native backend only: load, nesting, threads."""
    if not CORE_IS_BUILT:
        pytest.skip("the native core is not built")
    with config.settings.override(backend="native"):
        yield


def core_counters() -> dict[str, int]:
    """Instructions and tasks of the native machine so far."""
    from anabranch.runtime import backend

    machine = backend("native")
    return {"instructions": machine.instructions(), "tasks": machine.tasks()}


def assert_moved(before: dict[str, int], forks: bool) -> None:
    after = core_counters()
    assert after["instructions"] > before["instructions"], "the virtual machine ran nothing"
    assert not forks or after["tasks"] > before["tasks"], "no native task was made"
