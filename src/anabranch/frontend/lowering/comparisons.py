"""Comparisons and ``in``, on written operands; of tuples, the first items that differ decide."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...ir.graph import Value
from ...lang.codes import as_ints
from ...lang.nominal import ClassType
from ...lang.types import (
    ANY,
    BOOL,
    COMPLEX,
    FLOAT,
    INT,
    NONE,
    NUMBER,
    STR,
    DictType,
    ListType,
    OptionalType,
    TensorType,
    TupleType,
    Type,
    UnionType,
    none_members,
)
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue, Sugared, TupleValue
from . import arithmetic, conditions, selection
from .arithmetic import magic

# the operator, the method of classes
_COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("aten::eq", "__eq__"),
    ast.NotEq: ("aten::ne", "__ne__"),
    ast.Lt: ("aten::lt", "__lt__"),
    ast.LtE: ("aten::le", "__le__"),
    ast.Gt: ("aten::gt", "__gt__"),
    ast.GtE: ("aten::ge", "__ge__"),
}
_SYNTAX: dict[str, ast.cmpop] = {name: kind() for kind, (name, _) in _COMPARISONS.items()}


def compare(e: Emitter, op: ast.cmpop, left: Sugared, right: Sugared) -> Sugared:
    """One comparison of written operands."""
    if isinstance(op, ast.In):
        return _contains(e, right, left)
    if isinstance(op, ast.NotIn):
        return e.operator("aten::__not__", [_contains(e, right, left)])
    if isinstance(op, ast.Is | ast.IsNot):
        kind = "aten::__is__" if isinstance(op, ast.Is) else "aten::__isnot__"
        return e.operator(kind, [left, right])
    kind, method = _COMPARISONS[type(op)]
    return comparison(e, kind, method, left, right)


def comparison(e: Emitter, operator: str, method: str, left: Sugared, right: Sugared) -> Sugared:
    """``left < right`` and the like."""
    found = magic(e, left, method, right)
    if found is not None:
        return found
    if method == "__ne__":
        equal = magic(e, left, "__eq__", right)
        if equal is not None:
            return e.operator("aten::__not__", [equal])
    if isinstance(left.type(), TupleType) and isinstance(right.type(), TupleType):
        return _compare_tuples(e, operator, left.items(e), right.items(e))
    if isinstance(left.type(), DictType | ListType):
        left, right = arithmetic.typed_lists(e, left, right)
    return arithmetic.operator(e, operator, _SYNTAX[operator], left, right)


# -- tuples


def _compare_tuples(e: Emitter, operator: str, left: Sequence[Sugared], right: Sequence[Sugared]) -> Sugared:
    """``left op right`` for items of two tuples, as Python orders them."""
    if operator in ("aten::eq", "aten::ne"):
        found = _equal(e, left, right)
        return found if operator == "aten::eq" else e.operator("aten::__not__", [found])
    return _ordered(e, operator, left, right)


def _item(e: Emitter, operator: str, left: Sugared, right: Sugared) -> Sugared:
    """One pair of items."""
    method = f"__{operator.removeprefix('aten::')}__"
    return comparison(e, operator, method, left, right)


def _equal(e: Emitter, left: Sequence[Sugared], right: Sequence[Sugared]) -> Sugared:
    if len(left) != len(right):
        return e.constant(False)
    if not left:
        return e.constant(True)
    first = _same(e, left[0], right[0])
    if len(left) == 1:
        return SimpleValue(first)
    return SimpleValue(selection.short_circuit(e, first, lambda: _equal(e, left[1:], right[1:]).as_value(e)))


def _ordered(e: Emitter, operator: str, left: Sequence[Sugared], right: Sequence[Sugared]) -> Sugared:
    if not left or not right:
        shorter, longer = len(left), len(right)
        outcomes = {"aten::lt": shorter < longer, "aten::le": shorter <= longer, "aten::gt": shorter > longer}
        return e.constant(outcomes.get(operator, shorter >= longer))
    if len(left) == len(right) == 1 and left[0].type() in _EQUAL_ONLY and right[0].type() in _EQUAL_ONLY:
        return _item(e, operator, left[0], right[0])
    node = e.builder.if_(_same(e, left[0], right[0]))
    result = node.addOutput(BOOL)
    on_true, on_false = node.blocks()
    with e.builder.at(on_true):
        on_true.registerOutput(_ordered(e, operator, left[1:], right[1:]).as_value(e))
    with e.builder.at(on_false):
        on_false.registerOutput(conditions.truth(e, _item(e, operator, left[0], right[0])).as_value(e))
    return SimpleValue(result)


# -- items: what is identical is the same, equal or not

_EQUAL_ONLY = (INT, BOOL, STR, NONE)  # what is identical is equal
_BITS = (FLOAT, COMPLEX, NUMBER)  # identical is what has the same bits


def _same(e: Emitter, left: Sugared, right: Sugared) -> Value:
    """Whether a container takes its item for the other one, as a bool."""
    a, b = left.type(), right.type()
    if NONE in (a, b):
        return e.operator("aten::__is__", [left, right]).as_value(e)
    if (_may_be_nan(a) and _may_be_nan(b)) or _is_open(a) or _is_open(b):
        return e.operator("aten::__same_item__", [left, right]).as_value(e)
    if isinstance(a, ClassType | TensorType) and isinstance(b, ClassType | TensorType):
        identical = e.operator("aten::__is__", [left, right]).as_value(e)
        return selection.either(e, identical, lambda: _item(e, "aten::eq", left, right).as_value(e))
    return conditions.truth(e, _item(e, "aten::eq", left, right)).as_value(e)


def _may_be_nan(t: Type | None) -> bool:
    return t in _BITS or (isinstance(t, OptionalType) and t.element in _BITS)


def _is_open(t: Type | None) -> bool:
    """Whether only the value tells which type it has."""
    return t == ANY or isinstance(t, OptionalType | UnionType)


# -- in


def _contains(e: Emitter, owner: Sugared, item: Sugared) -> Sugared:
    return _is_among(e, owner.parts, item) if isinstance(owner, TupleValue) else owner.contains(e, item)


def _is_among(e: Emitter, parts: Sequence[Sugared], item: Sugared) -> Sugared:
    """``item in (a, b, c)``: one comparison after the other."""
    candidates = [p for p in parts if _comparable(p.type(), item.type())]
    if not candidates:
        return e.constant(False)
    found = _same(e, item, candidates[0])
    for part in candidates[1:]:
        other: Sugared = part
        found = selection.either(e, found, lambda other=other: _same(e, item, other))  # type: ignore[misc]
    return SimpleValue(found)


def _comparable(a: Type | None, b: Type | None) -> bool:
    """Whether values of these types may be equal."""
    if a is None or b is None:
        return False
    return ANY in (a, b) or any(_alike(x, y) for x in none_members(a) for y in none_members(b))


def _alike(a: Type, b: Type) -> bool:
    numbers = (INT, FLOAT, BOOL, COMPLEX, NUMBER)
    a, b = as_ints(a), as_ints(b)
    if a == b or (a in numbers and b in numbers):
        return True
    return NONE not in (a, b) and (isinstance(a, TensorType) or isinstance(b, TensorType))
