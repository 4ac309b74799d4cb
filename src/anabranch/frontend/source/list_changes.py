"""Whether a stretch of syntax changes a container, read before it is written."""

from __future__ import annotations

import ast

_CHANGES = frozenset("append extend insert pop remove clear".split())
_ALL_CHANGES = _CHANGES | frozenset("update add setdefault popitem discard sort reverse".split())


def changes(node: ast.For) -> bool:
    """Whether the body changes the list that the loop goes over, by its name."""
    source = iterated(node.iter)
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


def iterated(node: ast.expr) -> ast.expr:
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
