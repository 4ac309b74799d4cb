"""Tuples, lists, dicts and sets written out.  A tuple with a star whose length only the run knows is a list."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...lang.types import DictType, ListType, SetType, TupleType
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue, Sugared, TupleValue
from ..values.syntax import Hint, expression_of
from . import literals, spread


@expression_of(ast.Tuple)
def _tuple(e: Emitter, node: ast.Tuple, hint: Hint) -> Sugared:
    hints = hint.items if isinstance(hint, TupleType) and len(hint.items) == len(node.elts) else [None] * len(node.elts)
    pieces = spread.pieces(e, node.elts, hints)
    return spread.joined(e, pieces) if spread.have_lists(pieces) else TupleValue(spread.items(e, pieces))


@expression_of(ast.List)
def _list(e: Emitter, node: ast.List, hint: Hint) -> Sugared:
    wanted = literals.container_hint(hint, ListType)
    return _listed(e, node.elts, wanted.element if wanted else None)


def _listed(e: Emitter, nodes: Sequence[ast.expr], element: Hint) -> Sugared:
    pieces = spread.pieces(e, nodes, [element] * len(nodes))
    if spread.have_lists(pieces):
        return spread.joined(e, pieces, element)
    return literals.list_of(e, spread.items(e, pieces), element)


@expression_of(ast.Set)
def _set(e: Emitter, node: ast.Set, hint: Hint) -> Sugared:
    wanted = literals.container_hint(hint, SetType)
    return e.operator("aten::set", [_listed(e, node.elts, wanted.element if wanted else None)])


@expression_of(ast.Dict)
def _dict(e: Emitter, node: ast.Dict, hint: Hint) -> Sugared:
    wanted = literals.container_hint(hint, DictType)
    if not node.keys and wanted is None:
        return literals.empty_dict(e)
    if any(k is None for k in node.keys):
        return _dict_with_stars(e, node, wanted)
    keys = [e.value(k, wanted and wanted.key) for k in node.keys if k is not None]
    values = [e.value(v, wanted and wanted.value) for v in node.values]
    return literals.dict_of(e, keys, values, wanted)


def _dict_with_stars(e: Emitter, node: ast.Dict, wanted: DictType | None) -> Sugared:
    """``{**a, "k": v}``: copies, then updates."""
    result: SimpleValue | None = None
    for key, item in zip(node.keys, node.values):
        if key is None:
            other = e.expression(item, wanted)
            if result is None:
                result = e.operator("aten::copy", [other])
            else:
                e.operator("aten::update", [result, other])
        elif result is None:
            result = literals.dict_of(e, [e.value(key)], [e.value(item)], wanted)
        else:
            e.operator("aten::_set_item", [result, e.expression(key), e.expression(item)])
    assert result is not None
    return result
