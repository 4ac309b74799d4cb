"""``target op= value``: in place on tensors and lists, otherwise an operator and an assignment."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..ir.types import ListType, SetType, TensorType
from . import arithmetic, assignment, conversions, expressions
from .emitter import EMPTY_LIST
from .sugared import SimpleValue, Sugared

if TYPE_CHECKING:
    from .emitter import Emitter

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


def assign(e: Emitter, node: ast.AugAssign) -> None:
    """The statement."""
    if isinstance(node.target, ast.Name):
        left = expressions.expression(e, ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target))
        right = expressions.expression(e, node.value, left.type() if isinstance(left.type(), ListType) else None)
        assignment.assign_name(e, node.target.id, combined(e, node.op, left, right))
    elif isinstance(node.target, ast.Attribute):
        _attribute(e, node, node.target)
    else:
        from . import subscripts

        subscripts.augmented(e, node.target, node.op, node.value)


def _attribute(e: Emitter, node: ast.AugAssign, target: ast.Attribute) -> None:
    owner = expressions.expression(e, target.value)
    left = owner.attr(e, target.attr)
    right = expressions.expression(e, node.value, left.type() if isinstance(left.type(), ListType) else None)
    owner.set_attr(e, target.attr, combined(e, node.op, left, right))


def combined(e: Emitter, op: ast.operator, left: Sugared, right: Sugared) -> Sugared:
    """The value after ``left op= right``."""
    t = left.type()
    operator, method = expressions.BINARY[type(op)]
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
    t = right.type()
    if isinstance(left, SimpleValue) and left.value.node().kind() == EMPTY_LIST and t is not None:
        conversions.type_empty(left.value, t)
    return e.operator("aten::add_", [left, right])
