"""Lists: items and slices, and the methods that are more than an operator."""

from __future__ import annotations

from ...base import wording
from ...ir.graph import Value
from ...lang.types import INT, ListType, SetType
from ..lowering.listing import as_list
from ..values import conversions
from ..values.arguments import Args, Kwargs
from ..values.behaviour import behaviour_of
from ..values.emitter import Emitter
from ..values.plain import PlainBehaviour, by_index, is_not_empty, methods_of
from ..values.sugared import Iteration, SimpleValue, SliceValue, Sugared
from . import keyed, object_sorting
from .storing import store


def _append(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    item = _element(e, value, args[0])
    e.operator_value("aten::append", [value, item])
    return e.none()


def _element(e: Emitter, value: Value, item: Sugared) -> Value:
    """An item for a list; an untyped ``[]`` takes its type, a typed list converts."""
    as_type = getattr(item, "as_type", None)
    t = value.type()
    assert isinstance(t, ListType)
    if as_type is not None:
        return as_type(e, t.element).as_value(e)  # type: ignore[no-any-return]
    given = item.as_value(e)
    conversions.settle(e, value, ListType(given.type()))
    t = value.type()
    assert isinstance(t, ListType)
    fitted = e.try_store(given, t.element)
    if fitted is None:
        remedy = f"annotate the list where it is made: x: List[{given.type()}] = []"
        message = wording.does_not_hold(t, t.element, given.type())
        raise e.error(message, expected=str(t.element), got=str(given.type()), remedy=remedy)
    return fitted


def _insert(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    item = _element(e, value, args[1])
    e.operator_value("aten::insert", [value, args[0].as_value(e), item])
    return e.none()


def _extend(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    other = as_list(e, args[0]).value
    if isinstance(other.type(), SetType):
        other = e.operator_value("aten::list", [other])
    if isinstance(other.type(), ListType):
        conversions.settle(e, value, other.type())
        conversions.type_empty(other, value.type())
    e.operator_value("aten::extend", [value, other])
    return e.none()


def _sort(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    if "key" in kwargs:
        keyed.sort(e, SimpleValue(value), kwargs)
        return e.none()
    if object_sorting.sorts_objects(value.type()):
        object_sorting.sort(e, SimpleValue(value), args, kwargs)
        return e.none()
    e.operator("aten::sort", [SimpleValue(value), *args], kwargs)
    return e.none()


def _index(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    return e.operator("aten::index", [SimpleValue(value), *args])


def _numel(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    """Of a size, which is a list of ints here."""
    if value.type() != ListType(INT):
        raise e.error(wording.no_attribute(value.type(), "numel"))
    return e.operator("aten::prod", [SimpleValue(value)])


@behaviour_of(ListType)
class ListBehaviour(PlainBehaviour):
    methods = methods_of({
        "append(object, /)": _append,
        "insert(index, object, /)": _insert,
        "extend(iterable, /)": _extend,
        "sort(*args, key=None, reverse=False)": _sort,
        "index(value, start=0, stop=None, /)": _index,
        "numel()": _numel,
    })
    python = suggests = list

    def get_item(self, e: Emitter, value: Value, index: Sugared) -> Sugared:
        if isinstance(index, SliceValue):
            return SimpleValue(e.operator_value("aten::slice", [value, *index.values(e)]))
        return e.operator("aten::__getitem__", [SimpleValue(value), index])

    def set_item(self, e: Emitter, value: Value, index: Sugared, item: Sugared) -> None:
        if isinstance(index, SliceValue):
            _set_slice(e, value, index, item)
            return
        t = value.type()
        assert isinstance(t, ListType)
        store(e, value, index.as_value(e), item, INT, t.element)

    def iterate(self, e: Emitter, value: Value) -> Iteration:
        return by_index(e, value)

    def truth(self, e: Emitter, value: Value) -> Value:
        return is_not_empty(e, value)


def _set_slice(e: Emitter, value: Value, index: SliceValue, item: Sugared) -> None:
    values = as_list(e, item).value
    conversions.type_empty(values, value.type())
    start, stop, step = index.values(e)
    e.operator_value("aten::slice_assign", [value, start, stop, step, values])
