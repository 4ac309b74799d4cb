"""The public names, and what importing costs."""

from __future__ import annotations

import inspect
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import anabranch as ab

NAMES = """
ArchiveError Attribute CancelledError Check CompilationUnit CompileError CycleError Error ExportError Final Future
LostErrorWarning Profile ProfileError Race ScriptError ScriptFunction ScriptModule ScriptTypeError SerialWarning TracerWarning
TracingCheckError TracingError
_Await _awaitable _awaitable_nowait _awaitable_wait annotate check enable_onednn_fusion export export_opnames
fork freeze fuser get_num_workers ignore interface is_scripting is_tracing isinstance load
onednn_fusion_enabled operators optimize_for_inference optimized_execution parse_ir profile run_frozen_optimizations save script
script_if_tracing script_method set_fusion_strategy set_num_workers strict_fusion to_fx trace trace_module unused wait
wait_all workers
""".split()


def test_the_public_names_are_these() -> None:
    assert ab.__all__ == NAMES
    assert set(NAMES) <= set(dir(ab))


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(ab, name)
    if not inspect.ismodule(value) and name != "Final":
        assert inspect.getdoc(value), f"{name} has no documentation"
        assert not inspect.ismodule(value)


def test_a_name_that_does_not_exist() -> None:
    with pytest.raises(AttributeError, match="no attribute 'sript'"):
        _ = ab.sript


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_importing_the_package_loads_neither_torch_nor_the_compiler() -> None:
    loaded = python("import sys, anabranch; print('torch' in sys.modules, 'anabranch.frontend' in sys.modules)")
    assert loaded == "False False"


def test_no_public_name_is_a_submodule_too() -> None:
    """Else the import system would put the module in the name's place, and warn."""
    assert not set(ab.__all__) & {module.name for module in pkgutil.iter_modules(ab.__path__)}


@pytest.mark.slow
def test_a_type_checker_sees_the_type_of_the_future(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    code = """
import anabranch as ab
from torch import Tensor
def g(a: Tensor, b: int = 1) -> Tensor: return a
def f(a: int, b: str = "") -> list[float]: return []
reveal_type(ab.fork(f, 1, b="x"))
reveal_type(ab.wait(ab.fork(f, 1)))
def h(x: Tensor) -> None:
    reveal_type(ab.fork(g, x, b=2))
    reveal_type(ab.fork(g, x).wait())
ab.fork(f, "wrong")
"""
    (tmp_path / "user.py").write_text(code)
    command = [sys.executable, "-m", "mypy", "--strict", "user.py"]
    environment = {**os.environ, "MYPYPATH": str(Path(ab.__file__).parents[1])}
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment).stdout
    said = said.replace("builtins.", "")
    assert 'Revealed type is "anabranch.base.futures.Future[list[float]]"' in said, said
    assert 'Revealed type is "list[float]"' in said
    assert 'Revealed type is "anabranch.base.futures.Future[torch._tensor.Tensor]"' in said
    assert 'Revealed type is "torch._tensor.Tensor"' in said
    assert 'incompatible type "str"' in said
