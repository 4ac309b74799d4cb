"""libanabranch, the machine for C++ programs: what it needs, what it says of files, the corpus through it (``make host``)."""

from __future__ import annotations

import copy
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

import anabranch
from anabranch.archive import native_program
from anabranch.bytecode.program import Constant, Instr, OperandKind, Program, operand
from anabranch.ir.function import Function
from anabranch.lang.types import STR
from conformance import hosted

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
LIBRARY = BUILD / "libanabranch.so"
TORCH = Path(torch.__file__).parent / "lib"
pytestmark = pytest.mark.skipif(not LIBRARY.exists(), reason="libanabranch is not built: make host")


def host(program: str, *arguments: Path | str, **more: str) -> subprocess.CompletedProcess[str]:
    """A program of csrc/host/tests, which the build makes."""
    paths = f"{BUILD}:{TORCH}"
    command = [str(BUILD / f"host_{program}"), *map(str, arguments)]
    environment = {**os.environ, "LD_LIBRARY_PATH": paths, **more}
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment, check=False)


@pytest.mark.skipif(not shutil.which("nm"), reason="needs nm")
def test_it_needs_nothing_of_python() -> None:
    """Nor does what it needs, and what that needs: no symbol, no libtorch_python, no libpython."""
    undefined = subprocess.run(["nm", "-DC", "--undefined-only", LIBRARY], capture_output=True, text=True, check=True).stdout
    assert "at::" in undefined
    assert not re.findall(r"\b_?Py[A-Z_]\w*|torch::jit::\w+", undefined.replace("torch::jit::Stack", ""))
    assert not [name for name in needed(LIBRARY) if "python" in name]


def needed(library: Path) -> set[str]:
    environment = {**os.environ, "LD_LIBRARY_PATH": f"{BUILD}:{TORCH}"}
    found = subprocess.run(["ldd", library], capture_output=True, text=True, check=True, env=environment).stdout
    names = {line.split()[0] for line in found.splitlines()}
    assert {"libtorch_cpu.so", "libc10.so"} <= names and "not found" not in found
    return names


def test_it_shows_the_functions_of_its_header_only() -> None:
    """Two machines in one process, this one and the Python module's, know nothing of each other."""
    shown = subprocess.run(["nm", "-DC", "--defined-only", LIBRARY], capture_output=True, text=True, check=True).stdout
    names = {line.split(" ", 2)[2].split("(")[0] for line in shown.splitlines()}
    ours = {n for n in names if n.startswith("anabranch::")}
    public = re.compile(r"anabranch::(Error|Future|Module|load|set_num_workers|num_workers)\b")
    assert ours and not [n for n in ours if not public.match(n)]


@pytest.mark.slow
def test_the_corpus_passes_through_it(tmp_path: Path) -> None:
    """Saved here with calls and their results, and made again there."""
    run = [sys.executable, ROOT / "tests/conformance/run.py", "--jit", "anabranch", "--host", tmp_path, "--jobs", "1"]
    subprocess.run(run, capture_output=True, timeout=300, check=False)  # what reaches Python cannot be saved
    done = host("cases", tmp_path)
    passed = re.fullmatch(r"(\d+) passed, 0 failed; (\d+) calls", done.stdout.splitlines()[-1])
    assert passed, done.stdout[-3000:]
    assert int(passed[1]) > 350 and int(passed[2]) > 1400


TENSORS = [
    torch.tensor(3.0), torch.tensor(2), torch.tensor(True), torch.tensor(-0.0), torch.empty(0),
    torch.empty(2, 0, dtype=torch.int64), torch.tensor([1.0, 2.0, float("nan")]),
    torch.tensor([float("inf"), -float("inf")]), torch.tensor([1e-6, 1.0]),
    torch.tensor([[1.5, -20000.25], [3.0, 1e9]]), torch.arange(30), torch.arange(60.0).reshape(3, 4, 5),
    torch.tensor([True, False]), torch.arange(3000.0), torch.arange(4000).reshape(8, 5, 100), torch.linspace(0, 1, 40),
    torch.tensor([1, 200], dtype=torch.uint8), torch.tensor([0.1, 0.25], dtype=torch.float16),
    torch.tensor([1.0, 3.5], dtype=torch.float64), torch.ones(1, 1, 1, 1), torch.tensor([1.0, 2.0], requires_grad=True),
    torch.zeros(3, 3), torch.tensor([1e-5]), torch.tensor([123456.0, 0.5]),
]  # fmt: skip


