"""The package as built: what it was built against, and what it says when that does not fit."""

import subprocess
import sys

import pytest
import torch

from anabranch.errors import BackendError
from anabranch.runtime import native


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
