"""What the documentation says is all there is: public names, names of torch.jit, environment variables."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
import torch

import anabranch as ab
from anabranch.base.config import Settings
from support.by_path import module
from support.pages import blocks

DOCS = Path(__file__).resolve().parents[1] / "docs"
SOURCE = Path(ab.__file__).parent
report = module("benchmarks/report.py")


def names_in_code(page: str) -> set[str]:
    """What stands between backticks in the tables and text of a page, word by word."""
    text = re.sub(r"^```.*?^```$", "", (DOCS / page).read_text(), flags=re.MULTILINE | re.DOTALL)
    return {word for code in re.findall(r"`([^`]+)`", text) for word in re.findall(r"\w+", code)}


def test_every_public_name_is_in_the_reference_once() -> None:
    pages = "\n".join(page.read_text() for page in (DOCS / "reference").glob("*.md"))
    found = re.findall(r"^(?:::: anabranch\.|## )(\w+)$", pages, re.MULTILINE)
    assert sorted(found) == sorted(ab.__all__)


def test_every_function_of_the_reference_has_an_example_beside_it() -> None:
    """Errors have one for all; names that do nothing need none."""
    reference = DOCS / "reference"
    for page in sorted({*reference.glob("*.md")} - {reference / "errors.md", reference / "torch-names.md"}):
        names = set(re.findall(r"^(?:::: anabranch\.|## )(\w+)$", page.read_text(), re.MULTILINE))
        used = set(re.findall(r"\bab\.(\w+)", "".join(block.body for block in blocks(page))))
        assert names - used == set(), page


@pytest.mark.oracle
def test_every_name_of_torch_jit_is_on_the_page_about_moving() -> None:
    imported = {"Iterator", "annotations", "contextmanager", "frontend", "set_module", "torch", "warnings"}
    here = {name for name in dir(torch.jit) if not name.startswith("_") and not _is_submodule(name)} - imported
    assert here - names_in_code("how-to/torch-jit.md") == set()


def _is_submodule(name: str) -> bool:
    return isinstance(getattr(torch.jit, name), type(torch))


@pytest.mark.oracle
@pytest.mark.parametrize("cls", ["ScriptFunction", "ScriptModule", "CompilationUnit", "Future"])
def test_every_method_that_is_missing_is_on_the_page_about_moving(cls: str) -> None:
    theirs, ours = ({name for name in dir(getattr(lib, cls)) if not name.startswith("_")} for lib in (torch.jit, ab))
    assert theirs - ours - names_in_code("how-to/torch-jit.md") == set()


def test_every_environment_variable_is_on_the_page_about_threads() -> None:
    read = {entry.metadata["env"] for entry in fields(Settings)}
    in_source = {
        name
        for file in [*SOURCE.rglob("*.py"), *(SOURCE.parents[1] / "csrc").rglob("*.cpp")]
        for name in re.findall(r"(?:environ\S*|getenv)[\[(]+\s*\"(ANABRANCH_\w+)\"", file.read_text())
    }
    documented = set(re.findall(r"ANABRANCH_[A-Z_]+", (DOCS / "how-to/threads.md").read_text()))
    assert read | in_source == documented


def test_links_of_readme_lead_somewhere_from_outside() -> None:
    """PyPI shows README without the tree beside it."""
    readme = (DOCS.parent / "README.md").read_text()
    links = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"^ *```.*?^ *```$", "", readme, flags=re.MULTILINE | re.DOTALL))
    home = tomllib.loads((DOCS.parent / "pyproject.toml").read_text())["project"]["urls"]["Repository"]
    assert links and all(link.startswith(home) for link in links)


def test_plots_and_tables_are_those_of_the_measured_numbers() -> None:
    for name, text in report.files(DOCS / "performance").items():
        assert (DOCS / "performance" / name).read_text() == text
