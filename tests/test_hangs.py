"""The hang list on one core and on two, each scenario in a process of its own with a limit of ten seconds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import CORE_IS_BUILT
from hangs.programs import SCENARIOS

TESTS = Path(__file__).parent


@pytest.mark.slow
@pytest.mark.skipif(not CORE_IS_BUILT, reason="the native core is not built")
@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize("scenario", [s.__name__ for s in SCENARIOS])
def test_ends(scenario: str, cores: int) -> None:
    path = os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)])
    environment = {**os.environ, "PYTHONPATH": path, "ANABRANCH_BACKEND": "native"}
    environment.pop("ANABRANCH_WORKERS", None)
    command = [sys.executable, "-m", "hangs", scenario, str(cores)]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=100)
    assert run.returncode == 0, run.stderr[-4000:]
