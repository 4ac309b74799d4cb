"""Tuples, lists, dicts and sets written out, and lists and dicts made of written items: what they hold."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from ...ir.graph import Value
from ...ir.kinds import EMPTY_DICT, EMPTY_LIST
from ...lang.subtyping import unify
from ...lang.types import STR, TENSOR, DictType, ListType, SetType, TupleType, Type, none_members, union
from ..values import conversions
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue, Sugared, TupleValue
from ..values.syntax import Hint, expression_of


@expression_of(ast.Tuple)
def _tuple(e: Emitter, node: ast.Tuple, hint: Hint) -> Sugared:
    hints = hint.items if isinstance(hint, TupleType) and len(hint.items) == len(node.elts) else [None] * len(node.elts)
    return TupleValue(_elements(e, node.elts, hints))


def _elements(e: Emitter, nodes: Sequence[ast.expr], hints: Sequence[Hint]) -> list[Sugared]:
    found: list[Sugared] = []
    for node, hint in zip(nodes, hints):
        if isinstance(node, ast.Starred):
            with e.at(node):
                found += e.expression(node.value).items(e)
        else:
            found.append(e.expression(node, hint))
    return found


def container_hint(hint: Hint, kind: type[Type]) -> Any:
    """The ListType (DictType …) that a hint asks for, through Optional and Union."""
    found = [t for t in none_members(hint) if isinstance(t, kind)] if hint is not None else []
    return found[0] if len(found) == 1 else None


@expression_of(ast.List)
def _list(e: Emitter, node: ast.List, hint: Hint) -> Sugared:
    wanted = container_hint(hint, ListType)
    element = wanted.element if wanted else None
    return list_of(e, _elements(e, node.elts, [element] * len(node.elts)), element)


def list_of(e: Emitter, items: Sequence[Sugared], element: Hint = None) -> Sugared:
    """A list of written items; ``element`` where the context says."""
    if not items and element is None:
        return SimpleValue(e.builder.emit(EMPTY_LIST, [], ListType(TENSOR)))
    values = [i.as_value(e) for i in items]
    conversions.agree(values)
    if element is not None:
        wanted = [e.try_convert(v, element) for v in values]
        if None not in wanted:
            return SimpleValue(e.builder.list_(element, [v for v in wanted if v is not None]))
    # Without a wish, or against it: the place that wanted another list says so.
    t = _joined([v.type() for v in values])
    return SimpleValue(e.builder.list_(t, [fitted(e, v, t) for v in values]))


def fitted(e: Emitter, value: Value, t: Type) -> Value:
    """A value where a ``t`` stands; int to float only where a hint asked for it."""
    if value.type().isSubtypeOf(t):
        return value
    converted = e.try_convert(value, t)
    if converted is None:
        raise e.error(f"expected an element of type {t}, got {value.type()}")
    return converted


def _joined(types: Sequence[Type]) -> Type:
    """What a literal holds: as torch.jit, a Union where its items have no other type in common."""
    found: Type | None = types[0]
    for t in types[1:]:
        found = unify(found, t) if found is not None else None
    return found if found is not None else union(types)


def _common_type(e: Emitter, types: Sequence[Type], what: str) -> Type:
    """The one type of several values."""
    found: Type | None = types[0]
    for t in types[1:]:
        joined = unify(found, t) if found is not None else None
        if joined is None:
            raise e.error(
                f"{what} have different types: {found} and {t}",
                remedy="convert them to one type, or annotate the container with Union or Any",
            )
        found = joined
    assert found is not None
    return found


@expression_of(ast.Dict)
def _dict(e: Emitter, node: ast.Dict, hint: Hint) -> Sugared:
    wanted = container_hint(hint, DictType)
    if not node.keys and wanted is None:
        return empty_dict(e)
    if any(k is None for k in node.keys):
        return _dict_with_stars(e, node, wanted)
    keys = [e.value(k, wanted and wanted.key) for k in node.keys if k is not None]
    values = [e.value(v, wanted and wanted.value) for v in node.values]
    return dict_of(e, keys, values, wanted)


def empty_dict(e: Emitter) -> SimpleValue:
    """``{}`` whose types follow from its first use."""
    return SimpleValue(e.builder.emit(EMPTY_DICT, [], DictType(STR, TENSOR)))


def dict_of(e: Emitter, keys: Sequence[Value], values: Sequence[Value], wanted: DictType | None) -> SimpleValue:
    """A dict of written keys and values."""
    conversions.agree(values)
    t = wanted or DictType(
        _common_type(e, [k.type() for k in keys], "keys of a dict"),
        _joined([v.type() for v in values]),
    )
    pairs = [
        v for key, item in zip(keys, values) for v in (fitted(e, key, t.key), fitted(e, item, t.value))
    ]
    return SimpleValue(e.builder.dict_(t, pairs))


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
            result = dict_of(e, [e.value(key)], [e.value(item)], wanted)
        else:
            e.operator("aten::_set_item", [result, e.expression(key), e.expression(item)])
    assert result is not None
    return result


@expression_of(ast.Set)
def _set(e: Emitter, node: ast.Set, hint: Hint) -> Sugared:
    wanted = container_hint(hint, SetType)
    element = wanted.element if wanted else None
    return e.operator("aten::set", [list_of(e, _elements(e, node.elts, [element] * len(node.elts)), element)])
