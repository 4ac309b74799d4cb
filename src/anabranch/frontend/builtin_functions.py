"""Python's builtin functions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from ..ir.graph import Value
from ..ir.types import BOOL, FLOAT, INT, STR, FutureType, ListType, SetType, TensorType, TupleType
from ..markers import ignore
from . import arithmetic, conditions, keyed, literals, object_sorting, selection
from .iterables import EnumerateValue, MapValue, RangeValue, ReversedValue, ZipValue
from .listing import as_list
from .sugared import FunctionValue, Handler, SimpleValue, Sugared, TupleValue, constant_of
from .type_values import TypeValue

if TYPE_CHECKING:
    from .emitter import Emitter

Args = Sequence[Sugared]
Kwargs = Mapping[str, Sugared]


def _count(e: Emitter, name: str, args: Args, low: int, high: int) -> None:
    if not low <= len(args) <= high:
        wanted = f"{low}" if low == high else f"{low} to {high}"
        raise e.error(f"{name}() takes {wanted} arguments, got {len(args)}")


def _no_keywords(e: Emitter, name: str, kwargs: Kwargs, *allowed: str) -> None:
    for key in kwargs:
        if key not in allowed:
            raise e.error(f"{name}() got an unexpected keyword argument '{key}'")


def _range(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "range", args, 1, 3)
    _no_keywords(e, "range", kwargs)
    values = [e.convert(a, INT, "an argument of range") for a in args]
    if len(values) == 1:
        return RangeValue(values[0])
    if len(values) == 3 and constant_of(args[2]) == (True, 0):
        raise e.error("range() step must not be zero")
    return RangeValue(values[1], values[0], values[2] if len(values) == 3 else None)


def _len(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "len", args, 1, 1)
    return args[0].length(e)


def _print(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _no_keywords(e, "print", kwargs, "sep", "end", "flush", "file")
    if "file" in kwargs:
        raise e.error("print(file=...) cannot be compiled")
    values = [a.as_value(e) for a in args]
    separator = _text(e, "sep", kwargs["sep"]) if "sep" in kwargs else " "
    end = _text(e, "end", kwargs["end"]) if "end" in kwargs else "\n"
    if separator != " " or end != "\n":
        parts = [e.operator_value("aten::str", [v]) if v.type() != STR else v for v in values]
        joined = e.operator_value("aten::join", [e.builder.constant(separator), e.builder.list_(STR, parts)])
        values = [joined]
    if end == "\n":
        e.builder.node("prim::Print", values, [])
        return e.none()
    return FunctionValue(write_text).call(e, [SimpleValue(values[0]), e.constant(end)], {})


@ignore
def write_text(text: str, end: str) -> None:
    """``print`` with an end of its own stays Python's."""
    print(text, end=end)


def _text(e: Emitter, name: str, item: Sugared) -> str:
    known, value = constant_of(item)
    if not known or not isinstance(value, str):
        raise e.error(f"print({name}=...) must be a string that is known when compiling")
    return value


def _enumerate(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "enumerate", args, 1, 2)
    _no_keywords(e, "enumerate", kwargs, "start")
    return EnumerateValue(args[0], args[1] if len(args) == 2 else kwargs.get("start"))


