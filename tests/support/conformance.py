"""The runner of conformance programs (../shared/conformance/run.py): one run of it for many programs.

Importing torch takes longer than the programs of a category.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from conftest import NEEDS_CORE
from support.processes import environment

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "conformance"
RUNNER = FOLDER / "run.py"
NEEDS_RUNNER = pytest.mark.skipif(not RUNNER.exists(), reason="no ../shared/conformance beside this checkout")


# Tests of one backend share a run of the runner, so xdist keeps them in one process.
BACKENDS = pytest.mark.parametrize(
    "runner_backend",
    [
        pytest.param("interpreter", marks=pytest.mark.xdist_group("runner on the interpreter")),
        pytest.param("native", marks=[NEEDS_CORE, pytest.mark.xdist_group("runner on the machine")]),
    ],
)


def failures(backend: str, root: Path, programs: Iterable[str]) -> dict[str, str | None]:
    """Of each program: why it did not pass; None if it did."""
    pattern = "|".join(f"^{re.escape(name)}$" for name in programs)
    command = [sys.executable, str(RUNNER), "--jit", "anabranch", "--root", str(root), "--only", pattern, "--jobs", "1"]
    given = environment(ANABRANCH_BACKEND=backend)
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "results.json"
        run = subprocess.run([*command, "--json", str(answer)], capture_output=True, text=True, env=given)
        assert answer.exists(), run.stdout + run.stderr
        results = json.loads(answer.read_text())["results"]
    assert "ran their own Python source" not in run.stdout, run.stdout
    return {name: None if r["status"] == "pass" else r["reason"] for name, r in results.items()}


def names(root: Path, category: str) -> set[str]:
    """Every program of the category."""
    return {f"{category}/{file.stem}" for file in (root / "programs" / category).glob("*.py")}


def check_category(expected: set[str], found: dict[str, str | None]) -> None:
    missing = dict.fromkeys(expected, "did not run")
    assert {name: why for name, why in {**missing, **found}.items() if why and name in expected} == {}
