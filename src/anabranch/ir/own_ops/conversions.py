"""From one kind of scalar to another, and to text."""

ROWS = r"""
aten::Bool.int(int a) -> bool
aten::Bool.float(float a) -> bool
aten::Bool.Tensor(Tensor a) -> bool
aten::Complex.int_float(int x, float y) -> complex
aten::Complex.float_int(float x, int y) -> complex
aten::Complex.Tensor_Tensor(Tensor a, Tensor b) -> complex
aten::Complex.Tensor_bool(Tensor x, bool y) -> complex
aten::Complex.Tensor_float(Tensor x, float y) -> complex
aten::Complex.Tensor_int(Tensor x, int y) -> complex
aten::Complex.bool_Tensor(bool x, Tensor y) -> complex
aten::Complex.bool_bool(bool x, bool y) -> complex
aten::Complex.bool_float(bool x, float y) -> complex
aten::Complex.bool_int(bool x, int y) -> complex
aten::Complex.float_Tensor(float x, Tensor y) -> complex
aten::Complex.float_bool(float x, bool y) -> complex
aten::Complex.float_float(float x, float y) -> complex
aten::Complex.int_Tensor(int x, Tensor y) -> complex
aten::Complex.int_bool(int x, bool y) -> complex
aten::Complex.int_int(int x, int y) -> complex
aten::Complex.Scalar(Scalar a) -> complex
aten::ComplexImplicit(Tensor a) -> complex
aten::Float.int(int a) -> float
aten::Float.Tensor(Tensor a) -> float
aten::Float.str(str a) -> float
aten::Float.bool(bool a) -> float
aten::Float.Scalar(Scalar a) -> float
aten::FloatImplicit(Tensor a) -> float
aten::Int.float(float a) -> int
aten::Int.Tensor(Tensor a) -> int
aten::Int.str(str a) -> int
aten::Int.bool(bool a) -> int
aten::Int.Scalar(Scalar a) -> int
aten::IntImplicit(Tensor a) -> int
prim::NumToTensor.bool(bool a) -> Tensor
prim::NumToTensor.Scalar(Scalar a) -> Tensor
aten::ScalarImplicit(Tensor a) -> Scalar
aten::bin(int i) -> str
aten::chr(int i) -> str
aten::device(str a) -> Device
aten::device.with_index(str type, int index) -> Device
aten::hash.generic(t value) -> int
aten::hex(int i) -> str
prim::id(AnyClassType? x) -> int
aten::oct(int i) -> str
aten::ord(str string) -> int
aten::str(t elem) -> str

# Our own.
aten::Float.complex_real(complex a) -> float
aten::Bool.complex(complex a) -> bool
aten::Bool.str(str a) -> bool
aten::Bool.Scalar(Scalar a) -> bool
aten::Int.str_base(str a, int base) -> int
aten::Complex.str(str a) -> complex
aten::Complex.int(int a) -> complex
aten::Complex.float(float a) -> complex
aten::Complex.bool(bool a) -> complex
aten::ScalarImplicit.bool(bool a) -> Scalar
aten::real.complex(complex a) -> float
aten::imag.complex(complex a) -> float
aten::conj.complex(complex a) -> complex
aten::bit_length.int(int a) -> int
aten::is_integer.float(float a) -> bool
aten::repr(t elem) -> str
"""