def _zip(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _no_keywords(e, "zip", kwargs, "strict")
    if not args:
        raise e.error("zip() needs at least one argument")
    return ZipValue(args)


def _reversed(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "reversed", args, 1, 1)
    return ReversedValue(args[0])


def _map(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    if len(args) < 2:
        raise e.error("map() needs a function and at least one iterable")
    return MapValue(lambda e, items: args[0].call(e, items, {}), args[1:])


def _filter(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    from .filtering import filtered

    _count(e, "filter", args, 2, 2)
    return filtered(e, args[0], args[1])


# -- smallest, largest, sums


def _extreme(operator: str, method: str) -> Handler:
    def handler(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        _no_keywords(e, method, kwargs, "default", "key")
        if not args:
            raise e.error(f"{method}() needs at least one argument")
        if "key" in kwargs:
            items = as_list(e, args[0]) if len(args) == 1 else SimpleValue(literals.list_of(e, args).as_value(e))
            return keyed.extreme(e, method, items, kwargs)
        if len(args) > 1:
            return _fold(e, operator, args)
        return _extreme_of(e, operator, method, args[0], kwargs)

    return handler


def _fold(e: Emitter, operator: str, args: Args) -> Sugared:
    result = args[0]
    for item in args[1:]:
        result = _two(e, operator, result, item)
    return result


def _two(e: Emitter, operator: str, a: Sugared, b: Sugared) -> Sugared:
    if isinstance(a.type(), TensorType) and isinstance(b.type(), TensorType):
        return e.operator("aten::minimum" if operator == "prim::min" else "aten::maximum", [a, b])
    return e.operator(operator, [a, b])


def _extreme_of(e: Emitter, operator: str, method: str, item: Sugared, kwargs: Kwargs) -> Sugared:
    t = item.type()
    if isinstance(t, TupleType) and isinstance(item, SimpleValue | TupleValue):
        parts = item.items(e)
        return _fold(e, operator, parts) if len(parts) > 1 else parts[0]
    if isinstance(t, TensorType):
        return e.operator(f"aten::{method}", [item])
    if "default" in kwargs:
        values = as_list(e, item)
        c = conditions.truth(e, values)
        return selection.choose(e, c, lambda: e.operator(operator, [values]), lambda: kwargs["default"])
    return e.operator(operator, [as_list(e, item)])


def _sum(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "sum", args, 1, 2)
    start = args[1] if len(args) == 2 else kwargs.get("start")
    if isinstance(args[0].type(), TensorType):
        return e.operator("aten::sum", [args[0], e.constant(0)])
    if isinstance(args[0], TupleValue) or isinstance(args[0].type(), TupleType):
        result = start or e.constant(0)
        for item in args[0].items(e):
            result = e.operator("aten::add", [result, item])
        return result
    values = as_list(e, args[0])
    t = values.value.type()
    if start is None and isinstance(t, ListType) and t.element in (INT, FLOAT, BOOL):
        return e.operator("aten::sum", [values])
    if start is None:
        return e.operator("aten::sum", [values])
    return e.operator("aten::sum", [values, start])


def _abs(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "abs", args, 1, 1)
    found = args[0].magic(e, "__abs__")
    if found is not None:
        return found
    return e.operator("aten::abs" if isinstance(args[0].type(), TensorType) else "prim::abs", args)


def _all_any(name: str) -> Handler:
    def handler(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        _count(e, name, args, 1, 1)
        if isinstance(args[0].type(), TensorType):
            return e.operator("aten::Bool", [e.operator(f"aten::{name}", args)])
        return e.operator(f"aten::{name}", [as_list(e, args[0])])

    return handler


def _sorted(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "sorted", args, 1, 1)
    _no_keywords(e, "sorted", kwargs, "reverse", "key")
    values = as_list(e, args[0])
    if "key" in kwargs:
        return keyed.ordered(e, values, kwargs)
    if "reverse" in kwargs:
        if isinstance(values.value.type(), SetType):
            values = e.operator("aten::list", [values])
        if object_sorting.sorts_objects(values.type()):
            return object_sorting.sorted_copy(e, values, kwargs)
        return e.operator("aten::sorted", [values, kwargs["reverse"]])
    if object_sorting.sorts_objects(values.type()):
        return object_sorting.sorted_copy(e, values, kwargs)
    return e.operator("aten::sorted", [values])


# -- numbers and text


def _round(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "round", args, 1, 2)
    if args[0].type() == INT and len(args) == 1:
        return args[0]
    if args[0].type() == FLOAT and len(args) == 1:
        return e.operator("aten::Int", [e.operator("aten::round", args)])
    if isinstance(args[0].type(), TensorType):
        return e.operator("aten::round", args[:1], {"decimals": args[1]} if len(args) == 2 else {})
    return e.operator("aten::round", args)


def _divmod(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "divmod", args, 2, 2)
    return e.operator("aten::divmod", args)


def _pow(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "pow", args, 2, 3)
    if len(args) == 3:
        power = arithmetic.binary(e, ast.Pow(), args[0], args[1])
        return arithmetic.binary(e, ast.Mod(), power, args[2])
    return arithmetic.binary(e, ast.Pow(), args[0], args[1])


def math_pow(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    """``math.pow``: of floats, always."""
    return e.operator("aten::pow", [SimpleValue(to_float(e, a)) for a in args])


def to_float(e: Emitter, item: Sugared) -> Value:
    value = item.as_value(e)
    return value if value.type() == FLOAT else e.operator_value("aten::Float", [value])


def _operator(name: str, low: int = 1, high: int = 1) -> Handler:
    def handler(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        _count(e, name, args, low, high)
        return e.operator(f"aten::{name}", args)

    return handler


def _repr(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "repr", args, 1, 1)
    return args[0].magic(e, "__repr__") or e.operator("aten::repr", args)


def _hash(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "hash", args, 1, 1)
    return args[0].magic(e, "__hash__") or e.operator("aten::hash", args)


def _id(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "id", args, 1, 1)
    return e.operator("prim::id", args)


def _format(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "format", args, 1, 2)
    return e.operator("aten::format_value", [args[0], args[1] if len(args) == 2 else e.constant("")])


def _getattr(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "getattr", args, 2, 3)
    known, name = constant_of(args[1])
    if not known or not isinstance(name, str):
        raise e.error("the name in getattr must be a string that is known when compiling")
    if len(args) == 3 and not args[0].has_attr(e, name):
        return args[2]
    return args[0].attr(e, name)


def _setattr(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "setattr", args, 3, 3)
    known, name = constant_of(args[1])
    if not known or not isinstance(name, str):
        raise e.error("the name in setattr must be a string that is known when compiling")
    args[0].set_attr(e, name, args[2])
    return e.none()


def _callable(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return e.constant(args[0].type() is None)


def _type(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    _count(e, "type", args, 1, 1)
    t = args[0].type()
    if t is None or isinstance(t, FutureType):
        raise e.error("type() needs a value")
    return TypeValue(t, getattr(t, "python_class", None))


def _iter_error(name: str) -> Handler:
    def handler(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        raise e.error(f"{name}() cannot be compiled", remedy="write a for loop, or index the container")

    return handler


def _super(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    from . import super_calls

    return super_calls.super_value(e, args)


def _isinstance(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    raise e.error("isinstance must be called by its name")


HANDLERS: dict[str, Callable[[Emitter, Args, Kwargs], Sugared]] = {
    "range": _range, "len": _len, "print": _print, "enumerate": _enumerate, "zip": _zip, "reversed": _reversed,
    "map": _map, "filter": _filter, "min": _extreme("prim::min", "min"), "max": _extreme("prim::max", "max"),
    "sum": _sum, "abs": _abs, "all": _all_any("all"), "any": _all_any("any"), "sorted": _sorted, "round": _round,
    "divmod": _divmod, "pow": _pow, "ord": _operator("ord"), "chr": _operator("chr"), "hex": _operator("hex"),
    "oct": _operator("oct"), "bin": _operator("bin"), "repr": _repr, "hash": _hash, "id": _id, "format": _format,
    "getattr": _getattr, "setattr": _setattr, "callable": _callable, "type": _type, "iter": _iter_error("iter"),
    "next": _iter_error("next"), "super": _super, "isinstance": _isinstance, "hasattr": _isinstance,
}  # fmt: skip
