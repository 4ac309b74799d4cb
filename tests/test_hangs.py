"""The hang list on one core and on two, each scenario in a process of its own with a limit of ten seconds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import CORE_IS_BUILT
from hangs.programs import SCENARIOS
from support.processes import environment

TESTS = Path(__file__).parent


@pytest.fixture(scope="module", params=[1, 2], ids=["one core", "two cores"])
def failures(request: pytest.FixtureRequest) -> dict[str, str | None]:
    """Why each scenario failed, None if it did not."""
    command = [sys.executable, "-m", "hangs", str(request.param)]
    given = environment(TESTS, ANABRANCH_BACKEND="native")
    given.pop("ANABRANCH_WORKERS", None)
    run = subprocess.run(command, capture_output=True, text=True, env=given, cwd=TESTS)
    assert run.returncode == 0, run.stderr[-4000:]
    return dict(json.loads(line) for line in run.stdout.splitlines())


@pytest.mark.slow
@pytest.mark.timeout(600)  # the scenarios have limits of their own
@pytest.mark.xdist_group("hangs")
@pytest.mark.skipif(not CORE_IS_BUILT, reason="the native core is not built")
@pytest.mark.parametrize("scenario", [s.__name__ for s in SCENARIOS])
def test_ends(scenario: str, failures: dict[str, str | None]) -> None:
    assert failures[scenario] is None, failures[scenario]
