"""``ast.parse`` from many threads."""

from __future__ import annotations

import ast
from typing import Literal, overload

ATTEMPTS = 1000


@overload
def parse(text: str | bytes, mode: Literal["exec"] = "exec", type_comments: bool = False) -> ast.Module: ...
@overload
def parse(text: str | bytes, mode: Literal["eval"], type_comments: bool = False) -> ast.Expression: ...
@overload
def parse(text: str | bytes, mode: Literal["func_type"], type_comments: bool = False) -> ast.FunctionType: ...
def parse(text: str | bytes, mode: str = "exec", type_comments: bool = False) -> ast.AST:
    """The syntax tree of ``text``.  Raises SyntaxError.

    CPython counts the depth of all trees that are being made in one number.  Where a finaliser or the callback of a weak
    reference lets another thread parse in between, it raises SystemError; then nothing was wrong, and it is done again.
    """
    for _ in range(ATTEMPTS):
        try:
            return ast.parse(text, mode=mode, type_comments=type_comments)
        except SystemError:
            continue
    return ast.parse(text, mode=mode, type_comments=type_comments)
