"""The value after ``left op= right``: in place on tensors, lists and sets, otherwise an operator."""

from __future__ import annotations

import ast

from ...lang.types import ListType, SetType, TensorType
from ..values import conversions
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue, Sugared
from . import arithmetic
from .listing import as_list

IN_PLACE: dict[type[ast.operator], str] = {
    ast.Add: "aten::add_",
    ast.Sub: "aten::sub_",
    ast.Mult: "aten::mul_",
    ast.Div: "aten::div_",
    ast.FloorDiv: "aten::floor_divide_",
    ast.Mod: "aten::remainder_",
    ast.Pow: "aten::pow_",
    ast.BitAnd: "aten::__iand__",
    ast.BitOr: "aten::__ior__",
    ast.BitXor: "aten::__ixor__",
    ast.LShift: "aten::__ilshift__",
    ast.RShift: "aten::__irshift__",
}


def combined(e: Emitter, op: ast.operator, left: Sugared, right: Sugared) -> Sugared:
    """The value after ``left op= right``."""
    t = left.type()
    _, method = arithmetic.BINARY[type(op)]
    found = arithmetic.magic(e, left, f"__i{method[2:]}", right)
    if found is not None:
        return found
    if isinstance(t, TensorType) and type(op) in IN_PLACE:
        return e.operator(IN_PLACE[type(op)], [left, right])
    if isinstance(t, ListType) and isinstance(op, ast.Add):
        return _extend(e, left, right)
    if isinstance(t, ListType) and isinstance(op, ast.Mult):
        return e.operator("aten::mul_", [left, right])
    if isinstance(t, SetType) and isinstance(op, ast.BitOr):
        e.operator("aten::update", [left, right])
        return left
    return arithmetic.binary(e, op, left, right)


def _extend(e: Emitter, left: Sugared, right: Sugared) -> Sugared:
    value, other = left.as_value(e), as_list(e, right).value
    conversions.type_empty(other, value.type())
    conversions.settle(e, value, other.type())
    return SimpleValue(e.operator_value("aten::add_", [value, other]))
