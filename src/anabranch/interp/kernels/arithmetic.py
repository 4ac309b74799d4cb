"""Arithmetic of int, float, complex and bool: Python's, with ints checked to 64 bits."""

from __future__ import annotations

import math
import operator
from typing import Any

from .support import Kernels, checked, each

_MIXED = "- int float complex int_float float_int complex_int int_complex complex_float float_complex"
_REAL = "- int float int_float float_int"


def _negative_shift(b: int) -> None:
    if b < 0:
        raise ValueError("negative shift count")


def _shift_left(a: int, b: int) -> int:
    _negative_shift(b)
    return a << min(b, 64) if a else 0


def _shift_right(a: int, b: int) -> int:
    _negative_shift(b)
    return a >> min(b, 64)


def _whole_power(a: int, b: int) -> Any:
    """``a ** b`` without building numbers that cannot fit."""
    if abs(a) > 1 and b > 64:
        raise OverflowError("integer result does not fit into 64 bits")
    return a**b


def power(a: Any, b: Any) -> Any:
    """Python's ``**``, except that reals give a real: NaN where Python would give a complex."""
    if isinstance(a, int) and isinstance(b, int):
        return _whole_power(a, b)
    if isinstance(a, complex) or isinstance(b, complex):
        return a**b
    if a < 0 and not float(b).is_integer() and math.isfinite(a) and math.isfinite(b):
        return math.nan
    return a**b


def _real_power(a: Any, b: Any) -> Any:
    """The overloads that say ``float`` although they take ints."""
    result = checked(power)(a, b)
    return float(result) if isinstance(result, int) else result


def _truncated_division(a: int, b: int) -> int:
    quotient = abs(a) // abs(b) if b else a // b
    return quotient if (a < 0) == (b < 0) else -quotient


def _divmod(a: Any, b: Any) -> tuple[Any, Any]:
    quotient, rest = divmod(a, b)
    return checked(lambda: quotient)(), rest


def _modulo_power(a: int, b: int, m: int) -> int:
    return pow(a, b, m)


KERNELS: Kernels = {
    **each("aten::add", _MIXED, checked(operator.add)),
    **each("aten::sub", _MIXED, checked(operator.sub)),
    **each("aten::mul", _MIXED, checked(operator.mul)),
    **each("aten::div", "- int float complex complex_int int_complex complex_float float_complex", operator.truediv),
    **each("aten::floordiv", _REAL, checked(operator.floordiv)),
    **each("aten::remainder", _REAL, operator.mod),
    **each("aten::divmod", "int float int_float float_int", _divmod),
    **each("aten::pow", "int float int_float float_int Scalar_Scalar", _real_power),
    **each("aten::pow", "int_to_int complex complex_float float_complex complex_int int_complex", checked(power)),
    "aten::pow.modulo": checked(_modulo_power),
    **each("aten::neg", "int float complex Scalar", checked(operator.neg)),
    **each("prim::abs", "int float complex Scalar", checked(abs)),
    **each("aten::__and__", "int bool", operator.and_),
    **each("aten::__or__", "int bool", operator.or_),
    **each("aten::__xor__", "int bool", operator.xor),
    "aten::__lshift__.int": checked(_shift_left),
    "aten::__rshift__.int": _shift_right,
    "aten::__not__": operator.not_,
    **each("aten::bitwise_not", "int bool", lambda a: ~int(a)),
    "aten::__round_to_zero_floordiv.int": checked(_truncated_division),
    **each("aten::round", "int float", lambda a: float(round(a))),
    "aten::round.Scalar": lambda a: float(round(a)) if isinstance(a, float) else a,
    "aten::round.float_digits": round,
    "aten::round.int_digits": checked(round),
    **each("prim::min", "- int float", min),
    **each("prim::max", "- int float", max),
    **each("prim::min", "int_float float_int", lambda a, b: float(min(a, b))),  # the rows say float
    **each("prim::max", "int_float float_int", lambda a, b: float(max(a, b))),
}
