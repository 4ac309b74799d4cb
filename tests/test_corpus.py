"""Our own conformance programs (`tests/corpus`), in the format of ../shared/conformance and run by its runner.

On both backends.  Each is checked against plain Python here; against torch.jit when it is written:
`run.py --jit torch.jit --root tests/corpus`.  Without the runner beside this checkout there is nothing to run them with.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import CORE_IS_BUILT

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "tests" / "corpus"
RUNNER = ROOT.parent / "shared" / "conformance" / "run.py"
CATEGORIES = sorted(folder.name for folder in (CORPUS / "programs").iterdir() if folder.is_dir())


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not RUNNER.exists(), reason="no ../shared/conformance beside this checkout")
@pytest.mark.parametrize("backend_name", ["interpreter", "native"])
@pytest.mark.parametrize("category", CATEGORIES)
def test_category(category: str, backend_name: str, tmp_path: Path) -> None:
    if backend_name == "native" and not CORE_IS_BUILT:
        pytest.skip("the native core is not built")
    answer = tmp_path / "results.json"
    command = [sys.executable, str(RUNNER), "--jit", "anabranch", "--root", str(CORPUS), "--only", f"^{category}/"]
    environment = {**os.environ, "ANABRANCH_BACKEND": backend_name, "PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run([*command, "--jobs", "1", "--json", str(answer)], capture_output=True, text=True, env=environment)
    assert answer.exists(), run.stdout + run.stderr
    results = json.loads(answer.read_text())["results"]
    assert len(results) == len(list((CORPUS / "programs" / category).glob("*.py")))
    assert {name: r["reason"] for name, r in results.items() if r["status"] != "pass"} == {}
    assert "ran their own Python source" not in run.stdout, run.stdout
