"""Arithmetic of int, float, complex and bool.  Ints are 64 bits and checked; division and remainder floor, as in Python."""

# ruff: noqa: E501  (a row is one line)

ROWS = r"""
aten::__and__.int(int a, int b) -> int
aten::__and__.bool(bool a, bool b) -> bool
aten::__lshift__.int(int a, int b) -> int
aten::__not__(bool self) -> bool
aten::__or__.int(int a, int b) -> int
aten::__or__.bool(bool a, bool b) -> bool
aten::__round_to_zero_floordiv.int(int a, int b) -> int
aten::__rshift__.int(int a, int b) -> int
aten::__xor__.int(int a, int b) -> int
aten::__xor__.bool(bool a, bool b) -> bool
prim::abs.int(int a) -> int
prim::abs.float(float a) -> float
prim::abs.complex(complex a) -> float
prim::abs.Scalar(Scalar a) -> Scalar
aten::add.int(int a, int b) -> int
aten::add.float(float a, float b) -> float
aten::add.int_float(int a, float b) -> float
aten::add.float_int(float a, int b) -> float
aten::add.complex(complex a, complex b) -> complex
aten::add.complex_float(complex a, float b) -> complex
aten::add.complex_int(complex a, int b) -> complex
aten::add.float_complex(float a, complex b) -> complex
aten::add.int_complex(int a, complex b) -> complex
aten::add.str(str a, str b) -> str
aten::add(Scalar a, Scalar b) -> Scalar
aten::div.int(int a, int b) -> float
aten::div.float(float a, float b) -> float
aten::div.complex(complex a, complex b) -> complex
aten::div(Scalar a, Scalar b) -> float
aten::divmod.int(int x, int y) -> (int, int)
aten::divmod.float(float x, float y) -> (float, float)
aten::divmod.int_float(int x, float y) -> (float, float)
aten::divmod.float_int(float x, int y) -> (float, float)
aten::floordiv.int(int a, int b) -> int
aten::floordiv.float(float a, float b) -> float
aten::floordiv.int_float(int a, float b) -> float
aten::floordiv.float_int(float a, int b) -> float
aten::floordiv(Scalar a, Scalar b) -> Scalar
prim::max.int(int a, int b) -> int
prim::max.float(float a, float b) -> float
prim::max.int_float(int a, float b) -> float
prim::max.float_int(float a, int b) -> float
prim::max(Scalar a, Scalar b) -> Scalar
prim::min.int(int a, int b) -> int
prim::min.float(float a, float b) -> float
prim::min.int_float(int a, float b) -> float
prim::min.float_int(float a, int b) -> float
prim::min(Scalar a, Scalar b) -> Scalar
aten::mul.int(int a, int b) -> int
aten::mul.float(float a, float b) -> float
aten::mul.int_float(int a, float b) -> float
aten::mul.float_int(float a, int b) -> float
aten::mul.complex(complex a, complex b) -> complex
aten::mul.complex_float(complex a, float b) -> complex
aten::mul.complex_int(complex a, int b) -> complex
aten::mul.float_complex(float a, complex b) -> complex
aten::mul.int_complex(int a, complex b) -> complex
aten::mul(Scalar a, Scalar b) -> Scalar
aten::neg.int(int a) -> int
aten::neg.float(float a) -> float
aten::neg.complex(complex a) -> complex
aten::neg.Scalar(Scalar a) -> Scalar
aten::pow.int(int a, int b) -> float
aten::pow.float(float a, float b) -> float
aten::pow.int_float(int a, float b) -> float
aten::pow.float_int(float a, int b) -> float
aten::pow.complex(complex a, complex b) -> complex
aten::pow.complex_float(complex a, float b) -> complex
aten::pow.float_complex(float a, complex b) -> complex
aten::pow.int_to_int(int a, int b) -> int
aten::pow.Scalar_Scalar(Scalar a, Scalar b) -> float
aten::remainder.int(int a, int b) -> int
aten::remainder.float(float a, float b) -> float
aten::remainder.int_float(int a, float b) -> float
aten::remainder.float_int(float a, int b) -> float
aten::remainder(Scalar a, Scalar b) -> Scalar
aten::round.int(int a) -> float
aten::round.float(float a) -> float
aten::round.Scalar(Scalar a) -> Scalar
aten::sub.int(int a, int b) -> int
aten::sub.float(float a, float b) -> float
aten::sub.int_float(int a, float b) -> float
aten::sub.float_int(float a, int b) -> float
aten::sub.complex(complex a, complex b) -> complex
aten::sub.complex_float(complex a, float b) -> complex
aten::sub.complex_int(complex a, int b) -> complex
aten::sub.float_complex(float a, complex b) -> complex
aten::sub.int_complex(int a, complex b) -> complex
aten::sub(Scalar a, Scalar b) -> Scalar

# Our own.
aten::bitwise_not.int(int a) -> int
aten::bitwise_not.bool(bool a) -> int
aten::round.float_digits(float a, int ndigits) -> float
aten::round.int_digits(int a, int ndigits) -> int
aten::pow.modulo(int a, int b, int mod) -> int
aten::pow.complex_int(complex a, int b) -> complex
aten::pow.int_complex(int a, complex b) -> complex
aten::div.complex_int(complex a, int b) -> complex
aten::div.complex_float(complex a, float b) -> complex
aten::div.int_complex(int a, complex b) -> complex
aten::div.float_complex(float a, complex b) -> complex
"""
