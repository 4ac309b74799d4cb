"""Python's builtins over items: min, max, sum, sorted."""

from __future__ import annotations

from ...lang.types import SetType, TensorType, TupleType
from ..lowering import conditions, literals, selection
from ..lowering.listing import as_list
from ..types import keyed, object_sorting
from ..values.arguments import Args, Kwargs
from ..values.builtin import builtin
from ..values.emitter import Emitter
from ..values.named_values import Handler
from ..values.sugared import SimpleValue, Sugared, TupleValue


def _extreme(operator: str, method: str) -> Handler:
    def handler(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
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


@builtin("sum(iterable, /, start=0)")
def _sum(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    start = args[1] if len(args) == 2 else None
    if isinstance(args[0].type(), TensorType):
        rows = e.operator("aten::sum", [args[0], e.constant(0)])
        return rows if start is None else e.operator("aten::add", [rows, start])
    if isinstance(args[0], TupleValue) or isinstance(args[0].type(), TupleType):
        result = start or e.constant(0)
        for item in args[0].items(e):
            result = e.operator("aten::add", [result, item])
        return result
    values = as_list(e, args[0])
    if start is None:
        return e.operator("aten::sum", [values])
    return e.operator("aten::sum", [values, start])


@builtin("sorted(iterable, /, *, key=None, reverse=False)")
def _sorted(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
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


builtin("min(first, /, *others, key=None, default=None)")(_extreme("prim::min", "min"))
builtin("max(first, /, *others, key=None, default=None)")(_extreme("prim::max", "max"))
