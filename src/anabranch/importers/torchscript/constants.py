"""Constants that the files write where no code runs: defaults of arguments, values of ``Final`` attributes, enum members."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

from ...base.errors import CompileError
from ...base.source import Span

NUMBERS = {"inf": math.inf, "nan": math.nan, "infj": complex(0, math.inf), "nanj": complex(0, math.nan)}
Named = Callable[[ast.expr], Any]  # what a name or a call stands for; None: nothing


def value_of(node: ast.expr, named: Named, place: Callable[[ast.AST], Span]) -> Any:
    """Raises CompileError for what is no constant."""

    def read(node: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -number(read(node.operand), node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):  # 1.+2.j
            return number(read(node.left), node) + number(read(node.right), node)
        if isinstance(node, ast.List):
            return list(map(read, node.elts))
        if isinstance(node, ast.Tuple):
            return tuple(map(read, node.elts))
        if isinstance(node, ast.Dict):
            return {read(key): read(value) for key, value in zip(node.keys, node.values, strict=True) if key is not None}
        if isinstance(node, ast.Name) and node.id in NUMBERS:
            return NUMBERS[node.id]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "annotate":
            return read(node.args[-1])
        found = named(node)
        if found is None:
            raise CompileError("expected a constant", place(node))
        return found

    def number(value: Any, node: ast.expr) -> Any:
        if type(value) not in (int, float, complex):
            raise CompileError("expected a number", place(node))
        return value

    return read(node)
