"""Dicts: items, and the methods that are more than an operator."""

from __future__ import annotations

from collections.abc import Callable

from ...ir.graph import Value
from ...ir.kinds import EMPTY_DICT
from ...lang.types import NONE, DictType, ListType, TupleType, Type
from ..lowering import literals
from ..values import conversions
from ..values.arguments import Args, Kwargs
from ..values.behaviour import behaviour_of
from ..values.emitter import Emitter
from ..values.plain import Method, PlainBehaviour, is_not_empty, methods_of
from ..values.sugared import Iteration, SimpleValue, SliceValue, Sugared
from .storing import store


def _update(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    others = list(args)
    if kwargs:
        keys = [e.constant(k).value for k in kwargs]
        others.append(literals.dict_of(e, keys, [v.as_value(e) for v in kwargs.values()], None))
    for other in others:
        given = other.as_value(e)
        if isinstance(given.type(), ListType):
            given = e.operator_value("aten::dict", [given])
        conversions.type_empty(value, given.type())
        conversions.type_empty(given, value.type())
        e.operator_value("aten::update", [value, given])
    return e.none()


def _setdefault(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    t = value.type()
    assert isinstance(t, DictType)
    given = args[1].as_value(e) if len(args) > 1 else e.none().value
    if value.node().kind() == EMPTY_DICT:
        _type_empty(value, args[0].as_value(e).type(), given.type())
    elif isinstance(t.value, ListType | DictType):
        conversions.type_empty(given, t.value)
    return SimpleValue(e.operator_value("aten::setdefault", [value, args[0].as_value(e), given]))


def _type_empty(value: Value, key: Type, item: Type) -> None:
    """The first pair decides what ``{}`` holds."""
    conversions.type_empty(value, DictType(key, item))


def _get(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    t = value.type()
    assert isinstance(t, DictType)
    default = args[1] if len(args) > 1 else None
    if default is None or default.type() == NONE:
        return SimpleValue(e.operator_value("aten::get", [value, args[0].as_value(e)]))
    given = default.as_value(e)
    conversions.type_empty(given, t.value)
    found = e.try_convert(given, t.value)
    if found is None:
        raise e.error(f"the default of get must be a {t.value}, got {given.type()}")
    return SimpleValue(e.operator_value("aten::get", [value, args[0].as_value(e), found]))


def _pop(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    given = [a.as_value(e) for a in args]
    t = value.type()
    if len(given) == 2 and isinstance(t, DictType):
        conversions.type_empty(given[1], t.value)
    return SimpleValue(e.operator_value("aten::pop", [value, *given]))


def _with_keys(name: str, result: Callable[[DictType], Type]) -> Method:
    """A method whose operator gives keys: as ints, also where they stand for dtypes."""

    def method(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
        found = e.operator_value(f"aten::{name}", [value])
        t = value.type()
        assert isinstance(t, DictType)
        return SimpleValue(found.setType(result(t)))

    return method


@behaviour_of(DictType)
class DictBehaviour(PlainBehaviour):
    methods = methods_of({
        "pop(key, default=None, /)": _pop,
        "update(other=(), /, **items)": _update,
        "setdefault(key, default=None, /)": _setdefault,
        "get(key, default=None)": _get,
        "keys()": _with_keys("keys", lambda t: ListType(t.key)),
        "items()": _with_keys("items", lambda t: ListType(TupleType((t.key, t.value)))),
        "popitem()": _with_keys("popitem", lambda t: TupleType((t.key, t.value))),
    })
    python = suggests = dict

    def get_item(self, e: Emitter, value: Value, index: Sugared) -> Sugared:
        if isinstance(index, SliceValue):
            return super().get_item(e, value, index)
        return e.operator("aten::__getitem__", [SimpleValue(value), index])

    def set_item(self, e: Emitter, value: Value, index: Sugared, item: Sugared) -> None:
        key = index.as_value(e)
        if not hasattr(item, "as_type"):
            item = SimpleValue(item.as_value(e))
            conversions.settle(e, value, DictType(key.type(), item.value.type()))
        t = value.type()
        assert isinstance(t, DictType)
        store(e, value, key, item, t.key, t.value)

    def iterate(self, e: Emitter, value: Value) -> Iteration:
        return self.attribute(e, value, "keys").call(e, [], {}).iterate(e)

    def truth(self, e: Emitter, value: Value) -> Value:
        return is_not_empty(e, value)
