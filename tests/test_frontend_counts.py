"""A wrong number of arguments, or an unknown keyword, of a method or a builtin is the program's error, with its place."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
import torch

import anabranch as ab

METHODS = {
    "s": ("endswith", "startswith", "join", "split", "replace", "find", "format"),
    "l": ("append", "insert", "extend", "sort", "index", "pop", "count", "remove", "reverse", "clear", "copy"),
    "d": ("get", "pop", "update", "setdefault", "items", "keys", "values", "clear", "copy"),
    "t": ("sum", "view", "split", "norm", "size", "to", "tolist", "item"),
}
BUILTINS = (
    "len", "int", "float", "bool", "str", "list", "tuple", "dict", "set", "complex", "range", "enumerate", "zip", "reversed",
    "map", "filter", "sorted", "min", "max", "sum", "all", "any", "abs", "round", "divmod", "pow", "repr", "hash", "id",
    "format", "ord", "chr", "hex", "oct", "bin", "getattr", "setattr", "hasattr", "isinstance", "callable", "type", "iter",
    "next", "print", "torch.is_tensor", "torch.futures.wait_all", "ab.fork", "ab.wait", "ab.annotate", "math.pow",
)  # fmt: skip
CALLS = [f"{owner}.{name}" for owner, names in METHODS.items() for name in names] + list(BUILTINS)
ARGUMENTS = ("", "l", "l, l, l, l, l", "nonsense=1", "1, s", "s, nonsense=l", "*l", "**d")
# Calls that Python takes; the keywords stand for parameters that have a place, too.
BY_KEYWORD = (
    "round(2.567, ndigits=2)", "pow(3, exp=4)", "pow(base=3, exp=4, mod=5)", "pow(3, 4, mod=5)", "sum(l, start=5)",
    "sum([1.5], start=2.0)", "sum(t, start=3)", "list(enumerate(l, start=3))", "list(enumerate(iterable=l))",
    "int('17', base=8)", "complex(real=1.5, imag=2.0)", "complex(imag=2.0)", "str(object=3)", "sorted(l, reverse=True)",
    "sorted(l, key=lambda v: -v)", "min(l, key=lambda v: -v)", "max([3, 4], default=7)", "min(3, 1, key=lambda v: -v)",
    "dict(a=1, b=2)", "dict([('c', 3)], a=1)", "list(zip(l, l, strict=True))", "s.split(sep=',', maxsplit=1)",
    "s.split(maxsplit=1)", "s.splitlines(keepends=True)", "s.expandtabs(tabsize=3)", "'{x}'.format(x=1)",
)  # fmt: skip
VALID = (
    "abs(1)", "round(1.5)", "divmod(1, 2)", "pow(1, 2)", "repr(1)", "ascii(1)", "hash(1)", "format(1)", "ord('a')",
    "chr(1)", "hex(1)", "oct(1)", "bin(1)", "range(2)", "slice(2)", "len(l)", "enumerate(l)", "zip(l)", "reversed(l)",
    "getattr(t, 'ndim')", "callable(l)", "type(l)", "sum(l)", "sorted(l)", "min(l)", "max(l)", "all(l)", "any(l)", "int(1)",
    "float(1)", "complex(1)", "bool(1)", "str(1)", "list(l)", "tuple(l)", "print(1)", "math.pow(1.0, 2.0)",
    "torch.is_tensor(t)", "s.join([s])", "s.startswith(s)", "l.append(1)", "l.insert(0, 1)", "l.extend(l)", "l.sort()",
    "l.index(1)", "d.pop(s)", "d.setdefault(s, 1)", "d.get(s)", "ab.is_scripting()",
)  # fmt: skip
HEAD = "import math\nfrom typing import Dict, List\nimport torch\nfrom torch import Tensor\nimport anabranch as ab\n\n"


def load(call: str, folder: Path, result: str = "1") -> Any:
    path = folder / "counted_program.py"
    path.write_text(f"{HEAD}def f(s: str, l: List[int], d: Dict[str, int], t: Tensor):\n    x = {call}\n    return {result}\n")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.f


@pytest.mark.compiles_only
@pytest.mark.parametrize("callee", CALLS)
def test_an_error_of_ours_never_shows(callee: str, tmp_path: Path) -> None:
    for arguments in ARGUMENTS:
        function = load(f"{callee}({arguments})", tmp_path)
        try:
            ab.script(function)
        except ab.CompileError as error:
            assert error.span is not None, (callee, arguments)


@pytest.mark.parametrize("call", BY_KEYWORD)
def test_a_keyword_stands_for_its_place(call: str, backend: str, tmp_path: Path) -> None:
    function = load(call, tmp_path, "x")
    arguments = ("a,b\n,c\td", [3, 1, 2], {"a": 1}, torch.ones(2))
    assert repr(ab.script(function)(*arguments)) == repr(function(*arguments))


@pytest.mark.compiles_only
@pytest.mark.parametrize("call", VALID)
def test_no_keyword_is_ignored(call: str, tmp_path: Path) -> None:
    ab.script(load(call, tmp_path))
    with pytest.raises(ab.CompileError, match="nonsense"):
        ab.script(load(call[:-1] + ("" if call.endswith("()") else ", ") + "nonsense=1)", tmp_path))
