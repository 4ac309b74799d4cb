"""Arithmetic of int, float, complex and bool.  Ints are checked to 64 bits; division and remainder floor, as in Python."""

from __future__ import annotations

import math
import operator
from typing import Any

from .ints import checked
from .table import own

own("""
    raises aten::add.int(int a, int b) -> int
    pure   aten::add.float(float a, float b) -> float
    pure   aten::add.int_float(int a, float b) -> float
    pure   aten::add.float_int(float a, int b) -> float
    pure   aten::add.complex(complex a, complex b) -> complex
    pure   aten::add.complex_float(complex a, float b) -> complex
    pure   aten::add.complex_int(complex a, int b) -> complex
    pure   aten::add.float_complex(float a, complex b) -> complex
    pure   aten::add.int_complex(int a, complex b) -> complex
    raises aten::add(Scalar a, Scalar b) -> Scalar
""", native="add")(checked(operator.add))
own("""
    raises aten::sub.int(int a, int b) -> int
    pure   aten::sub.float(float a, float b) -> float
    pure   aten::sub.int_float(int a, float b) -> float
    pure   aten::sub.float_int(float a, int b) -> float
    pure   aten::sub.complex(complex a, complex b) -> complex
    pure   aten::sub.complex_float(complex a, float b) -> complex
    pure   aten::sub.complex_int(complex a, int b) -> complex
    pure   aten::sub.float_complex(float a, complex b) -> complex
    pure   aten::sub.int_complex(int a, complex b) -> complex
    raises aten::sub(Scalar a, Scalar b) -> Scalar
""", native="sub")(checked(operator.sub))
own("""
    raises aten::mul.int(int a, int b) -> int
    pure   aten::mul.float(float a, float b) -> float
    pure   aten::mul.int_float(int a, float b) -> float
    pure   aten::mul.float_int(float a, int b) -> float
    pure   aten::mul.complex(complex a, complex b) -> complex
    pure   aten::mul.complex_float(complex a, float b) -> complex
    pure   aten::mul.complex_int(complex a, int b) -> complex
    pure   aten::mul.float_complex(float a, complex b) -> complex
    pure   aten::mul.int_complex(int a, complex b) -> complex
    raises aten::mul(Scalar a, Scalar b) -> Scalar
""", native="mul")(checked(operator.mul))
own("""
    raises aten::div.int(int a, int b) -> float
    raises aten::div.float(float a, float b) -> float
    raises aten::div.complex(complex a, complex b) -> complex
    raises aten::div.complex_int(complex a, int b) -> complex
    raises aten::div.complex_float(complex a, float b) -> complex
    raises aten::div.int_complex(int a, complex b) -> complex
    raises aten::div.float_complex(float a, complex b) -> complex
""", native="div")(operator.truediv)


def real(*numbers: Any) -> None:
    """Raises TypeError for a number whose kind is seen at run time only, where the result is a float by its type."""
    if any(isinstance(a, complex) for a in numbers):
        raise TypeError("must be real number, not complex")


@own("raises aten::div(Scalar a, Scalar b) -> float", native="div_real")
def _real_quotient(a: Any, b: Any) -> float:
    real(a, b)
    return a / b  # type: ignore[no-any-return]


own("""
    raises aten::floordiv.int(int a, int b) -> int
    raises aten::floordiv.float(float a, float b) -> float
    raises aten::floordiv.int_float(int a, float b) -> float
    raises aten::floordiv.float_int(float a, int b) -> float
    raises aten::floordiv(Scalar a, Scalar b) -> Scalar
""", native="floordiv")(checked(operator.floordiv))
own("""
    raises aten::remainder.int(int a, int b) -> int
    raises aten::remainder.float(float a, float b) -> float
    raises aten::remainder.int_float(int a, float b) -> float
    raises aten::remainder.float_int(float a, int b) -> float
    raises aten::remainder(Scalar a, Scalar b) -> Scalar
""", native="remainder")(operator.mod)


def _divmod(a: Any, b: Any) -> tuple[Any, Any]:
    quotient, rest = divmod(a, b)
    return checked(lambda: quotient)(), rest


own("raises aten::divmod.int(int x, int y) -> (int, int)", native="divmod_int")(_divmod)
own("""
    raises aten::divmod.float(float x, float y) -> (float, float)
    raises aten::divmod.int_float(int x, float y) -> (float, float)
    raises aten::divmod.float_int(float x, int y) -> (float, float)
""", native="divmod_float")(_divmod)


@own("raises aten::__round_to_zero_floordiv.int(int a, int b) -> int", native="round_to_zero_floordiv")
@checked
def _truncated_division(a: int, b: int) -> int:
    quotient = abs(a) // abs(b) if b else a // b
    return quotient if (a < 0) == (b < 0) else -quotient


def _whole_power(a: int, b: int) -> Any:
    """``a ** b`` without building numbers that cannot fit."""
    if abs(a) > 1 and b > 64:
        raise OverflowError("integer result does not fit into 64 bits")
    return a**b


