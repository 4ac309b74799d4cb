"""``for ... else`` and ``while ... else``: a flag says whether the loop was left by ``break``."""

from __future__ import annotations

import ast
import copy
from typing import Any


def as_statements(node: ast.For | ast.While) -> list[ast.stmt]:
    """The flag, the loop without its ``else``, and the ``else`` where the flag is still set."""
    flag = f"_no_break_{node.lineno}_{node.col_offset}"
    loop = copy.deepcopy(node)
    breaks = _Breaks(flag)
    loop.body = [made for step in loop.body for made in _listed(breaks.visit(step))]
    orelse, loop.orelse = loop.orelse, []
    test = _at(node, ast.If(_at(node, ast.Name(flag, ast.Load())), orelse, []))
    return [_assign(node, flag, True), loop, test]


def _listed(made: Any) -> list[ast.stmt]:
    return made if isinstance(made, list) else [made]


def _at(place: ast.stmt, node: Any) -> Any:
    return ast.copy_location(node, place)


def _assign(place: ast.stmt, name: str, value: bool) -> ast.stmt:
    target, constant = _at(place, ast.Name(name, ast.Store())), _at(place, ast.Constant(value))
    made: ast.stmt = _at(place, ast.Assign([target], constant))
    return made


class _Breaks(ast.NodeTransformer):
    """Clears the flag before each ``break`` of the loop; those of loops inside are theirs."""

    def __init__(self, flag: str) -> None:
        self.flag = flag

    def visit_Break(self, node: ast.Break) -> list[ast.stmt]:
        return [_assign(node, self.flag, False), node]

    def _inner(self, node: Any) -> Any:
        node.orelse = [made for step in node.orelse for made in _listed(self.visit(step))]
        return node

    visit_For = visit_While = _inner

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        return node
