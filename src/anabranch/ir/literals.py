"""Constants as text: numbers with all their digits, strings as escaped UTF-8, tensors as torch's graphs show them.

Non-goal: reading them back (``lexer``, ``parser``).
"""

from __future__ import annotations

import enum
import math
from typing import Any

import torch

from ..lang.tensor_types import refined
from ..lang.types import TensorType, Type

_ESCAPES = {
    ord("\\"): "\\\\", ord("'"): "\\'", ord('"'): '\\"', 7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v",
    12: "\\f", 13: "\\r",
}  # fmt: skip
# A number given where an operator wants a tensor is a 0-dim tensor of one of these; its constant has the attribute
# ``wrapped``, since it takes no part in type promotion.
WRAPPED_DTYPES = (torch.int64, torch.float64, torch.bool, torch.complex128)


def string_text(value: str) -> str:
    """A quoted string; bytes outside printable ASCII are octal escapes of its UTF-8."""
    return '"' + "".join(map(_byte_text, value.encode("utf-8", "surrogatepass"))) + '"'


def _byte_text(byte: int) -> str:
    if byte in _ESCAPES:
        return _ESCAPES[byte]
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"


def float_text(value: float) -> str:
    """Seventeen digits at most, and a point after a whole number, as torch writes floats."""
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    text = f"{value:.17g}"
    return f"{text}." if text.lstrip("-").isdigit() and abs(value) < 1e15 else text


def complex_text(value: complex) -> str:
    imaginary = float_text(value.imag)
    sign = "" if imaginary.startswith("-") else "+"
    return f"{float_text(value.real)}{sign}{imaginary}j"


def value_text(value: Any) -> str:
    """A Python value as the attribute of a constant shows it (not for tensors)."""
    if isinstance(value, enum.Enum):
        return f"__torch__.{type(value).__qualname__}.{value.name}"
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, str | torch.device):
        return string_text(str(value))
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, complex):
        return complex_text(value)
    return _container_text(value)


def _container_text(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(value_text, value))}]"
    if isinstance(value, tuple):
        comma = "," if len(value) == 1 else ""
        return f"({', '.join(map(value_text, value))}{comma})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{value_text(k)}: {value_text(v)}" for k, v in value.items()) + "}"
    return str(value)


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
