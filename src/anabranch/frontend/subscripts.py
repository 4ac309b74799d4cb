"""``x[i]``: reading, assigning, deleting items of lists, dicts, strings, tuples and classes.  Tensors: ``tensor_indexing``."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..ir.graph import Value
from ..ir.types import INT, STR, DictType, ListType, TensorType, TupleType, Type
from . import conversions, in_place, instances, tensor_indexing
from .conversions import conversion_remedy
from .listing import as_list
from .sugared import SimpleValue, SliceValue, Sugared, TupleValue, constant_int, constant_of
from .syntax import Hint, expression_of

if TYPE_CHECKING:
    from .emitter import Emitter


def index_of(e: Emitter, node: ast.expr) -> Sugared:
    """What stands in the brackets."""
    if isinstance(node, ast.Slice):
        with e.at(node):
            parts = [e.expression(n) if n is not None else None for n in (node.lower, node.upper, node.step)]
            return SliceValue(*(None if p is None or constant_of(p) == (True, None) else p for p in parts))
    if isinstance(node, ast.Tuple):
        return TupleValue([index_of(e, n) for n in node.elts])
    return e.expression(node)


@expression_of(ast.Subscript)
def _subscript(e: Emitter, node: ast.Subscript, hint: Hint) -> Sugared:
    """``value[index]`` as an expression."""
    owner = e.expression(node.value)
    index = index_of(e, node.slice)
    if isinstance(owner, TupleValue) and isinstance(index, SliceValue):
        return _slice_tuple(e, owner.parts, index)
    if isinstance(index, SliceValue) and not isinstance(owner, SimpleValue) and owner.type() is not None:
        owner = SimpleValue(owner.as_value(e))
    return owner.getitem(e, index)


def get_item(e: Emitter, value: Value, index: Sugared) -> Sugared:
    """``value[index]``."""
    t = value.type()
    if instances.is_nominal(t):
        return instances.get_item(e, value, index)
    if isinstance(t, TensorType):
        return SimpleValue(tensor_indexing.read(e, value, index))
    if isinstance(t, TupleType):
        return _tuple_item(e, value, t, index)
    if isinstance(index, SliceValue):
        return _slice(e, value, t, index)
    if isinstance(t, ListType | DictType) or t == STR:
        return e.operator("aten::__getitem__", [SimpleValue(value), index])
    raise e.error(f"a value of type '{t}' cannot be indexed", remedy=conversion_remedy(t, ListType(INT)))


def _slice(e: Emitter, value: Value, t: Type, index: SliceValue) -> Sugared:
    if not (isinstance(t, ListType) or t == STR):
        raise e.error(f"a value of type '{t}' cannot be sliced")
    return SimpleValue(e.operator_value("aten::slice", [value, *index.values(e)]))


def _tuple_item(e: Emitter, value: Value, t: TupleType, index: Sugared) -> Sugared:
    if isinstance(index, SliceValue):
        return _slice_tuple(e, [SimpleValue(v) for v in e.builder.unpack_tuple(value)], index)
    at = constant_int(index)
    if at is None:
        return _tuple_at(e, value, t, index)
    if not -len(t.items) <= at < len(t.items):
        raise e.error(f"tuple index {at} is out of range for {t}")
    at %= len(t.items)
    if value.node().kind() == "prim::TupleConstruct":
        return SimpleValue(value.node().inputsAt(at))
    return SimpleValue(e.builder.emit("prim::TupleIndex", [value, index.as_value(e)], t.items[at]))


def _tuple_at(e: Emitter, value: Value, t: TupleType, index: Sugared) -> Sugared:
    """An index that is known at run time only: all items must have one type."""
    if index.type() != INT:
        raise e.error(f"a tuple index must be an int, got {index.describe()}")
    if len(set(t.items)) != 1:
        raise e.error(
            f"the index of a tuple of different types ({t}) must be known when compiling",
            remedy="use a list, or a constant index",
        )
    items = e.builder.list_(t.items[0], e.builder.unpack_tuple(value))
    return e.operator("aten::__getitem__", [SimpleValue(items), index])


def _slice_tuple(e: Emitter, parts: list[Sugared], index: SliceValue) -> Sugared:
    bounds = [None if s is None else constant_int(s) for s in (index.start, index.stop, index.step)]
    if any(b is None and s is not None for b, s in zip(bounds, (index.start, index.stop, index.step))):
        raise e.error("the bounds of a tuple's slice must be known when compiling", remedy="use a list")
    return TupleValue(parts[slice(*bounds)])


# -- writing


def assign(e: Emitter, target: ast.Subscript, item: Sugared) -> None:
    """``target[index] = item``."""
    owner = e.expression(target.value)
    index = index_of(e, target.slice)
    set_item(e, owner, index, item)


def set_item(e: Emitter, owner: Sugared, index: Sugared, item: Sugared) -> None:
    """``owner[index] = item``, both written."""
    if isinstance(owner.type(), TupleType):
        raise e.error("the items of a tuple cannot be assigned", remedy="make a new tuple, or use a list")
    value = owner.as_value(e)
    t = value.type()
    if instances.is_nominal(t):
        instances.set_item(e, value, index, item)
    elif isinstance(t, TensorType):
        tensor_indexing.write(e, value, index, item.as_value(e))
    elif isinstance(t, ListType) and isinstance(index, SliceValue):
        _assign_slice(e, value, index, item)
    elif isinstance(t, ListType | DictType):
        _set(e, value, index, item)
    else:
        raise e.error(f"items of a value of type '{t}' cannot be assigned")


def _set(e: Emitter, value: Value, index: Sugared, item: Sugared) -> None:
    key = index.as_value(e)
    given = item.as_value(e) if not hasattr(item, "as_type") else item
    if isinstance(given, Value) and isinstance(value.type(), DictType):
        conversions.settle(e, value, DictType(key.type(), given.type()))
    t = value.type()
    assert isinstance(t, ListType | DictType)
    if e.try_convert(key, t.key if isinstance(t, DictType) else INT) is None:
        wanted = t.key if isinstance(t, DictType) else INT
        raise e.error(f"the key of a {t} must be a {wanted}", expected=str(wanted), got=str(key.type()))
    element = t.element if isinstance(t, ListType) else t.value
    late = getattr(item, "as_type", None)
    converted = late(e, element).as_value(e) if late is not None else e.try_convert(item.as_value(e), element)
    if converted is None:
        got = item.as_value(e).type()
        raise e.error(
            f"a {t} cannot hold a value of type {got}",
            expected=str(element),
            got=str(got),
            remedy="annotate the container where it is made",
        )
    e.operator_value("aten::_set_item", [value, key, converted])


def _assign_slice(e: Emitter, value: Value, index: SliceValue, item: Sugared) -> None:
    values = as_list(e, item).value
    conversions.type_empty(values, value.type())
    start, stop, step = index.values(e)
    e.operator_value("aten::slice_assign", [value, start, stop, step, values])


def augmented(e: Emitter, target: ast.expr, op: ast.operator, operand: ast.expr) -> None:
    """``target[index] op= operand``; target and index are evaluated once."""
    if not isinstance(target, ast.Subscript):
        raise e.error(f"cannot assign to {ast.unparse(target)}")
    owner = e.expression(target.value)
    index = index_of(e, target.slice)
    if isinstance(owner.type(), TensorType):
        tensor_indexing.augmented(e, owner.as_value(e), index, op, e.expression(operand))
        return
    owner = owner if owner.type() is None else SimpleValue(owner.as_value(e))
    index = index if index.type() is None else SimpleValue(index.as_value(e))
    left = owner.getitem(e, index)
    result = in_place.combined(e, op, left, e.expression(operand))
    set_item(e, owner, index, result)


def delete(e: Emitter, target: ast.Subscript) -> None:
    """``del target[index]``."""
    value = e.value(target.value)
    index = index_of(e, target.slice)
    if instances.is_nominal(value.type()):
        instances.delete_item(e, value, index)
    elif isinstance(index, SliceValue):
        e.operator_value("aten::Delete", [value, *index.values(e)])
    else:
        e.operator_value("aten::Delete", [value, index.as_value(e)])
