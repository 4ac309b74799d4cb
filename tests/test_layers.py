"""Data flows one way: an import goes to an earlier layer or stays in its folder (design, section 3)."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "anabranch"

LAYERS = {
    "package": 0, "given": 0, "source": 0, "errors": 0, "config": 0, "tracebacks": 0,
    "lang": 0.4, "ops": 0.6, "ir": 1, "futures": 1,
    "interp": 2, "eager": 2, "markers": 2, "analysis": 2, "passes": 2,
    "frontend": 3, "tracing": 3,
    "bytecode": 5,
    "runtime": 6,
    "archive": 7, "profile": 7, "cluster": 7,
    "script": 8, "trace": 8, "script_module": 8, "script_method": 8, "script_object": 8, "function_view": 8, "module_maker": 8,
    "module_class": 8, "compilation_unit": 8, "script_function": 8, "text_functions": 8,
    "module_slots": 8, "slot_access": 8, "instance_wrappers": 8, "traced_module": 8,
    "api": 9, "cli": 9, "__init__": 10,
}  # fmt: skip
# What the language can say: still in ir/.  nominal's annotations name ir.Function.
LANG = {f"ir.{name}" for name in ("types", "nominal", "subtyping", "schema", "schema_parser", "schema_printer")}
UNTIL_LANG = {("lang", "nominal.py", "ir"), ("ops", "__init__.py", "ir")}
BASE = ("package", "given", "source", "errors", "config", "tracebacks")
DOORS = {name for name, layer in LAYERS.items() if layer == 8}  # what users hold: one subject in several files
CORE = ["base", "sched", "vm", "kernels", "aten", "bind"]
PYTHON_FILES = sorted(PACKAGE.rglob("*.py"))
CORE_FILES = sorted(f for part in CORE for f in (ROOT / "csrc" / part).rglob("*") if f.suffix in {".cpp", ".h"})


def part(path: Path) -> str:
    return part_of(".".join(path.relative_to(PACKAGE).with_suffix("").parts))


def part_of(module: str) -> str:
    first, _, rest = module.partition(".")
    return "lang" if f"{first}.{rest.split('.')[0]}" in LANG else first


def imported_parts(path: Path) -> set[str]:
    """First name under `anabranch` of everything that the file imports, at any depth."""
    package = ["anabranch", *path.relative_to(PACKAGE).parts[:-1]]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, *([node.module] if node.module else [])])
            found |= {f"{module}.{name.name}" for name in node.names}
    return {part_of(name.removeprefix("anabranch.")) for name in found if name.startswith("anabranch.")}


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    own = part(path)
    assert own in LAYERS, f"{own} has no layer"
    for other in imported_parts(path) & LAYERS.keys():
        if {own, other} <= set(BASE) or {own, other} <= DOORS or (own, path.name, other) in UNTIL_LANG:
            continue
        assert other == own or LAYERS[other] < LAYERS[own], f"{path.name} ({own}) imports {other}"


def test_native_is_imported_in_one_file() -> None:
    imports = re.compile(r"^\s*(from|import) .*\b_native\b", re.M)
    users = [p for p in PYTHON_FILES if imports.search(p.read_text(encoding="utf-8"))]
    assert [str(p.relative_to(PACKAGE)) for p in users] in ([], ["runtime/native.py"])


@pytest.mark.parametrize("path", CORE_FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_core_includes_go_down(path: Path) -> None:
    own = path.relative_to(ROOT / "csrc").parts[0]
    if own not in CORE:
        return  # csrc/tests
    tests = "test" in "".join(path.relative_to(ROOT / "csrc").parts[1:-1])
    for include in re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', path.read_text(encoding="utf-8"), re.M):
        first = include.split("/")[0]
        if first in CORE:
            assert CORE.index(first) <= CORE.index(own), f"{path.name} includes {include}"
        if own in {"base", "sched"}:
            assert first not in {"ATen", "c10", "torch"}, f"{path.name} includes {include}"
        if own != "bind" and not tests:
            assert include != "Python.h", f"{path.name} includes {include}"
            assert "pybind" not in include, f"{path.name} includes {include}"
