"""``target op= value``, by kind of target; the value is ``in_place``'s."""

from __future__ import annotations

import ast

from ...lang.types import ListType, Type
from ..values import conversions
from ..values.emitter import Emitter
from ..values.environment import path_of
from ..values.sugared import SimpleValue, Sugared
from ..values.syntax import Rest, statement_of
from . import assignment, subscripts
from .in_place import combined


@statement_of(ast.AugAssign)
def _augmented(e: Emitter, node: ast.AugAssign, rest: Rest) -> None:
    if isinstance(node.target, ast.Name):
        left = e.expression(ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target))
        right = e.expression(node.value, _hint(left))
        assignment.assign_name(e, node.target.id, combined(e, node.op, left, right))
    elif isinstance(node.target, ast.Attribute):
        _attribute(e, node, node.target)
    else:
        subscripts.augmented(e, node.target, node.op, node.value)


def _hint(left: Sugared) -> Type | None:
    """What a list is extended with: its own type, unless that is still open."""
    is_open = isinstance(left, SimpleValue) and conversions.is_untyped(left.value)
    return left.type() if isinstance(left.type(), ListType) and not is_open else None


def _attribute(e: Emitter, node: ast.AugAssign, target: ast.Attribute) -> None:
    owner = e.expression(target.value)
    left = owner.attr(e, target.attr)
    right = e.expression(node.value, _hint(left))
    owner.set_attr(e, target.attr, combined(e, node.op, left, right))
    assignment.forget(e, path_of(target))
