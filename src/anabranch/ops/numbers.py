"""Whole numbers and the parts of floats: rounding, divisors, combinations, what kind of float it is."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from typing import Any

from .ints import checked
from .table import own

own("""
    pure   aten::ceil.int(int a) -> int
    raises aten::ceil.float(float a) -> int
    raises aten::ceil.Scalar(Scalar a) -> Scalar
""", native="ceil")(checked(math.ceil))
own("""
    pure   aten::floor.int(int a) -> int
    raises aten::floor.float(float a) -> int
    raises aten::floor.Scalar(Scalar a) -> Scalar
""", native="floor")(checked(math.floor))
own("""
    raises aten::trunc.float(float a) -> int
    pure   aten::trunc.int(int a) -> int
""", native="trunc")(checked(math.trunc))

own("raises aten::factorial.int(int a) -> int", native="factorial")(checked(math.factorial))
own("raises aten::gcd.int(int a, int b) -> int", native="gcd")(checked(math.gcd))
own("raises aten::lcm.int(int a, int b) -> int", native="lcm")(checked(math.lcm))
own("raises aten::isqrt.int(int a) -> int", native="isqrt")(math.isqrt)
own("raises aten::comb.int(int n, int k) -> int", native="comb")(checked(math.comb))
own("raises aten::perm.int(int n, int k) -> int", native="perm")(checked(math.perm))
own("raises aten::prod.int_list(int[] a) -> int", native="prod_int")(checked(math.prod))
own("pure aten::prod.float_list(float[] a) -> float", native="prod_float")(lambda values: math.prod(values, start=1.0))

own("pure aten::frexp(float a) -> (float, int)", native="frexp")(math.frexp)
own("raises aten::ldexp(float x, int i) -> float", native="ldexp")(math.ldexp)
own("pure aten::modf(float a) -> (float, float)", native="modf")(math.modf)


def _is(name: str) -> Callable[[Any], bool]:
    real, of_complex = getattr(math, name), getattr(cmath, name)
    return lambda a: bool(of_complex(a) if isinstance(a, complex) else real(a))


_KIND = """
    pure aten::NAME.float(float a) -> bool
    pure aten::NAME.complex(complex a) -> bool
    pure aten::NAME.int(int a) -> bool
"""
for _name in ("isfinite", "isinf", "isnan"):
    own(_KIND.replace("NAME", _name), native=_name)(_is(_name))


@own(
    "raises aten::isclose.float(float a, float b, *, float rel_tol=1e-09, float abs_tol=0.) -> bool", native="isclose"
)
def _is_close(a: float, b: float, rel_tol: float, abs_tol: float) -> bool:
    return math.isclose(a, b, rel_tol=rel_tol, abs_tol=abs_tol)
