"""From one kind of scalar to another, and to text."""

from __future__ import annotations

from typing import Any

import torch

from .ints import checked
from .table import own
from .values import key

own("""
    pure aten::Bool.int(int a) -> bool
    pure aten::Bool.float(float a) -> bool
    pure aten::Bool.complex(complex a) -> bool
    pure aten::Bool.Scalar(Scalar a) -> bool
""", native="bool_of_number")(bool)
own("raises aten::Bool.Tensor(Tensor a) -> bool", native="bool_of_tensor")(bool)
own("pure aten::Bool.str(str a) -> bool", native="bool_of_str")(bool)
own("""
    raises aten::Int.float(float a) -> int
    pure   aten::Int.bool(bool a) -> int
    raises aten::Int.Scalar(Scalar a) -> int
""", native="int_of_number")(checked(int))
own("raises aten::Int.Tensor(Tensor a) -> int", native="int_of_tensor")(checked(int))
own("raises aten::Int.str(str a) -> int", native="int_of_str")(checked(int))
own("raises aten::Int.str_base(str a, int base) -> int", native="int_of_str_base")(checked(int))
own("""
    pure   aten::Float.int(int a) -> float
    pure   aten::Float.bool(bool a) -> float
    raises aten::Float.Scalar(Scalar a) -> float
""", native="float_of_number")(float)
own("raises aten::Float.Tensor(Tensor a) -> float", native="float_of_tensor")(float)
own("raises aten::Float.str(str a) -> float", native="float_of_str")(float)
own("""
    pure aten::Float.complex_real(complex a) -> float
    pure aten::real.complex(complex a) -> float
""", native="real")(lambda a: a.real)
own("pure aten::imag.complex(complex a) -> float", native="imag")(lambda a: a.imag)
own("pure aten::conj.complex(complex a) -> complex", native="conj")(lambda a: a.conjugate())


def _plain(x: Any) -> Any:
    return x.item() if isinstance(x, torch.Tensor) else x


def _complex(*parts: Any) -> complex:
    return complex(*map(_plain, parts))


own("""
    pure   aten::Complex.int_float(int x, float y) -> complex
    pure   aten::Complex.float_int(float x, int y) -> complex
    raises aten::Complex.Tensor_Tensor(Tensor a, Tensor b) -> complex
    raises aten::Complex.Tensor_bool(Tensor x, bool y) -> complex
    raises aten::Complex.Tensor_float(Tensor x, float y) -> complex
    raises aten::Complex.Tensor_int(Tensor x, int y) -> complex
    raises aten::Complex.bool_Tensor(bool x, Tensor y) -> complex
    pure   aten::Complex.bool_bool(bool x, bool y) -> complex
    pure   aten::Complex.bool_float(bool x, float y) -> complex
    pure   aten::Complex.bool_int(bool x, int y) -> complex
    raises aten::Complex.float_Tensor(float x, Tensor y) -> complex
    pure   aten::Complex.float_bool(float x, bool y) -> complex
    pure   aten::Complex.float_float(float x, float y) -> complex
    raises aten::Complex.int_Tensor(int x, Tensor y) -> complex
    pure   aten::Complex.int_bool(int x, bool y) -> complex
    pure   aten::Complex.int_int(int x, int y) -> complex
""", native="complex_of_parts")(_complex)
own("""
    pure aten::Complex.Scalar(Scalar a) -> complex
    pure aten::Complex.int(int a) -> complex
    pure aten::Complex.float(float a) -> complex
    pure aten::Complex.bool(bool a) -> complex
""", native="complex_of_number")(_complex)
own("raises aten::Complex.str(str a) -> complex", native="complex_of_str")(_complex)


def _implicit(a: torch.Tensor) -> torch.Tensor:
    """A tensor where a number is wanted: as torch.jit, only a scalar that autograd does not follow."""
    if a.requires_grad:
        raise RuntimeError("Cannot input a tensor that requires grad as a scalar argument")
    if a.dim():
        raise RuntimeError("Cannot input a tensor of dimension other than 0 as a scalar argument")
    return a


@own("raises aten::IntImplicit(Tensor a) -> int", native="implicit_int")
def _implicit_int(a: torch.Tensor) -> int:
    """Nothing is cut off: only a tensor of ints is one."""
    if _implicit(a).dtype.is_floating_point or a.is_complex() or a.dtype == torch.bool:
        kind = a.type().rpartition(".")[2].removesuffix("Tensor")
        raise RuntimeError(f"Cannot input a tensor of type {kind} as an integral argument")
    return int(a)


own("raises aten::FloatImplicit(Tensor a) -> float", native="implicit_float")(lambda a: float(_implicit(a)))
own("raises aten::ComplexImplicit(Tensor a) -> complex", native="implicit_complex")(lambda a: complex(_implicit(a)))
own("raises aten::ScalarImplicit(Tensor a) -> Scalar", native="implicit_number")(lambda a: _implicit(a).item())
own("pure aten::ScalarImplicit.bool(bool a) -> Scalar", native="number_of_bool")(lambda a: a)


def _as_tensor(x: Any) -> torch.Tensor:
    """0-dim and as wide as Python's number, whatever the default dtype."""
    wide = {float: torch.float64, complex: torch.complex128}
    return torch.tensor(x, dtype=wide.get(type(x)))


own("reads-state prim::NumToTensor.bool(bool a) -> Tensor", native="tensor_of_bool")(_as_tensor)
own("reads-state prim::NumToTensor.Scalar(Scalar a) -> Tensor", native="tensor_of_number")(_as_tensor)

own("pure aten::bit_length.int(int a) -> int", native="bit_length")(int.bit_length)
own("pure aten::is_integer.float(float a) -> bool", native="is_integer")(float.is_integer)
own("pure aten::bin(int i) -> str", native="bin")(bin)
own("pure aten::hex(int i) -> str", native="hex")(hex)
own("pure aten::oct(int i) -> str", native="oct")(oct)
own("raises aten::chr(int i) -> str", native="chr")(chr)
own("raises aten::ord(str string) -> int", native="ord")(ord)
own("raises calls aten::hash.generic(t value) -> int", native="hash")(lambda value: hash(key(value)))
own("pure prim::id(AnyClassType? x) -> int", native="id")(id)


@own("raises reads-state aten::str(t elem) -> str", native="str")  # a tensor's text depends on the print options
def text(x: Any) -> str:
    """``str(x)`` of a value of the language."""
    return str(x)


own("raises reads-state aten::repr(t elem) -> str", native="repr")(repr)
own("raises aten::device(str a) -> Device", native="device_of_str")(torch.device)
own("raises aten::device.with_index(str type, int index) -> Device", native="device_with_index")(torch.device)
own("pure prim::index(Device self) -> int?", native="device_index")(lambda device: device.index)
own("pure prim::type(Device self) -> str", native="device_type")(lambda device: device.type)
