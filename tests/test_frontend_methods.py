"""Operators as methods: what Python's class has not, a value has only where torch.jit gives it."""

from __future__ import annotations

import linecache
from typing import Dict, List

import pytest
import torch

from anabranch.frontend.values.plain import operator_method
from anabranch.ir.builder import Builder
from anabranch.lang import types as T
from anabranch.ops import OWN_OPS

TYPES = {
    "List[int]": (T.ListType(T.INT), list), "str": (T.STR, str), "int": (T.INT, int),
    "float": (T.FLOAT, float), "bool": (T.BOOL, bool), "complex": (T.COMPLEX, complex),
    "Dict[str, int]": (T.DictType(T.STR, T.INT), dict),
}  # fmt: skip


def has_method(kind: str, name: str) -> bool:
    """Whether torch.jit finds the method; what it takes is another question."""
    text = f"def f(x: {kind}):\n    return x.{name}()\n"
    file = f"<method {kind} {name}>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    space = {"List": List, "Dict": Dict, "__name__": __name__}
    exec(compile(text, file, "exec"), space)
    try:
        torch.jit.script(space["f"])
    except Exception as error:
        return "no attribute or method" not in str(error)
    return True


@pytest.mark.oracle
@pytest.mark.parametrize("kind", TYPES)
def test_no_value_has_methods_that_neither_python_nor_torch_jit_gives_it(kind: str) -> None:
    t, python = TYPES[kind]
    value = Builder().graph.addInput("x", t)
    names = {row.name.removeprefix("aten::") for row in OWN_OPS.rows if row.name.startswith("aten::")}
    found = sorted(n for n in names if not hasattr(python, n) and operator_method(value, n, is_pythons=False) is not None)
    assert [n for n in found if not has_method(kind, n)] == []
    assert "len" in names and (python is dict or "len" not in found)