@checked
def _power(a: Any, b: Any) -> Any:
    """Python's ``**``, except that reals give a real: NaN where Python would give a complex."""
    if isinstance(a, int) and isinstance(b, int):
        return _whole_power(a, b)
    if isinstance(a, complex) or isinstance(b, complex):
        return a**b
    if a < 0 and not float(b).is_integer() and math.isfinite(a) and math.isfinite(b):
        return math.nan
    return a**b


@own("""
    raises aten::pow.int(int a, int b) -> float
    raises aten::pow.float(float a, float b) -> float
    raises aten::pow.int_float(int a, float b) -> float
    raises aten::pow.float_int(float a, int b) -> float
    raises aten::pow.Scalar_Scalar(Scalar a, Scalar b) -> float
""", native="pow_real")
def _real_power(a: Any, b: Any) -> Any:
    """The overloads that say ``float`` although they take ints."""
    real(a, b)
    result = _power(a, b)
    return float(result) if isinstance(result, int) else result


@own("raises aten::pow.int_to_int(int a, int b) -> int", native="pow_int")
def _int_power(a: int, b: int) -> Any:
    """An int by its type, which is why a negative exponent has no result."""
    if b < 0 and a != 0:
        raise ValueError("int ** int with a negative exponent is a float: write float(a) ** b")
    return _power(a, b)


own("""
    raises aten::pow.complex(complex a, complex b) -> complex
    raises aten::pow.complex_float(complex a, float b) -> complex
    raises aten::pow.float_complex(float a, complex b) -> complex
    raises aten::pow.complex_int(complex a, int b) -> complex
    raises aten::pow.int_complex(int a, complex b) -> complex
""", native="pow")(_power)


@own("raises aten::pow.modulo(int a, int b, int mod) -> int", native="pow_modulo")
@checked
def _modulo_power(a: int, b: int, m: int) -> int:
    return pow(a, b, m)


own("""
    raises aten::neg.int(int a) -> int
    pure   aten::neg.float(float a) -> float
    pure   aten::neg.complex(complex a) -> complex
    raises aten::neg.Scalar(Scalar a) -> Scalar
""", native="neg")(checked(operator.neg))
own("""
    raises prim::abs.int(int a) -> int
    pure   prim::abs.float(float a) -> float
    raises prim::abs.complex(complex a) -> float
    raises prim::abs.Scalar(Scalar a) -> Scalar
""", native="abs")(checked(abs))
own("""
    pure prim::max.int(int a, int b) -> int
    pure prim::max.float(float a, float b) -> float
    pure prim::max.str(str a, str b) -> str
    pure prim::max(Scalar a, Scalar b) -> Scalar
""", native="max")(max)
own("""
    pure prim::max.int_float(int a, float b) -> float
    pure prim::max.float_int(float a, int b) -> float
""", native="max_real")(lambda a, b: float(max(a, b)))
own("""
    pure prim::min.int(int a, int b) -> int
    pure prim::min.float(float a, float b) -> float
    pure prim::min.str(str a, str b) -> str
    pure prim::min(Scalar a, Scalar b) -> Scalar
""", native="min")(min)
own("""
    pure prim::min.int_float(int a, float b) -> float
    pure prim::min.float_int(float a, int b) -> float
""", native="min_real")(lambda a, b: float(min(a, b)))

own("pure aten::round.int(int a) -> float", native="round_int")(lambda a: float(round(a)))
own("raises aten::round.float(float a) -> float", native="round_float")(lambda a: float(round(a)))
own("raises aten::round.Scalar(Scalar a) -> Scalar", native="round_number")(
    lambda a: a if isinstance(a, int) else float(round(a))
)
own("raises aten::round.float_digits(float a, int ndigits) -> float", native="round_float_digits")(round)
own("raises aten::round.int_digits(int a, int ndigits) -> int", native="round_int_digits")(checked(round))

own("""
    pure aten::__and__.int(int a, int b) -> int
    pure aten::__and__.bool(bool a, bool b) -> bool
""", native="bits_and")(operator.and_)
own("""
    pure aten::__or__.int(int a, int b) -> int
    pure aten::__or__.bool(bool a, bool b) -> bool
""", native="bits_or")(operator.or_)
own("""
    pure aten::__xor__.int(int a, int b) -> int
    pure aten::__xor__.bool(bool a, bool b) -> bool
""", native="bits_xor")(operator.xor)
own("""
    pure aten::bitwise_not.int(int a) -> int
    pure aten::bitwise_not.bool(bool a) -> int
""", native="bits_not")(lambda a: ~int(a))
own("pure aten::__not__(bool self) -> bool", native="bool_not")(operator.not_)


def _negative_shift(b: int) -> None:
    if b < 0:
        raise ValueError("negative shift count")


@own("raises aten::__lshift__.int(int a, int b) -> int", native="shift_left")
@checked
def _shift_left(a: int, b: int) -> int:
    _negative_shift(b)
    return a << min(b, 64) if a else 0


@own("raises aten::__rshift__.int(int a, int b) -> int", native="shift_right")
def _shift_right(a: int, b: int) -> int:
    _negative_shift(b)
    return a >> min(b, 64)