@pytest.mark.slow
def test_tensors_read_as_in_python(tmp_path: Path) -> None:
    def shown(x: torch.Tensor) -> str:
        return str(x)

    def grown(x: torch.Tensor) -> str:
        return f"{x + x}"

    cases = [{"arguments": [t], "named": [], "error": ""} for t in TENSORS]
    for f in (shown, grown):
        anabranch.save(anabranch.script(f), tmp_path / f"{f.__name__}.ab")
        hosted.write(tmp_path / f"{f.__name__}.cases", [c | {"expected": f(c["arguments"][0])} for c in cases])
    done = host("cases", tmp_path)
    assert done.stdout.endswith(f"2 passed, 0 failed; {2 * len(TENSORS)} calls\n"), done.stdout


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("unshare"), reason="needs unshare")
def test_it_runs_where_there_is_no_python(tmp_path: Path) -> None:
    """In a root that holds the library, PyTorch's, the C library and an archive, and nothing else."""
    (tmp_path / "cases").mkdir()
    only = ["--only", "fork_state/|language/dict"]
    run = [sys.executable, ROOT / "tests/conformance/run.py", "--jit", "anabranch", "--host", tmp_path / "cases", *only]
    subprocess.run(run, capture_output=True, timeout=300, check=False)
    root = tmp_path / "root"
    for folder in ("lib", "lib64", "torch", "host", "cases", "proc", "dev"):
        (root / folder).mkdir(parents=True)
    (root / "dev" / "urandom").write_bytes(os.urandom(64))
    for library in libraries(BUILD / "host_cases"):
        if TORCH not in Path(library).parents:
            shutil.copy(library, root / "lib")
    loader = next(p for p in Path("/lib64").glob("ld-linux*"))
    shutil.copy(loader, root / "lib64")
    shutil.copy(BUILD / "host_cases", root / "host")
    for file in (tmp_path / "cases").iterdir():
        shutil.copy(file, root / "cases")
    mounts = f"mount -t proc none {root}/proc && mount --bind {TORCH} {root}/torch"
    script = f"{mounts} && LD_LIBRARY_PATH=/lib:/torch exec chroot {root} /host/host_cases /cases"
    done = subprocess.run(["unshare", "-rmpf", "sh", "-c", script], capture_output=True, text=True, timeout=300, check=False)
    if "Operation not permitted" in done.stderr:
        pytest.skip("the system permits no namespaces")
    assert re.search(r"^[1-9]\d* passed, 0 failed", done.stdout, re.M), done.stdout[-2000:] + done.stderr[-2000:]


def libraries(program: Path) -> list[str]:
    environment = {**os.environ, "LD_LIBRARY_PATH": f"{BUILD}:{TORCH}"}
    found = subprocess.run(["ldd", program], capture_output=True, text=True, check=True, env=environment).stdout
    return re.findall(r"=> (/\S+)", found)


def test_python_code_is_refused_when_saving(tmp_path: Path) -> None:
    @anabranch.ignore
    def remembered(x: torch.Tensor) -> torch.Tensor:
        return x

    def f(x: torch.Tensor) -> torch.Tensor:
        return remembered(x)

    with pytest.raises(anabranch.ArchiveError, match="Python function 'remembered' cannot be saved"):
        anabranch.save(anabranch.script(f), tmp_path / "f.ab")


