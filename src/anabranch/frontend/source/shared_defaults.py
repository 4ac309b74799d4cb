"""Mutable defaults: Python makes one object for all calls, compiled code one for each; so nobody may see the difference.

Passing the object to a function counts as reading it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from .list_changes import changes_anywhere

_CONTAINERS = (list, dict, set)
_KEEPERS = frozenset("append insert add setdefault".split())  # methods that keep what they are given
_READS = (ast.For, ast.comprehension, ast.Compare, ast.BinOp, ast.UnaryOp, ast.AugAssign, ast.Starred, ast.FormattedValue)


def is_mutable(default: Any) -> bool:
    return isinstance(default, _CONTAINERS) or (isinstance(default, tuple) and any(map(is_mutable, default)))


def misuse(tree: ast.AST, name: str, default: Any) -> str:
    """What a function does to the default of that parameter; empty where it only reads it."""
    if changes_anywhere(tree, name):
        return "changes"
    return "gives away" if any(True for _ in _escapes(tree, name, _is_nested(default))) else ""


def _is_nested(default: Any) -> bool:
    return any(map(is_mutable, default.values() if isinstance(default, dict) else default))


def _escapes(tree: ast.AST, name: str, is_nested: bool) -> Iterator[ast.Name]:
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in parents:
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            if not _only_reads(node, parents, is_nested):
                yield node


def _only_reads(node: ast.AST, parents: dict[ast.AST, ast.AST], is_nested: bool) -> bool:
    """Whether neither the container nor, where it is nested, an item of it goes on from here."""
    around = parents[node]
    if isinstance(around, ast.BoolOp) or (isinstance(around, ast.IfExp) and around.test is not node):
        return _only_reads(around, parents, is_nested)  # its value may be the container
    if isinstance(around, ast.Call | ast.keyword):
        call = around if isinstance(around, ast.Call) else parents[around]
        return not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _KEEPERS)
    if isinstance(around, ast.If | ast.While | ast.IfExp | ast.Assert | ast.Expr):
        return True
    if is_nested:
        return isinstance(around, ast.Compare)
    unpacks = isinstance(around, ast.Assign) and all(isinstance(t, ast.Tuple | ast.List) for t in around.targets)
    return unpacks or isinstance(around, (*_READS, ast.Subscript, ast.Attribute))
