"""The command line: what each command prints, and the exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

import anabranch as ab
from anabranch.cli import doctor
from anabranch.cli.main import FORMS, main
from anabranch.runtime import native
from support.processes import environment

SOURCE = '''
import torch
import anabranch as ab
from torch import Tensor, nn

class Net(nn.Module):
    def __init__(self, width: int = 3):
        super().__init__()
        self.a, self.b = nn.Linear(width, 3), nn.Linear(width, 3)

    def forward(self, x: Tensor) -> Tensor:
        task = ab.fork(self.a, x)
        return self.b(x) + ab.wait(task)

    @ab.export
    def halved(self, x: Tensor) -> Tensor:
        return x / 2

class Wide(nn.Module):
    def __init__(self, width: int):
        super().__init__()

def scaled(x: Tensor, k: int = 2) -> Tensor:
    return x * k

def broken(x: Tensor):
    return x.nothing()

def fails(x: Tensor) -> Tensor:
    if x.sum() > 0:
        raise ValueError("too much")
    return x

def bump(x: Tensor):
    return x.add_(1)

def races(x: Tensor) -> Tensor:
    task = ab.fork(bump, x)
    y = x * 2
    return y + ab.wait(task)

def make(): return Net(4)

NUMBER = 3
'''


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(tmp_path)
    name = f"model_{tmp_path.name.replace('-', '_')}"
    (tmp_path / f"{name}.py").write_text(SOURCE)
    return f"{name}.py"


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["Net", "scaled", "make()"])
def test_every_form_of_functions_and_modules(model: str, form: str, name: str, capsys: Any) -> None:
    code, out, err = said(capsys, "graph", f"{model}:{name}", "--form", form)
    assert code == 0 and not err
    marks = {"graph": "graph(", "inlined": "aten::", "code": "def ", "dot": "digraph", "html": "<", "bytecode": "RET"}
    assert marks[form] in out


def test_targets(model: str, capsys: Any) -> None:
    module = model.removesuffix(".py")
    assert said(capsys, "graph", f"{module}:scaled")[0] == 0
    assert "aten::div" in said(capsys, "graph", f"{model}:Net", "--method", "halved")[1]
    for target, problem in {
        "nowhere.ab": "there is no file nowhere.ab\nhelp: ",
        "nowhere.py:f": "there is no file nowhere.py",
        "no_such:f": "there is no module",
        model: "is a file of Python\nhelp: name what to take from it",
        f"{model}:other": "has no other\nhelp: it has Net, Wide, scaled",
        f"{model}:NUMBER": "is a int: expected a function",
        f"{model}:Wide": "needs arguments (width)\nhelp: ",
    }.items():
        code, out, err = said(capsys, "graph", target)
        assert code == 2 and not out and err.startswith("anabranch graph: ") and problem in err, target
    assert said(capsys, "graph", f"{model}:scaled", "--method", "halved")[0] == 2


def test_what_does_not_compile_is_shown_with_its_place(model: str, capsys: Any) -> None:
    code, out, err = said(capsys, "graph", f"{model}:broken")
    assert code == 1 and "return x.nothing()" in err and "Traceback" not in err


def test_run(model: str, capsys: Any) -> None:
    code, out, _ = said(capsys, "run", f"{model}:scaled", "-i", "torch.ones(2)", "-i", "k=3", "--repeat", "5")
    assert code == 0 and "tensor([3., 3.])" in out and "5 calls: median" in out
    code, _, err = said(capsys, "run", f"{model}:scaled", "-i", "torch.nothing")
    assert code == 2 and "--input torch.nothing: AttributeError" in err
    code, _, err = said(capsys, "run", f"{model}:scaled", "-i", "'text'")
    assert code == 1 and "Expected a value of type 'Tensor' for argument 'x'" in err
    with pytest.raises(ValueError, match="too much"):
        main(["run", f"{model}:fails", "-i", "torch.ones(2)"])
    with pytest.raises(SystemExit) as left:
        main(["run", f"{model}:scaled", "--repeat", "0"])
    assert left.value.code == 2 and "expected 1 or more, got '0'" in capsys.readouterr().err


def test_profile(model: str, capsys: Any, native: None) -> None:
    code, out, _ = said(capsys, "profile", f"{model}:Net", "-i", "torch.ones(2, 3)", "-o", "trace.json")
    assert code == 0 and "Net.forward" in out and "advice:" in out
    assert json.loads(Path("trace.json").read_text())
    code, _, err = said(capsys, "profile", f"{model}:Net", "-o", "trace.txt")
    assert code == 2 and "expected a name that ends in .html or .json" in err


def test_check(model: str, capsys: Any) -> None:
    code, out, err = said(capsys, "check", f"{model}:Net", "-i", "torch.ones(2, 3)")
    assert (code, err) == (0, "") and out.startswith("no determinacy races in forward (1 task)")
    code, out, _ = said(capsys, "check", f"{model}:races", "-i", "torch.ones(3)")
    assert code == 1 and out.startswith("1 determinacy race in races") and "return x.add_(1)\n" in out and "help: " in out
    code, out, _ = said(capsys, "check", f"{model}:races", "-i", "x=torch.ones(3)", "--json")
    assert code == 1 and json.loads(out)["races"][0]["what"].startswith("elements of a tensor")
    assert said(capsys, "check", f"{model}:Net", "--method", "halved", "-i", "torch.ones(2)")[0] == 0
    assert said(capsys, "check", f"{model}:scaled", "-i", "'text'")[0] == 1
    with pytest.raises(ValueError, match="too much"):
        main(["check", f"{model}:fails", "-i", "torch.ones(2)"])
    assert "the program failed" in capsys.readouterr().out


@pytest.mark.oracle
def test_convert(tmp_path: Path, capsys: Any) -> None:
    theirs, ours = tmp_path / "model.pt", tmp_path / "model.ab"
    module = torch.nn.Linear(3, 2)
    torch.jit.save(torch.jit.script(module), theirs)  # type: ignore[no-untyped-call]
    code, out, _ = said(capsys, "convert", str(theirs), str(ours))
    assert code == 0 and "bytes" in out
    x = torch.ones(3)
    assert torch.equal(ab.load(ours)(x), module(x))
    assert said(capsys, "convert", str(tmp_path / "nowhere.pt"), str(ours))[0] == 2
    theirs.write_bytes(b"no archive")
    code, _, err = said(capsys, "convert", str(theirs), str(ours))
    assert code == 1 and "anabranch convert: " in err and "Traceback" not in err


@pytest.mark.slow
def test_doctor(capsys: Any, native: None) -> None:
    code, out, _ = said(capsys, "doctor")
    assert code == 0 and "forked and serial results agree" in out and out.rstrip().endswith("nothing is wrong")


def test_doctor_finds_a_core_of_another_torch(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "built_for", lambda: "1.0.0+cpu")
    doctor.native.core.cache_clear()
    code, out, _ = said(capsys, "doctor")
    doctor.native.core.cache_clear()
    assert code == 1 and "wrong: the native core was built for another torch" in out and "help: pip install torch==1.0.0" in out


def test_help_needs_no_torch() -> None:
    code = "import sys; from anabranch.cli.main import parser; parser().format_help(); print('torch' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment())
    assert run.stdout.strip() == "False", run.stderr
    run = subprocess.run([sys.executable, "-m", "anabranch", "--version"], capture_output=True, text=True, env=environment())
    assert run.returncode == 0 and run.stdout.startswith("anabranch 0.")
