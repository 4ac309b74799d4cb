"""The runner of conformance programs finds what differs, and outlives programs that crash or hang."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

RUNNER = Path(__file__).parent / "conformance" / "run.py"

# "=== name: what the reason must say", nothing if it passes; `identity`, INT and TENSOR are written before each.
BEFORE = """
INT, TENSOR = [lambda: (3,)], [lambda: (torch.ones(2, requires_grad=True),)]
def identity(n: int) -> int:
    return n
def same_tensor(x: Tensor) -> Tensor:
    return x
"""
PROGRAMS = """
=== passes:
main, INPUTS = identity, INT
=== crashes: the process died
import os, signal
os.kill(os.getpid(), signal.SIGSEGV)
=== exits: status 3
import os
os._exit(3)
=== hangs: ran longer than 10 s
import threading
threading.Event().wait()
=== raises_system_exit: SystemExit: 5
raise SystemExit(5)
=== wrong_value: result: got int 3, expected int 4
main, INPUTS = identity, INT
def reference(n):
    return n + 1
=== wrong_type: result: got int 3, expected float 3.0
main, INPUTS = identity, INT
def reference(n):
    return float(n)
=== wrong_dtype: result, dtype
main, INPUTS = same_tensor, TENSOR
def reference(x):
    return x.double()
=== wrong_order: keys[0]: got int 1, expected int 2
INPUTS = INT
def main(n: int) -> Dict[int, int]:
    return {1: n, 2: n}
def reference(n):
    return {2: n, 1: n}
=== wrong_argument: arguments afterwards
INPUTS = [lambda: (torch.ones(2),)]
def main(x: Tensor) -> int:
    return 1
def reference(x):
    x.add_(1)
    return 1
=== wrong_gradient: gradients
INPUTS, GRAD = TENSOR, True
def main(x: Tensor) -> Tensor:
    return x * 2
def reference(x):
    return x + x.detach()
=== wrong_state: state_dict after the calls
INPUTS, made = [lambda: (1,)], []
class Net(nn.Module):
    def __init__(self, count: int):
        super().__init__()
        self.register_buffer("count", torch.tensor(count))
    def forward(self, n: int) -> int:
        return n
def make():
    return Net(int(isinstance(jit, type(torch))))
=== prints_otherwise: printed
INPUTS, STDOUT = INT, True
def main(n: int) -> int:
    print(n)
    return n
def reference(n):
    print(-n)
    return n
=== no_graph: no prim::fork in the graph
INPUTS = INT
def main(n: int) -> int:
    return n  # and no jit.fork(identity, n)
=== compiles_against_hope: expected an error
main, INPUTS, EXPECT = identity, INT, ("compile", "n")
=== another_compile_error: not like /elsewhere/
INPUTS, EXPECT = INT, ("compile", "elsewhere")
def main(n: int) -> int:
    return nope
=== near_differs: result: got int 3, expected int 4
INPUTS, EXPECT, near = INT, ("compile", "nope"), identity
def main(n: int) -> int:
    return nope
def reference(n):
    return n + 1
=== works_against_hope: expected an error
main, INPUTS, EXPECT = identity, INT, ("runtime", "n")
=== another_runtime_error: not like /elsewhere/
INPUTS, EXPECT = INT, ("runtime", "elsewhere")
def main(n: int) -> int:
    return [n][n]
=== does_not_compile: nope
INPUTS = INT
def main(n: int) -> int:
    return nope
=== check_fails: odd
main, INPUTS = identity, INT
def check(compiled, eager):
    assert compiled(1) == 2, "odd"
=== runs_python: ran functions of its file in Python: aside
INPUTS = INT
def aside(n: int) -> int:
    return n
aside = getattr(jit, "ig" "nore")(aside)
def main(n: int) -> int:
    return aside(n)
=== still_passes:
INPUTS = INT
def main(n: int) -> int:
    return jit.wait(jit.fork(identity, n))
"""
SECTION = re.compile(r"^=== (\w+): ?(.*)\n((?:(?!===).*\n)*)", re.MULTILINE)
REASONS = {name: said for name, said, _ in SECTION.findall(PROGRAMS)}
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("conformance runner")]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "programs" / "some"
    folder.mkdir(parents=True)
    for name, _, text in SECTION.findall(PROGRAMS):
        (folder / f"{name}.py").write_text(f'"""{name}"""\n{BEFORE}\n{text}')
    (folder / "beyond.py").write_text(f"BEYOND = True\n{BEFORE}\nmain, INPUTS = identity, INT\n")
    return tmp_path


def results(root: Path, jit: str, *options: str) -> dict[str, dict[str, Any]]:
    out = root / "results.json"
    ended = run(root, "--jit", jit, "--json", str(out), *options)
    assert out.exists(), ended.stdout + ended.stderr
    found = json.loads(out.read_text())["results"]
    failed = sum(result["status"] == "fail" for result in found.values())
    passed = sum(result["status"] == "pass" for result in found.values())
    assert ended.stdout.splitlines()[-1] == f"{passed} passed, {failed} failed"
    assert ended.returncode == int(failed > 0)
    return {name.removeprefix("some/"): result for name, result in found.items()}


def run(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, RUNNER, "--root", root, *options], capture_output=True, text=True)


def test_every_difference_is_found_and_named(root: Path) -> None:
    found = results(root, "anabranch", "--timeout", "10")
    expected = {name: "fail" if said else "pass" for name, said in REASONS.items()}
    assert {name: found[name]["status"] for name in REASONS} == expected
    assert {name: found[name]["reason"] for name, said in REASONS.items() if said not in found[name]["reason"]} == {}


@pytest.mark.oracle
def test_torch_jit_skips_what_is_beyond_it(root: Path) -> None:
    found = results(root, "torch.jit", "--only", "beyond|some/passes", "--jobs", "1")
    assert {name: result["status"] for name, result in found.items()} == {"beyond": "skip", "passes": "pass"}


def test_a_library_that_cannot_be_imported(root: Path) -> None:
    ended = run(root, "--jit", "no_such_library", "--jobs", "1")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "cannot test no_such_library: ModuleNotFoundError" in ended.stderr
