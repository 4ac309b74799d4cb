"""``target op= value``: in place on tensors and lists, otherwise an operator and an assignment."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..ir.types import ListType, SetType, TensorType, Type
from . import arithmetic, assignment, conversions, expressions
from .environment import path_of
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
        right = expressions.expression(e, node.value, _hint(left))
        assignment.assign_name(e, node.target.id, combined(e, node.op, left, right))
    elif isinstance(node.target, ast.Attribute):
        _attribute(e, node, node.target)
    else:
        from . import subscripts

        subscripts.augmented(e, node.target, node.op, node.value)


def _hint(left: Sugared) -> Type | None:
    """What a list is extended with: its own type, unless that is still open."""
    is_open = isinstance(left, SimpleValue) and conversions.is_untyped(left.value)
    return left.type() if isinstance(left.type(), ListType) and not is_open else None


def _attribute(e: Emitter, node: ast.AugAssign, target: ast.Attribute) -> None:
    owner = expressions.expression(e, target.value)
    left = owner.attr(e, target.attr)
    right = expressions.expression(e, node.value, _hint(left))
    owner.set_attr(e, target.attr, combined(e, node.op, left, right))
    assignment.forget(e, path_of(target))


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
    from .builtin_functions import as_list

    value, other = left.as_value(e), as_list(e, right).value
    conversions.type_empty(other, value.type())
    conversions.settle(e, value, other.type())
    return SimpleValue(e.operator_value("aten::add_", [value, other]))
