"""Operators of the syntax on written operands: magic methods of classes first, then operators by type."""

from __future__ import annotations

import ast

from ...base import wording
from ...lang.nominal import ClassType
from ...lang.types import BOOL, INT, STR, ListType, TensorType, TupleType, Type
from ...overloads import matching
from ...overloads.apply_match import apply_match
from ..values import conversions, overloads
from ..values.conversions import conversion_remedy
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue, Sugared, TupleValue, constant_int
from . import literals

BINARY: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("aten::add", "__add__"),
    ast.Sub: ("aten::sub", "__sub__"),
    ast.Mult: ("aten::mul", "__mul__"),
    ast.Div: ("aten::div", "__truediv__"),
    ast.FloorDiv: ("aten::floordiv", "__floordiv__"),
    ast.Mod: ("aten::remainder", "__mod__"),
    ast.Pow: ("aten::pow", "__pow__"),
    ast.MatMult: ("aten::matmul", "__matmul__"),
    ast.BitAnd: ("aten::__and__", "__and__"),
    ast.BitOr: ("aten::__or__", "__or__"),
    ast.BitXor: ("aten::__xor__", "__xor__"),
    ast.LShift: ("aten::__lshift__", "__lshift__"),
    ast.RShift: ("aten::__rshift__", "__rshift__"),
}
_SYMBOLS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
_UNARY: dict[type[ast.unaryop], tuple[str, str]] = {
    ast.USub: ("aten::neg", "__neg__"),
    ast.UAdd: ("aten::pos", "__pos__"),
    ast.Invert: ("aten::bitwise_not", "__invert__"),
}
_REFLECTED = {"__add__", "__sub__", "__mul__", "__truediv__", "__floordiv__", "__mod__", "__pow__", "__matmul__"}


def magic(e: Emitter, left: Sugared, name: str, right: Sugared | None = None) -> Sugared | None:
    """What a class of the user says; None where neither operand has such a method."""
    found = left.magic(e, name, [] if right is None else [right])
    if found is None and right is not None and name in _REFLECTED:
        return right.magic(e, f"__r{name[2:]}", [left])
    return found


def binary(e: Emitter, op: ast.operator, left: Sugared, right: Sugared) -> Sugared:
    """``left op right``."""
    name, method = BINARY[type(op)]
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
    if isinstance(b, TupleType) and isinstance(op, ast.Mult):
        return _tuple_operator(e, op, right, left)
    if isinstance(a, ListType) and isinstance(b, ListType) and isinstance(op, ast.Add):
        left, right = typed_lists(e, left, right)
    return operator(e, name, op, left, right)


def operator(e: Emitter, name: str, op: ast.AST, left: Sugared, right: Sugared) -> Sugared:
    """The operator; a pair of types that has none is named in the program's own terms."""
    a, b = left.as_value(e), right.as_value(e)
    try:
        found = matching.match(name, [a, b])
    except matching.MatchError:
        raise e.error(
            f"Arguments for call are not valid: {_unsupported(op, a.type(), b.type())}",
            remedy=_conversion_hint(a.type(), b.type()),
        ) from None
    return SimpleValue(apply_match(e.builder, found))


def _unsupported(op: ast.AST, a: Type, b: Type) -> str:
    text = f"unsupported operand types for {_SYMBOLS[type(op)]}: {a} and {b}"
    if isinstance(op, ast.operator) and isinstance(a, ClassType):
        return f"{text}: {wording.no_attribute(a, BINARY[type(op)][1])}"
    return text


def _conversion_hint(a: Type, b: Type) -> str:
    for t in (a, b):
        if t.kind() in ("FutureType", "OptionalType"):
            return conversion_remedy(t, BOOL)
        if t.kind() == "UnionType":
            return "find out which type it has: `if isinstance(x, int):`"
    return "convert one of them: str(x), int(x), float(x)" if STR in (a, b) else ""


def power(e: Emitter, left: Sugared, right: Sugared) -> Sugared:
    """int ** int is an int, as in Python (torch.jit's is a float), unless the exponent is known to be negative."""
    exponent = constant_int(right)
    name = "int" if exponent is not None and exponent < 0 else "int_to_int"
    return overloads.overload("aten::pow", name).call(e, [left, right], {})


def typed_lists(e: Emitter, left: Sugared, right: Sugared) -> tuple[Sugared, Sugared]:
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
    """A tuple where the length is known; a list where only the run knows it (``(n,) + x.shape``, ``(1,) * x.ndim``)."""
    count = constant_int(right)
    if isinstance(op, ast.Mult) and count is not None:
        return TupleValue(left.items(e) * count)
    if isinstance(op, ast.Mult) or isinstance(right.type(), ListType):
        return binary(e, op, literals.list_of(e, left.items(e)), right)
    return TupleValue([*left.items(e), *right.items(e)])


def unary(e: Emitter, op: ast.unaryop, operand: Sugared) -> Sugared:
    """``-x``, ``+x``, ``~x``."""
    name, method = _UNARY[type(op)]
    found = magic(e, operand, method)
    if found is not None:
        return found
    if isinstance(op, ast.UAdd) and not isinstance(operand.type(), TensorType):
        return operand
    return e.operator(name, [operand])
