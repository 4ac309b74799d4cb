"""Calls of plain classes: ``int(x)``, ``float(x)``, ``str(x)``, ``list(x)``, ``dict(...)``, ``torch.device(...)``."""

from __future__ import annotations

from typing import Any

import torch

from ...lang.types import BOOL, COMPLEX, DEVICE, FLOAT, INT, STR, DictType, ListType, SetType, Type
from ..lowering import conditions, literals
from ..lowering.listing import as_list, list_of_iteration
from ..values import conversions
from ..values.arguments import Args, Kwargs, declared
from ..values.emitter import Emitter
from ..values.named_values import Handler
from ..values.sugared import SimpleValue, Sugared, TupleValue


def _magic(e: Emitter, args: Args, name: str) -> Sugared | None:
    return args[0].magic(e, name) if len(args) == 1 else None


def _number(operator: str, t: Type, zero: object, method: str) -> Handler:
    def handler(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        if not args:
            return e.constant(zero)
        found = _magic(e, args, method)
        if found is not None:
            return found
        if len(args) == 1 and args[0].type() == t:
            return args[0]
        return e.operator(operator, args, kwargs)

    return handler


def _bool(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    if not args:
        return e.constant(False)
    if args[0].type() == BOOL:
        return args[0]
    return SimpleValue(conditions.truth(e, args[0]).as_value(e))


def _str(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    if not args:
        return e.constant("")
    found = _magic(e, args, "__str__") or _magic(e, args, "__repr__")
    if found is not None:
        return found
    if args[0].type() == STR:
        return args[0]
    return e.operator("aten::str", [SimpleValue(args[0].as_value(e))])


def _list(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    if not args:
        return literals.list_of(e, [])
    t = args[0].type()
    if isinstance(args[0], SimpleValue) and (isinstance(t, ListType | SetType | DictType) or t == STR):
        return e.operator("aten::list", args)
    return SimpleValue(list_of_iteration(e, args[0].iterate(e)))


def _tuple(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    if not args:
        return TupleValue([])
    if isinstance(args[0].type(), ListType):
        return e.operator("aten::list", args)
    return TupleValue(args[0].items(e))


def _dict(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    result = _dict_from(e, args) if args else None
    if kwargs:
        keys = [e.constant(k).value for k in kwargs]
        named = literals.dict_of(e, keys, [v.as_value(e) for v in kwargs.values()], None)
        if result is None:
            return named
        e.operator("aten::update", [result, named])
    if result is None:
        return literals.empty_dict(e)
    return result


def _dict_from(e: Emitter, args: Args) -> SimpleValue:
    if isinstance(args[0].type(), DictType):
        return e.operator("aten::dict", args)
    pairs = as_list(e, args[0])
    if conversions.is_untyped(pairs.as_value(e)):  # dict([])
        return literals.empty_dict(e)
    return e.operator("aten::dict", [pairs])


def _set(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    if not args:
        raise e.error("set() does not say what it holds", remedy="write s: Set[int] = set(items), with a list")
    t = args[0].type()
    if t == STR or isinstance(t, DictType | SetType):
        return e.operator("aten::set", args)
    return e.operator("aten::set", [as_list(e, args[0])])


def _device(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    if len(args) == 1 and args[0].type() == DEVICE:
        return args[0]
    return e.operator("aten::device", args, kwargs)


def _size(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return e.operator("aten::Size", args)


CONSTRUCTORS: dict[Any, Handler] = {
    int: declared("int(x=0, /, base=10)", _number("aten::Int", INT, 0, "__int__")),
    float: declared("float(x=0.0, /)", _number("aten::Float", FLOAT, 0.0, "__float__")),
    complex: declared("complex(real=0, imag=0)", _number("aten::Complex", COMPLEX, 0j, "__complex__")),
    bool: declared("bool(x=False, /)", _bool),
    str: declared("str(object='')", _str),
    list: declared("list(iterable=(), /)", _list),
    tuple: declared("tuple(iterable=(), /)", _tuple),
    dict: declared("dict(items=(), /, **named)", _dict),
    set: declared("set(iterable=(), /)", _set),
    torch.device: _device,
    torch.Size: declared("Size(iterable=(), /)", _size),
}
