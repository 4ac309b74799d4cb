"""Comparisons and ``in``, on written operands; of tuples, the first items that differ decide."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...lang.types import BOOL, COMPLEX, FLOAT, INT, NONE, NUMBER, DictType, ListType, TensorType, TupleType, Type
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue, Sugared, TupleValue
from . import arithmetic, selection
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
_STRICT = {"aten::le": "aten::lt", "aten::ge": "aten::gt"}


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
    first = _item(e, "aten::eq", left[0], right[0])
    if len(left) == 1:
        return first
    return SimpleValue(selection.short_circuit(e, first.as_value(e), lambda: _equal(e, left[1:], right[1:]).as_value(e)))


def _ordered(e: Emitter, operator: str, left: Sequence[Sugared], right: Sequence[Sugared]) -> Sugared:
    if not left or not right:
        shorter, longer = len(left), len(right)
        outcomes = {"aten::lt": shorter < longer, "aten::le": shorter <= longer, "aten::gt": shorter > longer}
        return e.constant(outcomes.get(operator, shorter >= longer))
    if len(left) == len(right) == 1:
        return _item(e, operator, left[0], right[0])
    same = _item(e, "aten::eq", left[0], right[0]).as_value(e)
    node = e.builder.if_(same)
    result = node.addOutput(BOOL)
    on_true, on_false = node.blocks()
    with e.builder.at(on_true):
        on_true.registerOutput(_ordered(e, operator, left[1:], right[1:]).as_value(e))
    with e.builder.at(on_false):
        on_false.registerOutput(_item(e, _STRICT.get(operator, operator), left[0], right[0]).as_value(e))
    return SimpleValue(result)


# -- in


def _contains(e: Emitter, owner: Sugared, item: Sugared) -> Sugared:
    return _is_among(e, owner.parts, item) if isinstance(owner, TupleValue) else owner.contains(e, item)


def _is_among(e: Emitter, parts: Sequence[Sugared], item: Sugared) -> Sugared:
    """``item in (a, b, c)``: one comparison after the other."""
    candidates = [p for p in parts if _comparable(p.type(), item.type())]
    if not candidates:
        return e.constant(False)
    found = _item(e, "aten::eq", item, candidates[0]).as_value(e)
    for part in candidates[1:]:
        other: Sugared = part
        found = selection.either(e, found, lambda other=other: _item(e, "aten::eq", item, other).as_value(e))  # type: ignore[misc]
    return SimpleValue(found)


def _comparable(a: Type | None, b: Type | None) -> bool:
    numbers = (INT, FLOAT, BOOL, COMPLEX, NUMBER)
    if a is None or b is None or NONE in (a, b):
        return False
    return a == b or (a in numbers and b in numbers) or isinstance(a, TensorType) or isinstance(b, TensorType)