def test_what_a_file_lacks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An instruction of a later version; a file that is none."""

    def f(x: int) -> int:
        return x + 1

    real = native_program.row_text
    monkeypatch.setattr(native_program, "row_text", lambda row: real(row).replace("ADDI", "ADDLATER"))
    anabranch.save(anabranch.script(f), tmp_path / "f.ab")
    (tmp_path / "f.cases").touch()
    done = host("cases", tmp_path)
    assert "ArchiveError" in done.stdout and "1 failed" in done.stdout
    shutil.copy(tmp_path / "f.ab", tmp_path / "f.cases")
    assert "needs the instruction 'ADDLATER a>raw b<raw imm:immediate'" in host("cases", tmp_path).stdout


# -- programs that somebody changed


class Box:
    def __init__(self, x: torch.Tensor) -> None:
        self.x = x
        self.n = 1


def victim(x: torch.Tensor, text: str) -> torch.Tensor:
    box = Box(x)
    return torch.relu(box.x) + len(text.upper()) + helped(box.n)


def helped(n: int) -> int:
    return n * 2


def own(program: Program) -> Program:
    """What may be changed; the rest is the function's."""
    made, entry = copy.copy(program), copy.copy(program.functions[0])
    entry.code, entry.spans = list(entry.code), list(entry.spans)
    made.functions = [entry, *program.functions[1:]]
    made.operands, made.constants = list(program.operands), list(program.constants)
    return made


def instruction(program: Program, op: str) -> tuple[list[Instr], int]:
    """The code of the function, and where the first of that name stands."""
    code = program.functions[0].code
    return code, next(at for at, i in enumerate(code) if i.op == op)


def fewer(op: str) -> Callable[[Program], None]:
    def change(program: Program) -> None:
        code, at = instruction(program, op)
        code[at] = code[at]._replace(c=code[at].c - 1)

    return change


def replaced(op: str, **fields: int) -> Callable[[Program], None]:
    def change(program: Program) -> None:
        code, at = instruction(program, op)
        code[at] = code[at]._replace(**fields)

    return change


def other_argument(op: str, text: str = "not that") -> Callable[[Program], None]:
    """A string in place of the first argument."""

    def change(program: Program) -> None:
        program.constants.append(Constant(text, STR))
        code, at = instruction(program, op)
        program.operands[code[at].lo] = operand(OperandKind.CONST, len(program.constants) - 1)

    return change


def returns_text(program: Program) -> None:
    program.constants.append(Constant("text", STR))
    code, at = instruction(program, "RET")
    code.insert(at, Instr("LDC", code[at].a, imm=len(program.constants) - 1))
    program.functions[0].spans.insert(at, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (fewer("KERNEL"), r"KERNEL\): it takes 1 arguments, not 0"),
        (fewer("CALL"), r"CALL\): it takes 2 arguments, not 1"),
        (fewer("OP"), "operator argument count"),
        (replaced("GETATTR", imm=7), r"__torch__.\S*Box has 2 attributes, and none with the number 7"),
        (replaced("GETATTR", b=0, a=0), r"GETATTR\): a result is Tensor, expected Int or Bool"),
        (replaced("OP", a=60000), "value register"),
        (other_argument("OP"), r"OP\): an argument is Str, expected None or Tensor"),
        (other_argument("CALL"), r"CALL\): an argument is Str, expected Class"),
        (returns_text, r"RET\): the result is Str, expected None or Tensor"),
    ],
)
def test_a_program_that_cannot_be_right_is_refused(
    change: Callable[[Program], None], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = native_program._emitted

    def changed(function: Function) -> Program:
        program = real(function)
        if function.qualified_name.endswith("victim"):
            change(program := own(program))
        return program

    compiled = anabranch.script(victim)
    anabranch.save(compiled, tmp_path / "a.ab")
    monkeypatch.setattr(native_program, "_emitted", changed)
    anabranch.save(compiled, tmp_path / "b.ab")
    case = {"arguments": [torch.ones(2), "ab"], "named": [], "error": "", "expected": torch.full((2,), 5.0)}
    for name in "ab":
        hosted.write(tmp_path / f"{name}.cases", [case])
    done = host("cases", tmp_path).stdout
    assert "1 passed, 1 failed" in done and re.search(f"b: ArchiveError.*({says})", done, re.S), done
