"""The package as built: what it was built against, and what it says when that does not fit."""

import importlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import torch

from anabranch.base.errors import BackendError, SerialWarning
from anabranch.runtime import native

backend_module = importlib.import_module("anabranch.runtime.backend")
ROOT = Path(__file__).resolve().parents[1]


def test_built_for_the_installed_torch() -> None:
    built = native.built_for()
    if built is None:
        pytest.skip("no native core")
    assert built == torch.__version__
    assert native.core().__name__ == "anabranch._native"


def test_other_minor_version_is_refused_with_a_remedy() -> None:
    native.check_version("2.13.0+cpu", "2.13.1")
    with pytest.raises(BackendError, match=r"expected 2\.13, got 2\.14\.0[\s\S]*pip install torch==2\.13\.0"):
        native.check_version("2.13.0+cpu", "2.14.0")


def test_missing_core_names_the_remedy() -> None:
    with pytest.raises(BackendError, match="C\\+\\+ compiler"):
        native.check_version(None, torch.__version__)


@pytest.mark.slow
def test_native_links_one_openmp() -> None:
    """A second libgomp would open teams of its own."""
    code = (
        "import torch; from anabranch.runtime import native; native.core(); "
        "print(sum('gomp' in l.split('/')[-1] for l in {l.split()[-1] for l in open('/proc/self/maps') if '/' in l}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) <= 1


@pytest.mark.slow
def test_installs_without_a_compiler(tmp_path: Path) -> None:
    """No compiler in sight: a package without the core, that still imports."""
    source = tmp_path / "source"
    ignored = shutil.ignore_patterns(".venv", "build", "_native*.so", "_native.torch", ".git", "tests")
    shutil.copytree(ROOT, source, ignore=ignored)
    where = {"PATH": str(Path(sys.executable).parent), "HOME": str(tmp_path)}
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "-q", "--no-build-isolation"]
    subprocess.run([*pip, "--no-deps", str(source), "-w", str(tmp_path)], check=True, env=where)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "anabranch/runtime/backend.py" in names
    assert "anabranch/py.typed" in names
    assert not [n for n in names if n.endswith(".so")]


def test_without_core_the_interpreter_runs_with_one_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "built_for", lambda: None)
    backend_module._automatic.cache_clear()
    try:
        with pytest.warns(SerialWarning, match="IR interpreter") as caught:
            names = {backend_module.backend("auto").name for _ in range(3)}
    finally:
        backend_module._automatic.cache_clear()
    assert names == {"interpreter"}
    assert len(caught) == 1


def test_unknown_backend() -> None:
    with pytest.raises(BackendError, match="expected native or interpreter"):
        backend_module.backend("cuda")
