"""What a stretch of syntax assigns, and how it leaves a loop: read before it is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

_INNER_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def assigned_names(nodes: Sequence[ast.AST]) -> list[str]:
    """The names that the statements bind, in order, each once."""
    return list(dict.fromkeys(name for node in nodes for name in _names(node)))


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name | ast.Constant):  # most are
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        return
    if isinstance(node, ast.MatchAs) and node.name is not None:
        yield node.name
    if isinstance(node, _INNER_SCOPES):
        yield getattr(node, "name", "")
        return
    if isinstance(node, _COMPREHENSIONS):
        yield from (n.target.id for n in ast.walk(node) if isinstance(n, ast.NamedExpr))
        return
    for child in ast.iter_child_nodes(node):
        yield from _names(child)


def leaves_loop(body: Sequence[ast.AST], *, with_continue: bool = False) -> bool:
    """Whether the body of a loop has a ``break`` (or ``continue``) of that loop."""
    return any(_leaves(node, with_continue) for node in body)


def _leaves(node: ast.AST, with_continue: bool) -> bool:
    if isinstance(node, ast.Break) or (with_continue and isinstance(node, ast.Continue)):
        return True
    if isinstance(node, _INNER_SCOPES):
        return False
    if isinstance(node, ast.For | ast.While):  # a break there is its own, but not behind its `else`
        return leaves_loop(node.orelse, with_continue=with_continue)
    return any(_leaves(child, with_continue) for child in ast.iter_child_nodes(node))
