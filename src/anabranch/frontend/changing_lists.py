"""A ``for`` over a list that its own body changes: as in Python, it sees the list as it is at each round.

It is written as a ``while`` with a counter; other loops ask for the length once, as torch.jit's do.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..ir.types import ListType
from . import expressions
from .sugared import SimpleValue

if TYPE_CHECKING:
    from .emitter import Emitter

_CHANGES = frozenset("append extend insert pop remove clear".split())
_ALL_CHANGES = _CHANGES | frozenset("update add setdefault popitem discard sort reverse".split())


def changes(node: ast.For) -> bool:
    """Whether the body changes the list that the loop goes over, by its name."""
    source = _source(node.iter)
    if not isinstance(source, ast.Name | ast.Attribute):
        return False
    name = ast.unparse(source)
    return any(_changes(inner, name, _CHANGES) for step in node.body for inner in ast.walk(step))


def changes_anywhere(tree: ast.AST, name: str) -> bool:
    """Whether a function changes the container of that name, items included."""
    return any(_changes(inner, name, _ALL_CHANGES) or _sets_item(inner, name) for inner in ast.walk(tree))


def _sets_item(node: ast.AST, name: str) -> bool:
    stores = isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
    return stores and ast.unparse(node.value) == name  # type: ignore[attr-defined]


def _source(node: ast.expr) -> ast.expr:
    """``xs`` of ``xs`` and ``enumerate(xs)``."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "enumerate" and len(node.args) == 1 and not node.keywords:
        return node.args[0]
    return node


def _changes(node: ast.AST, name: str, methods: frozenset[str]) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in methods and ast.unparse(node.func.value) == name
    if isinstance(node, ast.AugAssign):
        return ast.unparse(node.target) == name
    if isinstance(node, ast.Delete):
        return any(isinstance(t, ast.Subscript) and ast.unparse(t.value) == name for t in node.targets)
    return False


def as_while(e: Emitter, node: ast.For) -> list[ast.stmt] | None:
    """The loop as statements; None if it does not go over a list."""
    source = _source(node.iter)
    item = expressions.expression(e, source)
    if not isinstance(item, SimpleValue) or not isinstance(item.type(), ListType):
        return None
    items, at = f"_items_{node.lineno}_{node.col_offset}", f"_at_{node.lineno}_{node.col_offset}"
    e.env.set(items, item)
    target = ast.unparse(node.target)
    value = f"{items}[{at}]" if source is node.iter else f"({at}, {items}[{at}])"
    begin, loop = ast.parse(f"{at} = 0\nwhile {at} < len({items}):\n    {target} = {value}\n    {at} += 1").body
    assert isinstance(loop, ast.While)
    for made in (begin, loop):
        for inner in ast.walk(made):
            if isinstance(inner, ast.stmt | ast.expr):
                ast.copy_location(inner, node.iter)
    loop.body += node.body
    return [begin, loop]
