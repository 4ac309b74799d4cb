"""Indexing tensors: ints select, slices slice, None unsqueezes, tensors and masks gather; writes go through views.

As PyTorch does it: ints, slices, None and Ellipsis first, from left to right, then all index tensors at once.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

import torch

from ...ir.graph import Value
from ...lang.types import BOOL, FLOAT, INT, NONE, TENSOR, ListType, OptionalType, TensorType, TupleType, Type, optional
from ..values.emitter import Emitter
from ..values.named_values import ObjectValue
from ..values.sugared import SimpleValue, SliceValue, Sugared, TupleValue
from . import in_place, literals

_OPTIONAL_TENSOR = optional(TENSOR)


def read(e: Emitter, value: Value, index: Sugared) -> Value:
    """``value[index]``."""
    view, gathers = _view(e, value, index)
    return _gather(e, view, gathers) if gathers else view


def write(e: Emitter, value: Value, index: Sugared, item: Value) -> None:
    """``value[index] = item``."""
    view, gathers = _view(e, value, index)
    if isinstance(item.type(), TensorType):
        converted = item
    else:
        converted = _as_tensor(e, item, view)
    if gathers:
        e.operator_value("aten::index_put_", [view, _indices(e, view, gathers), converted, e.builder.constant(False)])
    else:
        e.operator_value("aten::copy_", [view, converted, e.builder.constant(False)])


def _as_tensor(e: Emitter, item: Value, view: Value) -> Value:
    dtype = e.operator_value("prim::dtype", [view])
    device = e.operator_value("prim::device", [view])
    return e.operator_value("aten::tensor", [item], {"dtype": dtype, "device": device})


def augmented(e: Emitter, value: Value, index: Sugared, op: ast.operator, item: Sugared) -> None:
    """``value[index] op= item``: in place on the view; what was gathered is put back."""
    view, gathers = _view(e, value, index)
    if not gathers:
        result = in_place.combined(e, op, SimpleValue(view), item)
        if type(op) not in in_place.IN_PLACE:
            e.operator_value("aten::copy_", [view, result.as_value(e), e.builder.constant(False)])
        return
    indices = _indices(e, view, gathers)
    gathered = e.operator_value("aten::index", [view, indices])
    result = in_place.combined(e, op, SimpleValue(gathered), item)
    e.operator_value("aten::index_put_", [view, indices, result.as_value(e), e.builder.constant(False)])


# -- views

# What is gathered: (position from the left, or from the right where it is negative, index tensor)
Gathers = list[tuple[int, Value]]


def _view(e: Emitter, value: Value, index: Sugared) -> tuple[Value, Gathers | Value]:
    if _is_run_time_tuple(index):
        return value, index.as_value(e)
    items = [_plain(e, i) for i in (index.items(e) if isinstance(index.type(), TupleType) else _parts(index))]
    dots = [i for i, item in enumerate(items) if _is_ellipsis(item)]
    if len(dots) > 1:
        raise e.error("an index can have only one ellipsis")
    gathers: Gathers = []
    before = items[: dots[0]] if dots else items
    after = items[dots[0] + 1 :] if dots else []
    dim = 0
    for item in before:
        value, dim = _apply(e, value, item, dim, gathers)
    for k, item in enumerate(after):
        place = -(1 + sum(_consumes(i) for i in after[k + 1 :]))
        value, _ = _apply(e, value, item, place, gathers)
    if dots and not before and not after:
        value = e.operator_value("aten::alias", [value])
    return value, gathers


def _is_run_time_tuple(index: Sugared) -> bool:
    """A list of index tensors that no literal wrote: what ``nonzero(as_tuple=True)`` gives is a tuple in Python."""
    if not isinstance(index, SimpleValue) or index.value.node().kind() == "prim::ListConstruct":
        return False
    return index.type() in (ListType(TENSOR), ListType(_OPTIONAL_TENSOR))


def _parts(index: Sugared) -> list[Sugared]:
    return index.parts if isinstance(index, TupleValue) else [index]


def _plain(e: Emitter, item: Sugared) -> Sugared:
    """A list as an index is a tensor, of ints or bools: floats are cut off, as in eager."""
    t = item.type()
    if isinstance(item, TupleValue) and not isinstance(t, ListType):
        item = literals.list_of(e, item.parts)
        t = item.type()
    if isinstance(t, ListType):
        dtype = {"dtype": e.resolve(torch.int64)} if _innermost(t) == FLOAT else {}
        return e.operator("aten::tensor", [item], dtype)
    if isinstance(t, OptionalType):
        raise e.error("an index that may be None must be checked first", remedy="`assert i is not None`")
    return item


def _innermost(t: Type) -> Type:
    return _innermost(t.element) if isinstance(t, ListType) else t


def _is_ellipsis(item: Sugared) -> bool:
    return isinstance(item, ObjectValue) and item.obj is Ellipsis


def _consumes(item: Sugared) -> bool:
    return item.type() not in (NONE, BOOL)


def _apply(e: Emitter, value: Value, item: Sugared, dim: int, gathers: Gathers) -> tuple[Value, int]:
    """Apply one index at a dimension; gives the view and the next dimension."""
    place = e.builder.constant(dim)
    if isinstance(item, SliceValue):
        return e.operator_value("aten::slice", [value, place, *_bounds(e, item)]), dim + 1
    t = item.type()
    if t == INT:
        return e.operator_value("aten::select", [value, place, item.as_value(e)]), dim
    if t == NONE:
        return e.operator_value("aten::unsqueeze", [value, place]), dim + 1
    if t == BOOL:  # a new dimension of length one, taken or left
        listed = SimpleValue(e.builder.list_(BOOL, [item.as_value(e)]))
        item, value = e.operator("aten::tensor", [listed]), e.operator_value("aten::unsqueeze", [value, place])
    if isinstance(t, TensorType) or t == BOOL:
        gathers.append((dim, item.as_value(e)))
        return value, dim + 1
    hint = "convert it with int(...)" if t == FLOAT else ""
    raise e.error(f"a tensor cannot be indexed with {item.describe()}", remedy=hint)


def _bounds(e: Emitter, item: Sugared) -> Sequence[Value]:
    assert isinstance(item, SliceValue)
    return [_int(e, v) for v in item.values(e)]


def _int(e: Emitter, value: Value) -> Value:
    t: Type = value.type()
    return e.operator_value("aten::IntImplicit", [value]) if isinstance(t, TensorType) else value


# -- gathering


def _gather(e: Emitter, view: Value, gathers: Gathers | Value) -> Value:
    return e.operator_value("aten::index", [view, _indices(e, view, gathers)])


def _indices(e: Emitter, view: Value, gathers: Gathers | Value) -> Value:
    """The ``Tensor?[]`` of an index operator: None where a dimension is taken whole."""
    if isinstance(gathers, Value):
        return gathers
    front = [g for g in gathers if g[0] >= 0]
    back = [g for g in gathers if g[0] < 0]
    first = _slots(e, [(dim, v) for dim, v in front], 1 + max((dim for dim, _ in front), default=-1))
    if not back:
        return e.builder.list_(_OPTIONAL_TENSOR, first)
    width = -min(dim for dim, _ in back)
    last = _slots(e, [(dim + width, v) for dim, v in back], width)
    return _with_gap(e, view, first, last)


def _slots(e: Emitter, places: Sequence[tuple[int, Value]], width: int) -> list[Value]:
    at = dict(places)
    return [at[i] if i in at else e.builder.none() for i in range(width)]


def _with_gap(e: Emitter, view: Value, first: list[Value], last: list[Value]) -> Value:
    """Behind an ellipsis the number of whole dimensions is known at run time only."""
    rank = e.operator_value("aten::dim", [view])
    gap = e.operator_value("aten::sub", [rank, e.builder.constant(len(first) + len(last))])
    nones = e.operator_value("aten::mul", [e.builder.list_(_OPTIONAL_TENSOR, [e.builder.none()]), gap])
    head = e.builder.list_(_OPTIONAL_TENSOR, first)
    joined = e.operator_value("aten::add", [head, nones])
    return e.operator_value("aten::add", [joined, e.builder.list_(_OPTIONAL_TENSOR, last)])
