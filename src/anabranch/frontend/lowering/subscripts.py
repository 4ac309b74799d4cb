"""``x[i]``: what stands in the brackets, then reading, assigning, deleting; what items are, the value's type knows."""

from __future__ import annotations

import ast

from ...lang.types import TensorType, TupleType
from ..values.behaviour import behaviour
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue, SliceValue, Sugared, TupleValue
from ..values.syntax import Hint, expression_of
from . import in_place, tensor_indexing


def _index(e: Emitter, node: ast.expr) -> Sugared:
    """What stands in the brackets."""
    if isinstance(node, ast.Slice):
        with e.at(node):
            parts = [e.expression(n) if n is not None else None for n in (node.lower, node.upper, node.step)]
            return SliceValue.of(parts)
    if isinstance(node, ast.Tuple):
        return TupleValue([_index(e, n) for n in node.elts])
    return e.expression(node)


@expression_of(ast.Subscript)
def _subscript(e: Emitter, node: ast.Subscript, hint: Hint) -> Sugared:
    """``value[index]`` as an expression."""
    owner = e.expression(node.value)
    index = _index(e, node.slice)
    is_value = isinstance(owner, SimpleValue | TupleValue) or owner.type() is None
    if isinstance(index, SliceValue) and not is_value:
        owner = SimpleValue(owner.as_value(e))
    return owner.getitem(e, index)


@expression_of(ast.Slice)
def _slice(e: Emitter, node: ast.Slice, hint: Hint) -> Sugared:
    raise e.error("a slice stands only inside [...]")


# -- writing


def assign(e: Emitter, target: ast.Subscript, item: Sugared) -> None:
    """``target[index] = item``."""
    owner = e.expression(target.value)
    index = _index(e, target.slice)
    _set_item(e, owner, index, item)


def _set_item(e: Emitter, owner: Sugared, index: Sugared, item: Sugared) -> None:
    """``owner[index] = item``, both written."""
    if isinstance(owner.type(), TupleType):
        message = "a tuple takes no subscripted assignment: its items cannot be assigned"
        raise e.error(message, remedy="make a new tuple, or use a list")
    value = owner.as_value(e)
    behaviour(value.type()).set_item(e, value, index, item)


def augmented(e: Emitter, target: ast.expr, op: ast.operator, operand: ast.expr) -> None:
    """``target[index] op= operand``; target and index are evaluated once."""
    if not isinstance(target, ast.Subscript):
        raise e.error(f"cannot assign to {ast.unparse(target)}")
    owner = e.expression(target.value)
    index = _index(e, target.slice)
    if isinstance(owner.type(), TensorType):
        tensor_indexing.augmented(e, owner.as_value(e), index, op, e.expression(operand))
        return
    owner = owner if owner.type() is None else SimpleValue(owner.as_value(e))
    index = index if index.type() is None else SimpleValue(index.as_value(e))
    left = owner.getitem(e, index)
    result = in_place.combined(e, op, left, e.expression(operand))
    _set_item(e, owner, index, result)


def delete(e: Emitter, target: ast.Subscript) -> None:
    """``del target[index]``."""
    value = e.value(target.value)
    behaviour(value.type()).delete_item(e, value, _index(e, target.slice))
