"""``x[i]`` out of range says what eager says.  Graphs have ``aten::select`` there, whose own text is another one.

Only the way of the error asks: the source under the node tells a subscript from a call of ``select``.
"""

from __future__ import annotations

import ast
import re

from ..base.source import Span, line_of
from ..base.syntax import parse

_OUT_OF_RANGE = re.compile(r"select\(\): index (-?\d+) out of range for tensor of size \[(.*)\] at dimension (\d+)")
_NO_DIMENSION = "select() cannot be applied to a 0-dim tensor."
_EAGER_NO_DIMENSION = (
    "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim "
    "tensor to a number"
)


def as_eager(error: BaseException, span: Span) -> None:
    """Gives the error eager's text, if ``span`` is a subscript."""
    text = error.args[0] if len(error.args) == 1 else None
    if not isinstance(error, IndexError) or not isinstance(text, str) or not text.startswith("select()"):
        return
    index = _index_at(span)
    if index is not None:
        error.args = (_text(text, index),)


def _text(text: str, index: ast.expr) -> str:
    if text.startswith(_NO_DIMENSION):
        return _EAGER_NO_DIMENSION
    found = _OUT_OF_RANGE.match(text)
    if found is None:
        return text
    at, sizes, dim = int(found[1]), found[2].split(", "), int(found[3])
    return f"index {at} is out of bounds for dimension {_dimension(index, at, dim)} with size {sizes[dim]}"


def _dimension(index: ast.expr, at: int, dim: int) -> int:
    """Selecting drops dimensions, so ``x[i, j]`` fails at another one than the operator says: find the part it was."""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    slices = 0
    fitting: dict[int, ast.expr] = {}
    for i, part in enumerate(parts):
        if isinstance(part, ast.Slice):
            slices += 1
        elif slices == dim:
            fitting[i] = part
    exact = [i for i, part in fitting.items() if _constant(part) == at]
    open_ = [i for i, part in fitting.items() if _constant(part) is None]
    return next(iter([*exact, *reversed(open_)]), dim)


def _constant(node: ast.expr) -> int | None:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    return value if type(value) is int else None


def _index_at(span: Span) -> ast.expr | None:
    """What stands in the brackets of the subscript that ``span`` is, or assigns to."""
    if not span.line:
        return None
    last = span.end_line or span.line
    lines = [line_of(span.file, n).encode() for n in range(span.line, last + 1)]
    lines[-1] = lines[-1][: span.end_column]
    lines[0] = lines[0][span.column :]
    try:
        (statement,) = parse(b"".join(lines)).body
    except (SyntaxError, ValueError):
        return None
    node = statement.value if isinstance(statement, ast.Expr) else getattr(statement, "target", None)
    if isinstance(statement, ast.Assign):
        (node, *_) = statement.targets
    return node.slice if isinstance(node, ast.Subscript) else None
