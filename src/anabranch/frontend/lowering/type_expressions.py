"""``A | B``: a type where both are types, otherwise an operation on values."""

from __future__ import annotations

import ast
from typing import Any

from ...lang.types import union
from ..values.emitter import Emitter
from ..values.sugared import Sugared
from ..values.type_values import TypeValue


def union_of(e: Emitter, node: ast.BinOp) -> Sugared | None:
    """``A | B`` where both are types; None where it is an operation on values."""
    if not all(_looks_like_type(e, n) for n in (node.left, node.right)):
        return None
    left, right = e.expression(node.left), e.expression(node.right)
    if not isinstance(left, TypeValue):
        return None
    types = [i.t if isinstance(i, TypeValue) else i.type() for i in (left, right)]
    obj = left.obj | (right.obj if isinstance(right, TypeValue) else None) if left.obj is not None else None
    return TypeValue(union([t for t in types if t is not None]), obj)


def _looks_like_type(e: Emitter, node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value is None
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.BitOr) and all(_looks_like_type(e, n) for n in (node.left, node.right))
    if isinstance(node, ast.Name):
        if node.id in e.env.vars:
            return False
        found = e.frame.source.scope.get(node.id)
        return isinstance(found, type)
    return isinstance(node, ast.Attribute | ast.Subscript) and _root_is_type(e, node)


def _root_is_type(e: Emitter, node: ast.expr) -> bool:
    if isinstance(node, ast.Subscript):
        return _looks_like_type(e, node.value) or _is_typing(e, node.value)
    scope: Any = e.frame.source.scope
    path: list[str] = []
    while isinstance(node, ast.Attribute):
        path.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id in e.env.vars:
        return False
    found = scope.get(node.id)
    for name in path:
        found = getattr(found, name, None)
    return isinstance(found, type)


def _is_typing(e: Emitter, node: ast.expr) -> bool:
    found = e.frame.source.scope.get(node.id) if isinstance(node, ast.Name) and node.id not in e.env.vars else None
    return getattr(found, "__module__", "") == "typing"
