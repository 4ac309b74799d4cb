"""A wrong number of arguments, or an unknown keyword, of a method or a builtin is the program's error, with its place."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

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
HEAD = "import math\nfrom typing import Dict, List\nimport torch\nfrom torch import Tensor\nimport anabranch as ab\n\n"


def load(call: str, folder: Path) -> Any:
    path = folder / "counted_program.py"
    path.write_text(f"{HEAD}def f(s: str, l: List[int], d: Dict[str, int], t: Tensor):\n    x = {call}\n    return 1\n")
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
