"""Methods of values that are more than an operator with the value first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ir.graph import Value
from ..ir.kinds import EMPTY_DICT
from ..ir.types import NONE, STR, DictType, ListType, SetType, TensorType, Type
from . import conversions, keyed, literals, object_sorting, tensor_methods
from .listing import as_list
from .sugared import BuiltinValue, SimpleValue, Sugared, TupleValue

if TYPE_CHECKING:
    from .emitter import Emitter

Args = Sequence[Sugared]
Kwargs = Mapping[str, Sugared]
Method = Callable[["Emitter", Value, Args, Kwargs], Sugared]


@dataclass
class MethodOperator(Sugared):
    """An operator bound to the value it is a method of."""

    name: str
    value: Value

    def describe(self) -> str:
        return f"method '{self.name.removeprefix('aten::')}' of a value of type '{self.value.type()}'"

    def call(self, e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        values = [a.as_value(e) for a in args]
        named = {k: v.as_value(e) for k, v in kwargs.items()}
        return SimpleValue(e.operator_value(self.name, values, named, self_value=self.value))


def of_future(value: Value, name: str) -> Sugared | None:
    """``future.wait()``, ``.value()``, ``.done()``."""
    from .special_forms import wait

    if name in ("wait", "value", "result"):
        return BuiltinValue(name, lambda e, args, kwargs: wait(e, [SimpleValue(value), *args], kwargs))
    if name == "done":
        return BuiltinValue(name, lambda e, args, kwargs: e.operator("aten::done", [SimpleValue(value), *args], kwargs))
    return None


def special(value: Value, t: Type, name: str) -> Sugared | None:
    """The method ``name`` of a value of type ``t`` where it has a meaning of its own here."""
    found: Method | None = None
    if isinstance(t, ListType):
        found = _LIST.get(name)
    elif isinstance(t, DictType):
        found = _DICT.get(name)
    elif isinstance(t, SetType):
        found = _SET.get(name)
    elif t == STR:
        found = _STR.get(name)
    elif isinstance(t, TensorType):
        found = tensor_methods.TENSOR.get(name)
    if found is None:
        return None
    method = found
    return BuiltinValue(name, lambda e, args, kwargs: method(e, value, args, kwargs))


# -- lists


def _append(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    if len(args) != 1 or kwargs:
        raise e.error(f"append takes one item, got {len(args) + len(kwargs)}")
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
    fitted = e.try_convert(given, t.element)
    if fitted is None:
        remedy = f"annotate the list where it is made: x: List[{given.type()}] = []"
        message = f"a list of type {t} cannot hold a {given.type()}"
        raise e.error(message, expected=str(t.element), got=str(given.type()), remedy=remedy)
    return fitted


def _insert(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    if len(args) != 2:
        raise e.error(f"insert takes an index and an item, got {len(args)} arguments")
    item = _element(e, value, args[1])
    e.operator_value("aten::insert", [value, args[0].as_value(e), item])
    return e.none()


def _extend(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    if len(args) != 1:
        raise e.error(f"extend takes one iterable, got {len(args)} arguments")
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


_LIST: dict[str, Method] = {"append": _append, "insert": _insert, "extend": _extend, "sort": _sort, "index": _index}


# -- dicts and sets


def type_empty_dict(value: Value, key: Type, item: Type) -> None:
    """The first pair decides what ``{}`` holds."""
    conversions.type_empty(value, DictType(key, item))


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
        type_empty_dict(value, args[0].as_value(e).type(), given.type())
    elif isinstance(t.value, ListType | DictType):
        conversions.type_empty(given, t.value)
    return SimpleValue(e.operator_value("aten::setdefault", [value, args[0].as_value(e), given]))


def _get(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    t = value.type()
    assert isinstance(t, DictType)
    default = args[1] if len(args) > 1 else kwargs.get("default")
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


_DICT: dict[str, Method] = {"pop": _pop, "update": _update, "setdefault": _setdefault, "get": _get}


def _set_update(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    for other in args:
        e.operator("aten::update", [SimpleValue(value), as_list(e, other)])
    return e.none()


_SET: dict[str, Method] = {"update": _set_update}


# -- strings


def _format(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    from . import strings

    return strings.format_method(e, value, args, kwargs)


def _join(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    if len(args) != 1:
        raise e.error(f"join takes one list of strings, got {len(args)} arguments")
    items = as_list(e, args[0])
    conversions.type_empty(items.value, ListType(STR))
    return e.operator("aten::join", [SimpleValue(value), items])


def _starts(name: str) -> Method:
    def method(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
        first = args[0]
        if isinstance(first, TupleValue):

            first = literals.list_of(e, first.parts)
        return e.operator(f"aten::{name}", [SimpleValue(value), first, *args[1:]], kwargs)

    return method


_STR: dict[str, Method] = {
    "format": _format, "join": _join, "startswith": _starts("startswith"), "endswith": _starts("endswith"),
}  # fmt: skip
