"""The hang list on one core and on two, each scenario in a process of its own with a limit of ten seconds."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import CORE_IS_BUILT
from hangs import compiling, programs
from support.processes import environment

TESTS = Path(__file__).parent
SCENARIOS = [*programs.SCENARIOS, *compiling.SCENARIOS]


@functools.cache
def failures(cores: int) -> dict[str, str | None]:
    """Why each scenario failed, None if it did not."""
    command = [sys.executable, "-m", "hangs", str(cores)]
    given = environment(TESTS, ANABRANCH_BACKEND="native")
    given.pop("ANABRANCH_WORKERS", None)
    run = subprocess.run(command, capture_output=True, text=True, env=given, cwd=TESTS)
    assert run.returncode == 0, run.stderr[-4000:]
    return dict(json.loads(line) for line in run.stdout.splitlines())


@pytest.mark.slow
@pytest.mark.timeout(600)  # the scenarios have limits of their own
@pytest.mark.skipif(not CORE_IS_BUILT, reason="the native core is not built")
@pytest.mark.parametrize("cores", [pytest.param(n, marks=pytest.mark.xdist_group(f"hangs on {n}")) for n in (1, 2)])
@pytest.mark.parametrize("scenario", [s.__name__ for s in SCENARIOS])
def test_ends(scenario: str, cores: int) -> None:
    why = failures(cores)[scenario]
    assert why is None, why
