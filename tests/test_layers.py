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

# An import goes to an earlier folder, or stays in its own.
LAYERS = [
    "base", "lang", "ops", "ir", "overloads", "text", "analysis", "passes", "frontend", "tracing", "python", "interp",
    "bytecode", "runtime", "archive", "profiling", "races", "importers", "objects", "exporting", "api", "cli", "__init__",
    "__main__",
]  # fmt: skip
# What only annotations name: the types of classes speak of the functions that their methods are.
TYPE_ONLY = {("lang/nominal.py", "ir")}
CORE = ["base", "text", "sched", "vm", "kernels", "aten", "host", "bind"]  # bind and host know nothing of each other
PYTHON_FILES = sorted(PACKAGE.rglob("*.py"))
CORE_FILES = sorted(f for part in CORE for f in (ROOT / "csrc" / part).rglob("*") if f.suffix in {".cpp", ".h"})


def part(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


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
    return {name.split(".")[1] for name in imports(path) if name.startswith("anabranch.")}


def imported_files(path: Path) -> set[str]:
    """The files of the package that the file imports, by module."""
    named = {n if n in MODULES else n.rpartition(".")[0] for n in imports(path)}
    return (named & MODULES.keys()) - {module_name(path), "anabranch"}  # the root is reached for `_native` alone


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    own, name = part(path), str(path.relative_to(PACKAGE))
    assert own in LAYERS, f"{own} has no layer"
    for other in imported_parts(path) & set(LAYERS):
        if (name, other) not in TYPE_ONLY:
            assert LAYERS.index(other) <= LAYERS.index(own), f"{name} imports {other}"


# -- no import hides in a function

# Optional dependencies, each imported where it is used, in one file.
OPTIONAL = {
    "profiling/page.py",  # plotly, which draws timelines: the extra `profile`
    "runtime/native.py",  # the native core: without a compiler there is none
    "tracing/size_numbers.py",  # NumPy, which torch can do without
}


def functions_with_imports(path: Path) -> list[str]:
    functions = [n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [f.name for f in functions if any(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.walk(f))]


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_import_stands_in_a_function(path: Path) -> None:
    if str(path.relative_to(PACKAGE)) not in OPTIONAL:
        assert functions_with_imports(path) == []


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_are_short_and_imports_static(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    if module_name(path) not in DYNAMIC:
        assert "import_module" not in text


LONG = {"anabranch.lang.types"}  # one table of types; this list only shrinks
DYNAMIC = {
    "anabranch.base.given",  # the module above that gives a function
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
            assert {first, own} != {"host", "bind"}, f"{path.name} includes {include}"
        if own in {"base", "text", "sched"}:
            assert first not in {"ATen", "c10", "torch"}, f"{path.name} includes {include}"
        if own != "bind" and not tests:
            assert include != "Python.h", f"{path.name} includes {include}"
            assert "pybind" not in include, f"{path.name} includes {include}"
