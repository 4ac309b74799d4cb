"""The conformance programs beside the checkout (../shared/conformance), in processes of their own on each backend.

Where that folder is missing (a clone elsewhere) there is nothing to run; the same ground is covered by the programs of
`tests/test_hangs.py`, `tests/test_seeds.py` and `tests/test_programs.py`, which need nothing beside the checkout.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import CORE_IS_BUILT
from support.processes import environment

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "conformance"
CATEGORIES = ["fork_basic", "fork_errors", "fork_nested", "fork_state", "future_types"]
LATER = {"fork_basic/save_load"}  # save and load belong to a later issue


def programs(category: str) -> set[str]:
    return {f"{category}/{file.stem}" for file in (FOLDER / "programs" / category).glob("*.py")} - LATER


@pytest.fixture(scope="module", params=["interpreter", "native"])
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Of every program: its status and the reason.  One run of the runner: importing torch is what takes long."""
    if request.param == "native" and not CORE_IS_BUILT:
        pytest.skip("the native core is not built")
    answer = tmp_path_factory.mktemp("conformance") / "results.json"
    pattern = "|".join(f"^{re.escape(name)}$" for category in CATEGORIES for name in sorted(programs(category)))
    command = [sys.executable, str(FOLDER / "run.py"), "--jit", "anabranch", "--jobs", "1", "--only", pattern]
    given = environment(ANABRANCH_BACKEND=request.param)
    run = subprocess.run([*command, "--json", str(answer)], capture_output=True, text=True, env=given)
    assert answer.exists(), run.stdout + run.stderr
    assert "ran their own Python source" not in run.stdout, run.stdout
    return json.loads(answer.read_text())["results"]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.xdist_group("conformance")
@pytest.mark.skipif(not FOLDER.exists(), reason="no ../shared/conformance beside this checkout")
@pytest.mark.parametrize("category", CATEGORIES)
def test_category(category: str, results: dict[str, dict[str, Any]]) -> None:
    mine = {name: result for name, result in results.items() if name.startswith(f"{category}/")}
    assert set(mine) == programs(category)
    assert {name: r["reason"] for name, r in mine.items() if r["status"] != "pass"} == {}
