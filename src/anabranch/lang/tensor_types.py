"""Tensors and their refined types: ``Float(2, 3, strides=[3, 1], requires_grad=0, device=cpu)``."""

from __future__ import annotations

import torch

from .codes import number
from .scalar_types import DTYPES
from .types import INT, TENSOR, CodeType, OptionalType, TensorType, TupleType, Type, UnionType


def refined(tensor: torch.Tensor) -> TensorType:
    """The type that a trace gives the tensor: what is known of it, in torch's words."""
    if tensor.dtype not in DTYPES:
        return TENSOR
    strides = None
    sizes = None
    if tensor.layout == torch.strided and not tensor.is_nested:
        sizes, strides = tuple(map(int, tensor.shape)), tuple(map(int, tensor.stride())) or None
    return TensorType(number(tensor.dtype), sizes, strides, tensor.requires_grad, str(tensor.device))


def plain(t: Type) -> Type:
    """The type without what is only known of it: refinements of tensors, what an int stands for."""
    if isinstance(t, TensorType):
        return t.unrefined()
    if isinstance(t, CodeType):
        return INT
    inner = t.contained()
    return t.rebuild([plain(c) for c in inner]) if inner else t


def holds_tensor(t: Type) -> bool:
    """Whether a value of the type is a Tensor, may be one, or is a tuple with one."""
    is_one_value = isinstance(t, TupleType | UnionType | OptionalType)
    return isinstance(t, TensorType) or is_one_value and any(map(holds_tensor, t.contained()))
