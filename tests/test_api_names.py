"""The public names, and what importing costs."""

from __future__ import annotations

import inspect
import pkgutil
import subprocess
import sys

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
    assert dir(ab) == [name for name in NAMES if not name.startswith("_")]


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
