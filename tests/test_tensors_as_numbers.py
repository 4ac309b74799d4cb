"""A Tensor where a number is wanted: the same value or the same error on both backends, and torch.jit's where it compiles."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

import anabranch as ab

VALUES: dict[str, Callable[[], torch.Tensor]] = {
    "a fraction": lambda: torch.tensor(2.75), "a whole float": lambda: torch.tensor(3.0), "an int": lambda: torch.tensor(3),
    "a byte": lambda: torch.tensor(3, dtype=torch.uint8), "a bool": lambda: torch.tensor(True),
    "a half": lambda: torch.tensor(1.5).half(),
    "complex": lambda: torch.tensor(1 + 2j), "one item": lambda: torch.tensor([3]), "two": lambda: torch.tensor([1, 2]),
    "with grad": lambda: torch.tensor(2.0, requires_grad=True),
}  # fmt: skip
DECLARED = {
    "returned": "def f(x: Tensor) -> {t}:\n    return x.clone()\n",
    "passed": "def g(k: {t}) -> {t}:\n    return k\ndef f(x: Tensor):\n    return g(x.clone())\n",
    "in a tuple": "def f(x: Tensor) -> Tuple[{t}, int]:\n    return x.clone(), 1\n",
}
# Where Python keeps the Tensor; torch.jit refuses it, and so do we.
KEPT = {
    "assigned": "k: {t} = x",
    "optional": "k: Optional[{t}] = x",
    "in a tuple": "k: Tuple[{t}, int] = (x, 1)",
    "in a list": "k: List[{t}] = [x]",
    "beside a number": "k: List[{t}] = [{t}(1), x]",
    "appended": "k: List[{t}] = []\n    k.append(x)",
    "item": "k: List[{t}] = [{t}(1)]\n    k[0] = x",
    "in a dict": "k: Dict[str, {t}] = {{'a': x}}",
    "key": "k: Dict[str, {t}] = {{}}\n    k['a'] = x",
    "comprehension": "k: List[{t}] = [y for y in [x]]",
    "annotated": "k = torch.jit.annotate(List[{t}], [x])",
    "in an argument": "k = first([x])",
    "attribute": "k = Box({t}(1))\n    k.value = x",
}
KEPT_HEAD = """
class Box:
    def __init__(self, value: {t}):
        self.value = value
def first(l: List[{t}]) -> {t}:
    return l[0]
def f(x: Tensor):
    """
USED = {
    "range": "def f(x: Tensor):\n    s = 0\n    for i in range(x.clone()):\n        s += i\n    return s\n",
    "index of a list": "def f(x: Tensor):\n    return [1, 2, 3, 4, 5][x.clone()]\n",
    "index of a str": "def f(x: Tensor):\n    return 'abcde'[x.clone()]\n",
    "slice of a list": "def f(x: Tensor):\n    return [1, 2, 3, 4, 5][:x.clone()]\n",
    "slice of a tensor": "def f(x: Tensor):\n    return torch.arange(5)[:x.clone()].size(0)\n",
    "repeated list": "def f(x: Tensor):\n    return [1] * x.clone()\n",
    "repeated str": "def f(x: Tensor):\n    return 'a' * x.clone()\n",
    "dimension": "def f(x: Tensor):\n    return torch.ones(2, 2, 2, 2, 2).sum(x.clone()).dim()\n",
    "size": "def f(x: Tensor):\n    return torch.ones([x.clone(), 2]).size(0)\n",
    "popped": "def f(x: Tensor):\n    return [1, 2, 3, 4, 5].pop(x.clone())\n",
    "inserted at": "def f(x: Tensor):\n    l = [1, 2]\n    l.insert(x.clone(), 5)\n    return l\n",
    "maximum": "def f(x: Tensor):\n    return max(1, x.clone())\n",
    "contained": "def f(x: Tensor):\n    return x.clone() in [1, 2, 3]\n",
    "letter": "def f(x: Tensor):\n    return chr(x.clone())\n",
    "digits": "def f(x: Tensor):\n    return round(2.5, x.clone())\n",
}
PROGRAMS = {f"{name} {t}": text.format(t=t) for name, text in DECLARED.items() for t in ("int", "float", "complex")} | USED
HEAD = "import torch\nfrom typing import Dict, List, Optional, Tuple\nfrom torch import Tensor\n\n"
# torch.jit refuses these, or means something else by them.
ALONE = ("range", "repeated str", "dimension", "size", "digits")


def load(text: str, folder: Path) -> Any:
    path = folder / "tensors_as_numbers_program.py"
    path.write_text(HEAD + text)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module.f


def outcomes(function: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, make in VALUES.items():
        try:
            found[name] = function(make())
        except Exception as error:
            found[name] = (str(error).strip().splitlines() or [""])[-1].removeprefix("RuntimeError: ")
    return found


# What each kind of number refuses: an int all that is none, nothing a tensor that is no scalar.
REFUSED = {
    "int": {"a fraction", "a whole float", "a bool", "a half", "complex", "one item", "two", "with grad"},
    "float": {"complex", "one item", "two", "with grad"},
    "complex": {"one item", "two", "with grad"},
}
ERRORS = ("Cannot input a tensor", "value cannot be converted to type double without overflow")


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_is_cut_off(backend: str, name: str, tmp_path: Path) -> None:
    found = outcomes(ab.script(load(PROGRAMS[name], tmp_path)))
    kind = name.split()[-1] if name.split()[-1] in ("float", "complex") else "int"
    errors = {value for value, got in found.items() if isinstance(got, str) and got.startswith(ERRORS)}
    assert errors == REFUSED[kind], found


@pytest.mark.oracle
@pytest.mark.parametrize("t", ["int", "float", "complex"])
@pytest.mark.parametrize("name", KEPT)
def test_a_tensor_that_is_kept_becomes_no_number(name: str, t: str, tmp_path: Path) -> None:
    function = load((KEPT_HEAD + KEPT[name]).format(t=t) + "\n    return 1\n", tmp_path)
    with pytest.raises(ab.CompileError, match="Tensor"):
        ab.script(function)
    with pytest.raises(RuntimeError):
        torch.jit.script(function)


@pytest.mark.oracle
@pytest.mark.parametrize("name", [n for n in PROGRAMS if not n.startswith(ALONE)])
def test_as_torch_jit(backend: str, name: str, tmp_path: Path) -> None:
    function = load(PROGRAMS[name], tmp_path)
    assert outcomes(ab.script(function)) == outcomes(torch.jit.script(function))
