"""Every Python block of the documentation and of README runs; every example does."""

import importlib
import json
import sys
from pathlib import Path

import pytest
import torch

import anabranch.base.config as config
from support import notebooks
from support.pages import blocks, run_page

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
PAGES = [page for page in PAGES if any(block.language == "python" for block in blocks(page))]
OTHERS = ("side_by_side", "bilstm_ensemble")  # what they share, and the demo, which starts processes
EXAMPLES = sorted({file.stem for file in (ROOT / "examples").glob("*.py")} - {*OTHERS})
NEEDS = {"serve.md": "fastapi"}  # what a page imports beside torch


@pytest.fixture(autouse=True)
def one_process(native: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages change settings and write files."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page(page: Path, tmp_path: Path) -> None:
    if page.name in NEEDS:
        pytest.importorskip(NEEDS[page.name])
    threads = torch.get_num_threads()
    with torch.random.fork_rng(), config.settings.override(workers=config.settings.workers):
        assert run_page(page, tmp_path) > 0
    torch.set_num_threads(threads)


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_example(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(ROOT / "examples")
    monkeypatch.setattr(sys, "argv", [name, "--small", "--timeline", "timeline.json"])
    with torch.random.fork_rng():
        importlib.import_module(name).main()
    printed = capsys.readouterr().out.split()
    assert {"serial", "forked", "gain"} <= {*printed}
    assert (tmp_path / "timeline.json").stat().st_size > 1000


@pytest.mark.slow
@pytest.mark.parametrize("file", sorted((ROOT / "docs").rglob("*.ipynb")), ids=lambda file: file.name)
def test_notebook_shows_what_it_did(file: Path) -> None:
    written = json.loads(file.read_text())
    assert _kinds(notebooks.run(written)) == _kinds(written)


def _kinds(notebook: dict) -> list[list[str]]:
    """Of each cell, what it shows: text, HTML, a figure."""
    outputs = [cell.get("outputs", []) for cell in notebook["cells"]]
    return [[kind for output in cell for kind in output.get("data", [output["output_type"]])] for cell in outputs]
