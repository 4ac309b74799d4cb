"""The functions of Python's ``math`` and ``cmath`` on real and complex numbers.  Domain errors are Python's."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from typing import Any

from .table import own


def _by_kind(name: str) -> Callable[[Any], Any]:
    real, of_complex = getattr(math, name), getattr(cmath, name)
    return lambda a: of_complex(a) if isinstance(a, complex) else real(a)


# Functions of one number, of all kinds of it.  Those that no real number stops are pure on reals.

_OF_COMPLEX = """
    REAL   aten::NAME.int(int a) -> float
    REAL   aten::NAME.float(float a) -> float
    raises aten::NAME.complex(complex a) -> complex
    raises aten::NAME.Scalar(Scalar a) -> Scalar
"""
for _name in ("acos", "acosh", "asin", "atanh", "cos", "cosh", "exp", "log10", "sin", "sinh", "sqrt", "tan"):
    own(_OF_COMPLEX.replace("REAL", "raises").replace("NAME", _name), native=_name)(_by_kind(_name))
for _name in ("asinh", "atan", "tanh"):
    own(_OF_COMPLEX.replace("REAL", "pure").replace("NAME", _name), native=_name)(_by_kind(_name))

_OF_REAL = """
    EFFECT aten::NAME.int(int a) -> float
    EFFECT aten::NAME.float(float a) -> float
    EFFECT aten::NAME.Scalar(Scalar a) -> Scalar
"""
for _name in ("expm1", "gamma", "lgamma", "log1p"):
    own(_OF_REAL.replace("EFFECT", "raises").replace("NAME", _name), native=_name)(getattr(math, _name))
for _name in ("degrees", "erf", "erfc", "fabs", "radians"):
    own(_OF_REAL.replace("EFFECT", "pure").replace("NAME", _name), native=_name)(getattr(math, _name))


def _log(a: Any, *base: Any) -> Any:
    library = cmath if any(isinstance(x, complex) for x in (a, *base)) else math
    return library.log(a, *base)


own("""
    raises aten::log.int(int a) -> float
    raises aten::log.float(float a) -> float
    raises aten::log.complex(complex a) -> complex
    raises aten::log.Scalar(Scalar a) -> Scalar
""", native="log")(_log)
own("""
    raises aten::log.int_float(int a, float b) -> float
    raises aten::log.float_int(float a, int b) -> float
    raises aten::log.float_float(float a, float b) -> float
    raises aten::log.int_int(int a, int b) -> float
    raises aten::log.Scalar_Scalar(Scalar a, Scalar b) -> float
""", native="log_base")(math.log)
own("""
    raises aten::log.complex_complex(complex a, complex b) -> complex
    raises aten::log.complex_float(complex a, float b) -> complex
    raises aten::log.complex_int(complex a, int b) -> complex
    raises aten::log.float_complex(float a, complex b) -> complex
    raises aten::log.int_complex(int a, complex b) -> complex
""", native="log_complex_base")(_log)
own("""
    raises aten::log2.float(float a) -> float
    raises aten::log2.int(int a) -> float
""", native="log2")(math.log2)
own("""
    raises aten::exp2.float(float a) -> float
    raises aten::exp2.int(int a) -> float
""", native="exp2")(math.exp2)


@own("""
    pure aten::cbrt.float(float a) -> float
    pure aten::cbrt.int(int a) -> float
""", native="cbrt")
def _cube_root(a: float) -> float:
    return math.cbrt(a)


# Functions of two numbers.

own("""
    pure aten::atan2.int(int a, int b) -> float
    pure aten::atan2.float(float a, float b) -> float
    pure aten::atan2.int_float(int a, float b) -> float
    pure aten::atan2.float_int(float a, int b) -> float
    pure aten::atan2.Scalar_Scalar(Scalar a, Scalar b) -> float
""", native="atan2")(math.atan2)
own("""
    pure aten::copysign.int(int a, int b) -> float
    pure aten::copysign.float(float a, float b) -> float
    pure aten::copysign.int_float(int a, float b) -> float
    pure aten::copysign.float_int(float a, int b) -> float
    pure aten::copysign(Scalar a, Scalar b) -> float
""", native="copysign")(math.copysign)
own("""
    raises aten::fmod.int(int a, int b) -> float
    raises aten::fmod.float(float a, float b) -> float
    raises aten::fmod.int_float(int a, float b) -> float
    raises aten::fmod.float_int(float a, int b) -> float
    raises aten::fmod(Scalar a, Scalar b) -> float
""", native="fmod")(math.fmod)
own("""
    raises aten::mathremainder.int(int a, int b) -> float
    raises aten::mathremainder.float(float a, float b) -> float
    raises aten::mathremainder.int_float(int a, float b) -> float
    raises aten::mathremainder.float_int(float a, int b) -> float
    raises aten::mathremainder(Scalar a, Scalar b) -> float
""", native="mathremainder")(math.remainder)
own("""
    pure aten::hypot.float(float a, float b) -> float
    pure aten::hypot.int(int a, int b) -> float
""", native="hypot")(math.hypot)
own("pure aten::nextafter.float(float a, float b) -> float", native="nextafter")(math.nextafter)


@own("""
    raises aten::polar.int(int a, int b) -> complex
    raises aten::polar.float(float a, float b) -> complex
    raises aten::polar.int_float(int a, float b) -> complex
    raises aten::polar.float_int(float a, int b) -> complex
    raises aten::polar.Scalar_Scalar(Scalar a, Scalar b) -> Scalar
""", native="polar")
def _polar(r: Any, phi: Any) -> complex:
    return cmath.rect(r, phi)


@own("""
    pure aten::angle.int(int a) -> float
    pure aten::angle.float(float a) -> float
    pure aten::angle.complex(complex a) -> float
    pure aten::angle.Scalar(Scalar a) -> Scalar
""", native="angle")
def _angle(a: Any) -> float:
    if isinstance(a, complex):
        return math.atan2(a.imag, a.real)  # cmath.phase raises where the angle is subnormal
    return float(a) if a != a else math.pi if a < 0 else 0.0


own("raises aten::fsum.float_list(float[] a) -> float", native="fsum")(math.fsum)
own("raises aten::dist.float_list(float[] p, float[] q) -> float", native="dist")(math.dist)
