"""Tensors' magic methods called by name (``x.__radd__(y)``): the syntax that they stand for."""

from __future__ import annotations

import ast
from collections.abc import Callable

from ...ir.graph import Value
from ..lowering import arithmetic, comparisons, in_place
from ..values.arguments import Args, Kwargs
from ..values.behaviour import behaviour
from ..values.emitter import Emitter
from ..values.plain import Method
from ..values.sugared import SimpleValue, Sugared
from .tensor_methods import add_methods

_COMPARED = {"eq": ast.Eq, "ne": ast.NotEq, "lt": ast.Lt, "le": ast.LtE, "gt": ast.Gt, "ge": ast.GtE}
_UNARY = {"neg": ast.USub, "pos": ast.UAdd, "invert": ast.Invert}
_CASTS = {"bool": bool, "int": int, "float": float, "complex": complex, "len": len, "abs": abs}


def _of_two(write: Callable[[Emitter, Sugared, Sugared], Sugared]) -> Method:
    return lambda e, value, args, kwargs: write(e, SimpleValue(value), args[0])


def _binary(op: type[ast.operator], name: str) -> dict[str, Method]:
    """``x + y``, ``y + x`` and ``x += y``."""
    return {
        f"__{name}__(other, /)": _of_two(lambda e, x, y: arithmetic.binary(e, op(), x, y)),
        f"__r{name}__(other, /)": _of_two(lambda e, x, y: arithmetic.binary(e, op(), y, x)),
        f"__i{name}__(other, /)": _of_two(lambda e, x, y: in_place.combined(e, op(), x, y)),
    }


def _comparison(op: type[ast.cmpop], name: str) -> dict[str, Method]:
    return {f"__{name}__(other, /)": _of_two(lambda e, x, y: comparisons.compare(e, op(), x, y))}


def _unary(op: type[ast.unaryop], name: str) -> dict[str, Method]:
    return {f"__{name}__()": lambda e, value, args, kwargs: arithmetic.unary(e, op(), SimpleValue(value))}


def _cast(function: object, name: str) -> dict[str, Method]:
    return {f"__{name}__()": lambda e, value, args, kwargs: e.resolve(function).call(e, [SimpleValue(value)], {})}


def _set_item(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    behaviour(value.type()).set_item(e, value, args[0], args[1])
    return e.none()


_NAMED = {op: method.strip("_") for op, (_, method) in arithmetic.BINARY.items()}
_TABLES = (
    *(_binary(op, name) for op, name in _NAMED.items()),
    _binary(ast.Div, "div"),
    *(_comparison(op, name) for name, op in _COMPARED.items()),
    *(_unary(op, name) for name, op in _UNARY.items()),
    *(_cast(function, name) for name, function in _CASTS.items()),
    {"__getitem__(index, /)": _of_two(lambda e, x, index: x.getitem(e, index)), "__setitem__(index, item, /)": _set_item},
)
for _table in _TABLES:
    add_methods(_table)
