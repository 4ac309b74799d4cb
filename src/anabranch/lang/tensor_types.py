"""Tensors and their refined types: ``Float(2, 3, strides=[3, 1], requires_grad=0, device=cpu)``."""

from __future__ import annotations

import torch

from .types import TENSOR, TensorType, Type

# In the order of torch's ScalarType numbers (see ``types.SCALAR_TYPE_NAMES``); None where Python has no dtype.
_DTYPES: tuple[torch.dtype | None, ...] = (
    torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.float32, torch.float64,
    torch.complex32, torch.complex64, torch.complex128, torch.bool, torch.qint8, torch.quint8, torch.qint32,
    torch.bfloat16, torch.quint4x2, torch.quint2x4, None, None, None, None, None, torch.float8_e5m2,
    torch.float8_e4m3fn, torch.float8_e5m2fnuz, torch.float8_e4m3fnuz, torch.uint16, torch.uint32, torch.uint64,
)  # fmt: skip
_NUMBERS = {dtype: number for number, dtype in enumerate(_DTYPES) if dtype is not None}


def scalar_type(dtype: torch.dtype) -> int:
    """torch's number of a dtype, which is how the language holds dtypes."""
    return _NUMBERS[dtype]


def dtype_of(number: int) -> torch.dtype:
    """The dtype with torch's number.  Raises ValueError where Python has none."""
    dtype = _DTYPES[number]
    if dtype is None:
        raise ValueError(f"scalar type {number} has no dtype")
    return dtype


def refined(tensor: torch.Tensor) -> TensorType:
    """The type that a trace gives the tensor: what is known of it, in torch's words."""
    if tensor.dtype not in _NUMBERS:
        return TENSOR
    strides = None
    sizes = None
    if tensor.layout == torch.strided and not tensor.is_nested:
        sizes, strides = tuple(map(int, tensor.shape)), tuple(map(int, tensor.stride())) or None
    return TensorType(scalar_type(tensor.dtype), sizes, strides, tensor.requires_grad, str(tensor.device))


def plain(t: Type) -> Type:
    """The type without refinements of tensors."""
    if isinstance(t, TensorType):
        return t.unrefined()
    inner = t.contained()
    return t.rebuild([plain(c) for c in inner]) if inner else t
