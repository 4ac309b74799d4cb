"""The runner of conformance programs (../shared/conformance/run.py): one run of it for many programs.

Importing torch takes longer than the programs of a category.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from conftest import CORE_IS_BUILT
from support.processes import environment

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "conformance"
RUNNER = FOLDER / "run.py"
NEEDS_RUNNER = pytest.mark.skipif(not RUNNER.exists(), reason="no ../shared/conformance beside this checkout")


def failures(backend: str, root: Path, programs: Iterable[str], answer: Path) -> dict[str, str | None]:
    """Of each program: why it did not pass; None if it did.  ``answer`` is where the runner may write."""
    if backend == "native" and not CORE_IS_BUILT:
        pytest.skip("the native core is not built")
    pattern = "|".join(f"^{re.escape(name)}$" for name in programs)
    command = [sys.executable, str(RUNNER), "--jit", "anabranch", "--root", str(root), "--only", pattern, "--jobs", "1"]
    given = environment(ANABRANCH_BACKEND=backend)
    run = subprocess.run([*command, "--json", str(answer)], capture_output=True, text=True, env=given)
    assert answer.exists(), run.stdout + run.stderr
    assert "ran their own Python source" not in run.stdout, run.stdout
    results = json.loads(answer.read_text())["results"]
    return {name: None if r["status"] == "pass" else r["reason"] for name, r in results.items()}


def names(root: Path, category: str) -> set[str]:
    """Every program of the category."""
    return {f"{category}/{file.stem}" for file in (root / "programs" / category).glob("*.py")}


def check_category(expected: set[str], found: dict[str, str | None]) -> None:
    missing = dict.fromkeys(expected, "did not run")
    assert {name: why for name, why in {**missing, **found}.items() if why and name in expected} == {}
