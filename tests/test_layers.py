"""Data flows one way: an import goes to an earlier layer or stays in its folder (design, section 3)."""

import ast
import functools
import re
import sys
from collections.abc import Iterable
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


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def module_name(path: Path) -> str:
    return ".".join(["anabranch", *path.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(".__init__")


MODULES = {module_name(path): path for path in PYTHON_FILES}


@functools.cache
def imports(path: Path) -> frozenset[str]:
    """Full names of everything that the file imports, at any depth, for type checkers, too."""
    package = ["anabranch", *path.relative_to(PACKAGE).parts[:-1]]
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, *([node.module] if node.module else [])])
            found |= {f"{module}.{name.name}" for name in node.names}
    return frozenset(found)


def imported_parts(path: Path) -> set[str]:
    """First name under `anabranch` of everything that the file imports."""
    return {part_of(name.removeprefix("anabranch.")) for name in imports(path) if name.startswith("anabranch.")}


def imported_files(path: Path) -> set[str]:
    """The files of the package that the file imports, by module."""
    named = {n if n in MODULES else n.rpartition(".")[0] for n in imports(path)}
    return (named & MODULES.keys()) - {module_name(path), "anabranch"}  # the root is reached for `_native` alone


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    own = part(path)
    assert own in LAYERS, f"{own} has no layer"
    for other in imported_parts(path) & LAYERS.keys():
        if {own, other} <= set(BASE) or {own, other} <= DOORS or (own, path.name, other) in UNTIL_LANG:
            continue
        assert other == own or LAYERS[other] < LAYERS[own], f"{path.name} ({own}) imports {other}"


# -- no import hides in a function

# Optional dependencies, each imported where it is used, in one file.
OPTIONAL: set[str] = set()
# What still imports inside functions: this list only shrinks.
HIDES_IMPORTS = {
    "interp/kernels/structure.py", "interp/values.py", "runtime/native.py",
}  # fmt: skip


def functions_with_imports(path: Path) -> list[str]:
    functions = [n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [f.name for f in functions if any(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.walk(f))]


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_import_stands_in_a_function(path: Path) -> None:
    name = str(path.relative_to(PACKAGE))
    if name in OPTIONAL:
        return
    assert bool(functions_with_imports(path)) == (name in HIDES_IMPORTS), functions_with_imports(path)


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_are_short_and_imports_static(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400 or module_name(path) in LONG
    if module_name(path) not in DYNAMIC:
        assert "import_module" not in text


LONG = {"anabranch.lang.types"}  # one table of types; this list only shrinks
DYNAMIC = {
    "anabranch",  # the public names, each loaded when first asked for
    "anabranch.frontend.lowering.imports",  # carries out the import that a program says
}


# -- circles


def circles() -> list[set[str]]:
    """The groups of files that import each other, directly or by way of others (Tarjan)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[set[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(imported_files(MODULES[name])):
            if other not in index:
                visit(other)
            if other in stack:
                low[name] = min(low[name], low[other])
        if low[name] == index[name]:
            at = stack.index(name)
            found.append(set(stack[at:]))
            del stack[at:]

    for name in MODULES:
        if name not in index:
            visit(name)
    return found


def lines(names: Iterable[str]) -> int:
    return sum(MODULES[n].read_text(encoding="utf-8").count("\n") for n in names)


FRONTEND = ["source", "values", "lowering", "calls", "types", "builtins", "classes", "modules", "language"]
FRONTEND_FILES = [p for p in PYTHON_FILES if part(p) == "frontend" and p.name != "__init__.py"]


def step(module: str) -> int:
    """The place of a file of the frontend in its order."""
    return FRONTEND.index(module.split(".")[2])


@pytest.mark.parametrize("path", FRONTEND_FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_down_in_the_frontend(path: Path) -> None:
    own = module_name(path)
    above = [m for m in imported_files(path) if m.startswith("anabranch.frontend.") and step(m) > step(own)]
    assert above == []


def test_the_language_is_whole() -> None:
    """A file that nothing imports would register nothing."""
    import anabranch.frontend  # noqa: F401

    assert {module_name(p) for p in FRONTEND_FILES} <= sys.modules.keys()


# What sugared values, the Emitter and the registries know of each other; nothing else in the frontend may join them.
CORE_OF_FRONTEND = {
    f"anabranch.frontend.values.{name}"
    for name in "behaviour conversions emitter environment named_values resolution sugared syntax".split()
}


def test_the_largest_circle_is_small() -> None:
    largest = max(circles(), key=len)
    print(f"largest circle: {len(largest)} files, {lines(largest)} lines: {sorted(largest)}")
    assert len(largest) <= 12 and lines(largest) <= 2500


def test_the_frontend_has_one_circle() -> None:
    frontend = [c for c in circles() if len(c) > 1 and any(n.startswith("anabranch.frontend.") for n in c)]
    assert frontend == [CORE_OF_FRONTEND]
    assert lines(CORE_OF_FRONTEND) <= 1200


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
