"""Values nested 20,000 deep, of every kind, through every operation: a result or an error, never the end of the process.

Objects take most of the time and are nested 4,000 deep; make stress has all of them as deep, and a million levels.
"""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import NEEDS_CORE
from support.processes import environment

TESTS = Path(__file__).parent
SHARES = {"native": 24, "interpreter": 60}  # one of so many cases; make stress runs all


@functools.cache
def wrong(backend: str, *options: str) -> list[str]:
    command = [sys.executable, "-m", "deep", *options]
    run = subprocess.run(command, capture_output=True, text=True, env=environment(TESTS, ANABRANCH_BACKEND=backend), cwd=TESTS)
    assert run.returncode == 0, run.stderr[-4000:]
    *problems, (done, count, refused) = map(json.loads, run.stdout.splitlines())
    assert done - refused > 5 and count == len(problems)
    return [f"{nest}: {operation}: {why}" for nest, operation, why in problems]


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", ["interpreter", pytest.param("native", marks=NEEDS_CORE)])
def test_deep_values(name: str) -> None:
    assert wrong(name, "--share", f"0/{SHARES[name]}", "--objects", "4000") == []


@NEEDS_CORE
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_hundred_thousand_levels_are_let_go_of() -> None:
    """80 bytes of the main thread's stack for each."""
    assert wrong("native", "--only", ": drop", "--deep", "100000") == []
