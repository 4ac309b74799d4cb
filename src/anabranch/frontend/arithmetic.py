"""Operators of the syntax on written operands: magic methods of classes first, then operators by type."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..ir import matching
from ..ir.apply_match import apply_match
from ..ir.types import BOOL, INT, STR, DictType, ListType, TensorType, TupleType, Type
from . import conversions, expressions, instances
from .sugared import SimpleValue, Sugared, TupleValue, constant_int

if TYPE_CHECKING:
    from .emitter import Emitter

_UNARY: dict[type[ast.unaryop], tuple[str, str]] = {
    ast.USub: ("aten::neg", "__neg__"),
    ast.UAdd: ("aten::pos", "__pos__"),
    ast.Invert: ("aten::bitwise_not", "__invert__"),
}
_COMPARISONS: dict[str, type[ast.cmpop]] = {
    "aten::eq": ast.Eq, "aten::ne": ast.NotEq, "aten::lt": ast.Lt, "aten::le": ast.LtE, "aten::gt": ast.Gt,
    "aten::ge": ast.GtE,
}  # fmt: skip
_REFLECTED = {"__add__", "__sub__", "__mul__", "__truediv__", "__floordiv__", "__mod__", "__pow__", "__matmul__"}


def magic(e: Emitter, left: Sugared, name: str, right: Sugared | None = None) -> Sugared | None:
    """What a class of the user says; None where neither operand has such a method."""
    args = [] if right is None else [right]
    if isinstance(left, SimpleValue) and instances.is_nominal(left.value.type()):
        found = instances.magic(e, left.value, name, args)
        if found is not None:
            return found
    if isinstance(right, SimpleValue) and name in _REFLECTED and instances.is_nominal(right.value.type()):
        return instances.magic(e, right.value, f"__r{name[2:]}", [left])
    return None


def binary(e: Emitter, op: ast.operator, left: Sugared, right: Sugared) -> Sugared:
    """``left op right``."""
    operator, method = expressions.BINARY[type(op)]
    found = magic(e, left, method, right)
    if found is not None:
        return found
    a, b = left.type(), right.type()
    if isinstance(op, ast.Mod) and a == STR:
        return _percent(e, left, right)
    if isinstance(op, ast.Pow) and (a, b) == (INT, INT):
        return power(e, left, right)
    if isinstance(a, TupleType) and isinstance(op, ast.Add | ast.Mult):
        return _tuple_operator(e, op, left, right)
    if isinstance(a, ListType) and isinstance(b, ListType) and isinstance(op, ast.Add):
        left, right = _typed_lists(e, left, right)
    return _operator(e, operator, op, left, right)


def _operator(e: Emitter, operator: str, op: ast.AST, left: Sugared, right: Sugared) -> Sugared:
    """The operator; a pair of types that has none is named in the program's own terms."""
    a, b = left.as_value(e), right.as_value(e)
    try:
        found = matching.match(operator, [a, b])
    except matching.MatchError:
        raise e.error(
            f"unsupported operand types for {expressions.SYMBOLS[type(op)]}: {a.type()} and {b.type()}",
            remedy=_conversion_hint(a.type(), b.type()),
        ) from None
    return SimpleValue(apply_match(e.builder, found))


def _conversion_hint(a: Type, b: Type) -> str:
    from .emitter import conversion_remedy

    for t in (a, b):
        if t.kind() in ("FutureType", "OptionalType"):
            return conversion_remedy(t, BOOL)
    return "convert one of them: str(x), int(x), float(x)" if STR in (a, b) else ""


def power(e: Emitter, left: Sugared, right: Sugared) -> Sugared:
    """int ** int is an int, as in Python (torch.jit's is a float), unless the exponent is known to be negative."""
    from . import builtins_table

    exponent = constant_int(right)
    overload = "int" if exponent is not None and exponent < 0 else "int_to_int"
    return builtins_table.overload("aten::pow", overload).call(e, [left, right], {})


def _typed_lists(e: Emitter, left: Sugared, right: Sugared) -> tuple[Sugared, Sugared]:
    """Written; an untyped literal gets the type of the other operand."""
    a, b = left.as_value(e), right.as_value(e)
    if a.type() != b.type():
        conversions.settle(e, a, b.type())
        conversions.settle(e, b, a.type())
    return SimpleValue(a), SimpleValue(b)


def _percent(e: Emitter, left: Sugared, right: Sugared) -> Sugared:
    parts = right.parts if isinstance(right, TupleValue) else [right]
    return e.operator("aten::percentFormat", [left, *parts])


def _tuple_operator(e: Emitter, op: ast.operator, left: Sugared, right: Sugared) -> Sugared:
    if isinstance(op, ast.Add):
        return TupleValue([*left.items(e), *right.items(e)])
    count = constant_int(right)
    if count is None:
        raise e.error("how often a tuple is repeated must be known when compiling", remedy="use a list")
    return TupleValue(left.items(e) * count)


def unary(e: Emitter, op: ast.unaryop, operand: Sugared) -> Sugared:
    """``-x``, ``+x``, ``~x``."""
    operator, method = _UNARY[type(op)]
    found = magic(e, operand, method)
    if found is not None:
        return found
    if isinstance(op, ast.UAdd) and not isinstance(operand.type(), TensorType):
        return operand
    return e.operator(operator, [operand])


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
        return _compare_tuples(e, operator, left, right)
    if isinstance(left.type(), DictType | ListType):
        left, right = _typed_lists(e, left, right)
    return _operator(e, operator, _COMPARISONS[operator](), left, right)


def _compare_tuples(e: Emitter, operator: str, left: Sugared, right: Sugared) -> Sugared:
    """Item by item, as Python orders tuples."""
    from .tuple_comparison import compare

    return compare(e, operator, left.items(e), right.items(e))
