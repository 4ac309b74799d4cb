"""What the language has not: the words for syntax that no registry knows."""

from __future__ import annotations

import ast

_EXPRESSIONS = {
    ast.Await: "await", ast.Yield: "yield", ast.YieldFrom: "yield from", ast.Starred: "a starred expression",
}  # fmt: skip
_STATEMENTS = {ast.Try: "try", ast.ClassDef: "a class inside a function", ast.AsyncFor: "async for"}
# Kinds of syntax that the language has not, also of later Pythons; a FormattedValue is read with its f-string.
REFUSED = frozenset(
    "Await Yield YieldFrom Starred FormattedValue TemplateStr Interpolation Try TryStar ClassDef AsyncFor AsyncWith "
    "AsyncFunctionDef Global Nonlocal TypeAlias".split()
)
_REMEDY = "write it in the language's terms, or move it to a function marked @ignore"


def refusal(node: ast.AST) -> tuple[str, str]:
    """The error's message and remedy."""
    if isinstance(node, ast.expr):
        return f"{_EXPRESSIONS.get(type(node), f'a {type(node).__name__} expression')} cannot be compiled", _remedy(node)
    words = _STATEMENTS.get(type(node)) or f"the statement '{ast.unparse(node).splitlines()[0][:60]}'"
    return f"{words} cannot be compiled", _remedy(node)


def _remedy(node: ast.AST) -> str:
    if isinstance(node, ast.Yield | ast.YieldFrom):
        return "gather the values in a list and return that"
    if isinstance(node, ast.Await | ast.AsyncFunctionDef | ast.AsyncFor | ast.AsyncWith):
        return "use fork and wait"
    if isinstance(node, ast.Try):
        return "errors leave compiled code: test before, or move the part to a function marked @ignore"
    if isinstance(node, ast.ClassDef):
        return "define the class at module level"
    if isinstance(node, ast.Global | ast.Nonlocal):
        return "pass values as arguments and return them; compiled code does not rebind outer names"
    return _REMEDY
