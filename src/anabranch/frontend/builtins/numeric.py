"""Python's builtins on numbers and text, and ``math.pow``."""

from __future__ import annotations

import ast
import math

from ...ir.graph import Value
from ...lang.types import FLOAT, INT, TensorType
from ..lowering import arithmetic
from ..values.arguments import Args, Kwargs, check_count
from ..values.emitter import Emitter
from ..values.named_values import Handler
from ..values.resolution import builtin, meaning_of
from ..values.sugared import SimpleValue, Sugared


@builtin("abs")
def _abs(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    check_count(e, "abs", args, 1, 1)
    found = args[0].magic(e, "__abs__")
    if found is not None:
        return found
    return e.operator("aten::abs" if isinstance(args[0].type(), TensorType) else "prim::abs", args)


@builtin("round")
def _round(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    check_count(e, "round", args, 1, 2)
    if args[0].type() == INT and len(args) == 1:
        return args[0]
    if args[0].type() == FLOAT and len(args) == 1:
        return e.operator("aten::Int", [e.operator("aten::round", args)])
    if isinstance(args[0].type(), TensorType):
        return e.operator("aten::round", args[:1], {"decimals": args[1]} if len(args) == 2 else {})
    return e.operator("aten::round", args)


@builtin("divmod")
def _divmod(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    check_count(e, "divmod", args, 2, 2)
    return e.operator("aten::divmod", args)


@builtin("pow")
def _pow(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    check_count(e, "pow", args, 2, 3)
    if len(args) == 3:  # the power itself may be far too large
        return e.operator("aten::pow", args)
    return arithmetic.binary(e, ast.Pow(), args[0], args[1])


@meaning_of(math.pow)
def _math_pow(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    """``math.pow``: of floats, always."""
    return e.operator("aten::pow", [SimpleValue(_to_float(e, a)) for a in args])


def _to_float(e: Emitter, item: Sugared) -> Value:
    value = item.as_value(e)
    return value if value.type() == FLOAT else e.operator_value("aten::Float", [value])


def _operator(name: str, low: int = 1, high: int = 1) -> Handler:
    def handler(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        check_count(e, name, args, low, high)
        return e.operator(f"aten::{name}", args)

    return handler


@builtin("repr")
def _repr(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    check_count(e, "repr", args, 1, 1)
    return args[0].magic(e, "__repr__") or e.operator("aten::repr", args)


@builtin("ascii")
def _ascii(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    check_count(e, "ascii", args, 1, 1)
    return e.operator("aten::ascii", [_repr(e, args, kwargs)])


@builtin("hash")
def _hash(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    check_count(e, "hash", args, 1, 1)
    return args[0].magic(e, "__hash__") or e.operator("aten::hash", args)


@builtin("id")
def _id(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    check_count(e, "id", args, 1, 1)
    return e.operator("prim::id", args)


@builtin("format")
def _format(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    check_count(e, "format", args, 1, 2)
    return e.operator("aten::format_value", [args[0], args[1] if len(args) == 2 else e.constant("")])


for _name in ("ord", "chr", "hex", "oct", "bin"):
    builtin(_name)(_operator(_name))
