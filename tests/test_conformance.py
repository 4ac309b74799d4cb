"""The conformance programs beside the checkout (../shared/conformance), each category in a process of its own.

Where that folder is missing (a clone elsewhere) there is nothing to run; the same ground is covered by the programs of
`tests/test_hangs_*.py`, `tests/test_seeds.py` and `tests/test_programs.py`, which need nothing beside the checkout.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import CORE_IS_BUILT

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT.parent / "shared" / "conformance"
CATEGORIES = ["fork_basic", "fork_errors", "fork_nested", "fork_state", "future_types"]
LATER = {"fork_basic/save_load"}  # save and load belong to a later issue


def programs(category: str) -> list[str]:
    names = sorted(f"{category}/{file.stem}" for file in (FOLDER / "programs" / category).glob("*.py"))
    return [name for name in names if name not in LATER]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not FOLDER.exists(), reason="no ../shared/conformance beside this checkout")
@pytest.mark.parametrize("backend_name", ["interpreter", "native"])
@pytest.mark.parametrize("category", CATEGORIES)
def test_category(category: str, backend_name: str, tmp_path: Path) -> None:
    if backend_name == "native" and not CORE_IS_BUILT:
        pytest.skip("the native core is not built")
    answer = tmp_path / "results.json"
    pattern = "|".join(f"^{re.escape(name)}$" for name in programs(category))
    command = [sys.executable, str(FOLDER / "run.py"), "--jit", "anabranch", "--only", pattern, "--json", str(answer)]
    environment = {**os.environ, "ANABRANCH_BACKEND": backend_name, "PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert answer.exists(), run.stdout + run.stderr
    results = json.loads(answer.read_text())["results"]
    assert set(results) == set(programs(category))
    assert {name: r["reason"] for name, r in results.items() if r["status"] != "pass"} == {}
    assert "ran their own Python source" not in run.stdout, run.stdout
