"""Functions from source text, seeing the names that a frame sees.  Source of the semantics: torch.jit.CompilationUnit."""

from __future__ import annotations
import __future__

import itertools
import math
import sys
import textwrap
import typing
from types import FrameType, FunctionType
from typing import Any

import torch

from ..base.errors import CompileError
from ..base.futures import Future
from ..base.source import Span, Text

_numbers = itertools.count()
# Text may use these without importing them, as in torch.jit.
_KNOWN: dict[str, Any] = {
    "torch": torch, "math": math, "Tensor": torch.Tensor, "Future": Future,
    **{name: getattr(typing, name) for name in ("Any", "Dict", "List", "Optional", "Set", "Tuple", "Union")},
}  # fmt: skip


def caller(frames_up: int = 0) -> FrameType:
    """Who called the function that asks, or one further up."""
    return sys._getframe(frames_up + 2)


def functions_of(text: str, frame: FrameType, known: dict[str, Any] | None = None) -> dict[str, FunctionType]:
    """The functions that ``text`` defines, seeing what ``frame`` sees.  Raises CompileError for what is no Python."""
    text = textwrap.dedent(text)
    file = f"<compilation unit {next(_numbers)}>"
    scope = {**_KNOWN, **frame.f_globals, **frame.f_locals, **(known or {}), Text.GLOBAL: Text(file, text)}
    before = dict(scope)
    try:
        code = compile(text, file, "exec", flags=__future__.annotations.compiler_flag, dont_inherit=True)
    except SyntaxError as error:
        raise CompileError(f"cannot parse the source: SyntaxError: {error.msg}", _place(error, file)) from error
    exec(code, scope)
    return {n: f for n, f in scope.items() if isinstance(f, FunctionType) and f is not before.get(n)}


def _place(error: SyntaxError, file: str) -> Span | None:
    line, column = error.lineno, max((error.offset or 1) - 1, 0)
    return Span(file, line, column, line, column + 1) if line else None
