"""Equality, order and identity."""

ROWS = r"""
aten::__is__(t1 self, t2 obj) -> bool
aten::__isnot__(t1 self, t2 obj) -> bool
aten::eq.int(int a, int b) -> bool
aten::eq.int_list(int[] a, int[] b) -> bool
aten::eq.float(float a, float b) -> bool
aten::eq.float_list(float[] a, float[] b) -> bool
aten::eq.int_float(int a, float b) -> bool
aten::eq.float_int(float a, int b) -> bool
aten::eq.complex(complex a, complex b) -> bool
aten::eq.complex_float(complex a, float b) -> bool
aten::eq.float_complex(float a, complex b) -> bool
aten::eq.Tensor_list(Tensor[] a, Tensor[] b) -> bool
aten::eq.device(Device a, Device b) -> bool
aten::eq.enum(AnyEnumType a, AnyEnumType b) -> bool
aten::eq.str_list(str[] a, str[] b) -> bool
aten::eq.str(str a, str b) -> bool
aten::eq.bool(bool a, bool b) -> bool
aten::eq.bool_list(bool[] a, bool[] b) -> bool
aten::eq(Scalar a, Scalar b) -> bool
aten::ge.int(int a, int b) -> bool
aten::ge.float(float a, float b) -> bool
aten::ge.int_float(int a, float b) -> bool
aten::ge.float_int(float a, int b) -> bool
aten::ge.str(str a, str b) -> bool
aten::ge(Scalar a, Scalar b) -> bool
aten::gt.int(int a, int b) -> bool
aten::gt.float(float a, float b) -> bool
aten::gt.int_float(int a, float b) -> bool
aten::gt.float_int(float a, int b) -> bool
aten::gt.str(str a, str b) -> bool
aten::gt(Scalar a, Scalar b) -> bool
aten::le.int(int a, int b) -> bool
aten::le.float(float a, float b) -> bool
aten::le.int_float(int a, float b) -> bool
aten::le.float_int(float a, int b) -> bool
aten::le.str(str a, str b) -> bool
aten::le(Scalar a, Scalar b) -> bool
aten::lt.int(int a, int b) -> bool
aten::lt.float(float a, float b) -> bool
aten::lt.int_float(int a, float b) -> bool
aten::lt.float_int(float a, int b) -> bool
aten::lt.str(str a, str b) -> bool
aten::lt(Scalar a, Scalar b) -> bool
aten::ne.int(int a, int b) -> bool
aten::ne.int_list(int[] a, int[] b) -> bool
aten::ne.float(float a, float b) -> bool
aten::ne.float_list(float[] a, float[] b) -> bool
aten::ne.int_float(int a, float b) -> bool
aten::ne.float_int(float a, int b) -> bool
aten::ne.complex(complex a, complex b) -> bool
aten::ne.complex_float(complex a, float b) -> bool
aten::ne.float_complex(float a, complex b) -> bool
aten::ne.Tensor_list(Tensor[] a, Tensor[] b) -> bool
aten::ne.device(Device a, Device b) -> bool
aten::ne.enum(AnyEnumType a, AnyEnumType b) -> bool
aten::ne.str_list(str[] a, str[] b) -> bool
aten::ne.str(str a, str b) -> bool
aten::ne.bool(bool a, bool b) -> bool
aten::ne.bool_list(bool[] a, bool[] b) -> bool
aten::ne(Scalar a, Scalar b) -> bool

# Our own.
aten::eq.t(t[] a, t[] b) -> bool
aten::ne.t(t[] a, t[] b) -> bool
aten::eq.tuple(tuple a, tuple b) -> bool
aten::ne.tuple(tuple a, tuple b) -> bool
aten::eq.optional(t? a, t? b) -> bool
aten::ne.optional(t? a, t? b) -> bool
aten::eq.Dict(Dict(tk, t) a, Dict(tk, t) b) -> bool
aten::ne.Dict(Dict(tk, t) a, Dict(tk, t) b) -> bool
aten::lt.t(t[] a, t[] b) -> bool
aten::le.t(t[] a, t[] b) -> bool
aten::gt.t(t[] a, t[] b) -> bool
aten::ge.t(t[] a, t[] b) -> bool
aten::lt.tuple(tuple a, tuple b) -> bool
aten::le.tuple(tuple a, tuple b) -> bool
aten::gt.tuple(tuple a, tuple b) -> bool
aten::ge.tuple(tuple a, tuple b) -> bool
"""
