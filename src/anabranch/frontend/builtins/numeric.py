"""Python's builtins on numbers and text, and ``math.pow``."""

from __future__ import annotations

import ast
import math

from ...ir.graph import Value
from ...lang.types import FLOAT, INT, TensorType
from ..lowering import arithmetic
from ..values.arguments import Args, Kwargs
from ..values.builtin import builtin, meaning_of
from ..values.emitter import Emitter
from ..values.named_values import Handler
from ..values.sugared import SimpleValue, Sugared


@builtin("abs(x, /)")
def _abs(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    found = args[0].magic(e, "__abs__")
    if found is not None:
        return found
    return e.operator("aten::abs" if isinstance(args[0].type(), TensorType) else "prim::abs", args)


@builtin("round(number, ndigits=None)")
def _round(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    if args[0].type() == INT and len(args) == 1:
        return args[0]
    if args[0].type() == FLOAT and len(args) == 1:
        return e.operator("aten::Int", [e.operator("aten::round", args)])
    if isinstance(args[0].type(), TensorType):
        return e.operator("aten::round", args[:1], {"decimals": args[1]} if len(args) == 2 else {})
    return e.operator("aten::round", args)


@builtin("divmod(x, y, /)")
def _divmod(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return e.operator("aten::divmod", args)


@builtin("pow(base, exp, mod=None)")
def _pow(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    if len(args) == 3:  # the power itself may be far too large
        return e.operator("aten::pow", args)
    return arithmetic.binary(e, ast.Pow(), args[0], args[1])


@meaning_of(math.pow, "pow(x, y, /)")
def _math_pow(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    """``math.pow``: of floats, always."""
    return e.operator("aten::pow", [SimpleValue(_to_float(e, a)) for a in args])


def _to_float(e: Emitter, item: Sugared) -> Value:
    value = item.as_value(e)
    return value if value.type() == FLOAT else e.operator_value("aten::Float", [value])


def _operator(name: str) -> Handler:
    return lambda e, args, kwargs: e.operator(f"aten::{name}", args)


@builtin("repr(obj, /)")
def _repr(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return args[0].magic(e, "__repr__") or e.operator("aten::repr", args)


@builtin("ascii(obj, /)")
def _ascii(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return e.operator("aten::ascii", [_repr(e, args, kwargs)])


@builtin("hash(obj, /)")
def _hash(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return args[0].magic(e, "__hash__") or e.operator("aten::hash", args)


@builtin("id(obj, /)")
def _id(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return e.operator("prim::id", args)


@builtin("format(value, format_spec='', /)")
def _format(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return e.operator("aten::format_value", [args[0], args[1] if len(args) == 2 else e.constant("")])


for _name in ("ord", "chr", "hex", "oct", "bin"):
    builtin(f"{_name}(x, /)")(_operator(_name))
