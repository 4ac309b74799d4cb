"""Constants that are tensors, as text: as torch's graphs show them.

Non-goal: reading them back (``lexer``, ``parser``).
"""

from __future__ import annotations

import math

import torch

from ..lang.tensor_types import refined
from ..lang.types import TensorType, Type
from ..lang.value_text import float_text

# A number given where an operator wants a tensor is a 0-dim tensor of one of these; its constant has the attribute
# ``wrapped``, since it takes no part in type promotion.
WRAPPED_DTYPES = (torch.int64, torch.float64, torch.bool, torch.complex128)


def is_plain(tensor: torch.Tensor, t: Type) -> bool:
    """Whether ``{2}`` and the type beside it say everything about the tensor."""
    return (
        isinstance(t, TensorType)
        and type(tensor) is torch.Tensor
        and tensor.layout == torch.strided
        and tensor.numel() == 1
        and not tensor.dtype.is_complex
        and not tensor.is_quantized
        and t.dtype is not None
        and refined(tensor) == TensorType(t.dtype, t.sizes, t.strides, False, "cpu")
    )


def may_be_wrapped(tensor: torch.Tensor, t: Type) -> bool:
    """Whether text without a word about it reads as a wrapped number."""
    return is_plain(tensor, t) and tensor.dim() == 0 and tensor.dtype in WRAPPED_DTYPES


def scalar_text(tensor: torch.Tensor) -> str:
    """The one element, in the fewest digits that give it back in its dtype; torch shows six."""
    value = tensor.item()
    if not isinstance(value, float):
        return str(int(value))
    if not math.isfinite(value):
        return float_text(value)
    return _shortest(value, tensor.dtype)


def _shortest(value: float, dtype: torch.dtype) -> str:
    exact = torch.tensor(value, dtype=dtype)
    for digits in range(1, 18):
        text = f"{value:.{digits}g}"
        if digits >= 6 and torch.tensor(float(text), dtype=dtype).equal(exact):
            break
    return text
