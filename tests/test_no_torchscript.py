"""No code of ours calls PyTorch's TorchScript: not from Python, not by a header, not by a symbol (design, 2)."""

import ast
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import torch

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "anabranch"
PYTHON_FILES = sorted(PACKAGE.rglob("*.py"))
CORE_FILES = sorted((ROOT / "csrc").rglob("*.cpp"))
BANNED_IN_C = ("fork", "wait", "_get_schema", "parse_schema", "parse_ir", "Graph")
# Objects of torch.jit that user source may name: the resolver recognises them and calls none.
RECOGNISERS = {"frontend/builtins/own_functions.py", "frontend/source/torch_names.py"}


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return node.id if isinstance(node, ast.Name) else ""


def banned(name: str) -> bool:
    if name.startswith("torch._C."):
        last = name.removeprefix("torch._C.")
        return last.startswith("_jit_") or "_from_trace" in last or last in BANNED_IN_C
    return name == "torch.jit" or name.startswith("torch.jit.")


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_python_calls_no_torchscript(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {dotted(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    named = {dotted(n) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    imported = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    imported |= {f"{n.module}.{a.name}" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
    suspects = called | imported
    if str(path.relative_to(PACKAGE)) not in RECOGNISERS:
        suspects |= named
    assert not sorted(filter(banned, suspects))


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the headers that the build writes."""
    folder = tmp_path_factory.mktemp("generated")
    table = PACKAGE / "bytecode" / "instructions.py"
    subprocess.run([sys.executable, ROOT / "tools/instructions_header.py", table, folder / "instructions.inc"], check=True)
    (folder / "anabranch").symlink_to(ROOT / "csrc" / "host")
    subprocess.run([sys.executable, ROOT / "tools/own_operators_header.py", folder / "own_operators.inc"], check=True)
    return folder


def headers(path: Path, generated: Path) -> list[str]:
    include = Path(torch.__file__).parent / "include"
    folders = [ROOT / "csrc", generated, include, include / "torch/csrc/api/include", sysconfig.get_path("include")]
    command = ["g++", "-M", "-std=c++20", *(f"-I{f}" for f in folders), str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("g++"), reason="needs g++")
def test_core_includes_no_torchscript_header(tmp_path: Path, generated: Path) -> None:
    """All files at once: PyTorch's headers are read one time, not once a file."""
    every = tmp_path / "every.cpp"
    every.write_text("".join(f'#include "{path}"\n' for path in CORE_FILES))
    found = headers(every, generated)
    assert not [h for h in found if "torch/csrc/jit" in h], "test_no_file_includes_a_torchscript_header names the file"
    assert set(map(str, CORE_FILES)) <= set(found)


@pytest.mark.database
@pytest.mark.skipif(not shutil.which("g++"), reason="needs g++")
@pytest.mark.parametrize("path", CORE_FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_includes_a_torchscript_header(path: Path, generated: Path) -> None:
    assert not [h for h in headers(path, generated) if "torch/csrc/jit" in h]


@pytest.mark.skipif(not shutil.which("nm"), reason="needs nm")
def test_core_uses_no_torchscript_symbol() -> None:
    modules = list(PACKAGE.glob("_native*.so"))
    if not modules:
        pytest.skip("no native core")
    symbols = subprocess.run(
        ["nm", "-DC", "--undefined-only", str(modules[0])], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    # Namespace torch::jit as a *parameter* (Stack, CompilationUnit) belongs to ATen/core: look at the function's name.
    names = [line.split(maxsplit=1)[-1].split("(")[0] for line in symbols]
    assert not [n for n in names if "torch::jit::" in n]
