"""Python's ``math`` and ``cmath``, with their errors."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from typing import Any

from .support import Kernels, checked, each

_REAL = "- int float int_float float_int"


def _by_kind(name: str) -> Callable[[Any], Any]:
    real, of_complex = getattr(math, name), getattr(cmath, name)
    return lambda a: of_complex(a) if isinstance(a, complex) else real(a)


def _log(a: Any, *base: Any) -> Any:
    library = cmath if any(isinstance(x, complex) for x in (a, *base)) else math
    return library.log(a, *base)


def _whole(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return checked(lambda a: function(a))


def _polar(r: Any, phi: Any) -> complex:
    return cmath.rect(r, phi) if math.isfinite(phi) else complex(r * math.cos(phi), r * math.sin(phi))


def _angle(a: Any) -> float:
    if isinstance(a, complex):
        return cmath.phase(a)
    return float(a) if a != a else math.pi if a < 0 else 0.0


def _cube_root(a: float) -> float:
    return math.cbrt(a)


def _is(name: str) -> Callable[[Any], bool]:
    real, of_complex = getattr(math, name), getattr(cmath, name)
    return lambda a: bool(of_complex(a) if isinstance(a, complex) else real(a))


_BOTH = "acos acosh asin asinh atan atanh cos cosh exp log10 sin sinh sqrt tan tanh"
_ONLY_REAL = "degrees erf erfc expm1 fabs lgamma log1p radians"

KERNELS: Kernels = {
    key: kernel
    for name in _BOTH.split()
    for key, kernel in each(f"aten::{name}", "int float complex Scalar", _by_kind(name)).items()
}
KERNELS |= {
    key: kernel
    for name in _ONLY_REAL.split()
    for key, kernel in each(f"aten::{name}", "int float Scalar", getattr(math, name)).items()
}
KERNELS |= {
    **each("aten::gamma", "int float Scalar", math.gamma),
    **each("aten::log", "int float complex Scalar Scalar_Scalar", _log),
    **each("aten::log", "int_int float_float complex_complex int_float float_int int_complex complex_int", _log),
    **each("aten::log", "float_complex complex_float", _log),
    **each("aten::log2", "int float", math.log2),
    **each("aten::exp2", "int float", math.exp2),
    **each("aten::cbrt", "int float", _cube_root),
    **each("aten::ceil", "int float Scalar", _whole(math.ceil)),
    **each("aten::floor", "int float Scalar", _whole(math.floor)),
    **each("aten::trunc", "int float", _whole(math.trunc)),
    **each("aten::atan2", "int float int_float float_int Scalar_Scalar", math.atan2),
    **each("aten::copysign", _REAL, math.copysign),
    **each("aten::fmod", _REAL, math.fmod),
    **each("aten::mathremainder", _REAL, math.remainder),
    **each("aten::hypot", "int float", math.hypot),
    **each("aten::polar", "int float int_float float_int Scalar_Scalar", _polar),
    **each("aten::angle", "int float complex Scalar", _angle),
    **each("aten::isfinite", "int float complex", _is("isfinite")),
    **each("aten::isinf", "int float complex", _is("isinf")),
    **each("aten::isnan", "int float complex", _is("isnan")),
    "aten::nextafter.float": math.nextafter,
    "aten::isclose.float": lambda a, b, rel, abs_: math.isclose(a, b, rel_tol=rel, abs_tol=abs_),
    "aten::factorial.int": checked(math.factorial),
    "aten::gcd.int": checked(math.gcd),
    "aten::lcm.int": checked(math.lcm),
    "aten::isqrt.int": math.isqrt,
    "aten::comb.int": checked(math.comb),
    "aten::perm.int": checked(math.perm),
    "aten::frexp": math.frexp,
    "aten::ldexp": math.ldexp,
    "aten::modf": math.modf,
    "aten::prod.int_list": checked(math.prod),
    "aten::prod.float_list": lambda values: math.prod(values, start=1.0),
    "aten::fsum.float_list": math.fsum,
    "aten::dist.float_list": math.dist,
}
