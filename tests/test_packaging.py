"""What a build asks of torch, what a release changes, and that the places where versions stand agree."""

import datetime
import re
import tomllib
from pathlib import Path

import pytest
import torch

from support.by_path import module

ROOT = Path(__file__).resolve().parents[1]


torch_of_build, release = module("tools/installed_torch.py"), module("tools/release.py")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_a_build_binds_to_the_torch_that_is_installed() -> None:
    needs = torch_of_build.Provider().dynamic_metadata({"others": ["msgspec"]}, {})["dependencies"]
    assert needs == [f"torch=={'.'.join(torch.__version__.split('.')[:2])}.*", "msgspec"]


@pytest.mark.parametrize("version", ["2.11.0", "2.2.0+cpu", "3.0.0"])
def test_a_build_beside_a_torch_that_is_not_known_is_refused(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setattr(torch_of_build, "installed", lambda: version)
    with pytest.raises(SystemExit, match=rf"2\.12, 2\.13 or 2\.14, got {re.escape(version)}\nhelp: pip install torch=="):
        torch_of_build.Provider().dynamic_metadata({"others": []}, {})


def test_a_build_without_torch_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> str:
        raise torch_of_build.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(torch_of_build.metadata, "version", none)
    with pytest.raises(SystemExit, match="there is none in this environment\nhelp: pip install"):
        torch_of_build.Provider().dynamic_metadata({"others": []}, {})


def test_a_source_distribution_needs_no_torch_to_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = torch_of_build.Provider()
    provider.build_state("sdist")
    monkeypatch.setattr(torch_of_build, "installed", lambda: pytest.fail("asked for torch"))
    assert provider.dynamic_metadata({"others": []}, {}) == {"dependencies": ["torch==2.13.*"]}
    assert provider.dynamic_wheel({}) == {"dependencies": True}


def test_versions_of_torch_agree() -> None:
    assert f"torch=={torch_of_build.USUAL}" in PROJECT["build-system"]["requires"]
    for workflow in ("check", "wheels"):
        matrix = re.search(r"torch: \[(.*)\]", (ROOT / f".github/workflows/{workflow}.yml").read_text())
        minors = tuple(torch_of_build.minor(v) for v in re.findall(r'"([\d.]+)"', matrix[1]))
        assert minors == torch_of_build.KNOWN
    assert torch_of_build.USUAL in PROJECT["tool"]["cibuildwheel"]["before-build"]


def files() -> dict[str, str]:
    return {name: (ROOT / name).read_text() for name in [*release.PLACES, "CHANGELOG.md"]}


def test_a_release_changes_every_place_of_the_version_and_dates_the_changes() -> None:
    texts = {**files(), "CHANGELOG.md": "# Changes\n\n## 99.0.0 (unreleased)\n\nNew things.\n\n## 0.0.1 (2020-01-01)\n\nOld.\n"}
    changed = release.released(texts, "99.0.0", datetime.date(2030, 1, 2))
    assert release.current(changed) == "99.0.0"
    assert "## 99.0.0 (2030-01-02)\n\nNew things.\n\n## 0.0.1" in changed["CHANGELOG.md"]
    assert release.section(texts["CHANGELOG.md"]) == "New things."


@pytest.mark.parametrize("version", ["0.0.9", "1.0", "v1.0.0"])
def test_a_version_that_is_older_or_none_is_refused(version: str) -> None:
    with pytest.raises(SystemExit, match="expected a version"):
        release.released(files(), version, datetime.date(2030, 1, 2))


def test_nothing_to_release_is_refused() -> None:
    texts = {**files(), "CHANGELOG.md": "# Changes\n\n## 0.1.0 (2026-01-01)\n\nOld.\n"}
    with pytest.raises(SystemExit, match="nothing under a heading"):
        release.released(texts, "99.0.0", datetime.date(2030, 1, 2))
