"""A tensor as torch's graphs show it: C++'s ``<<`` with spaces for newlines, ``<Tensor>`` above ten elements.

For the eye only: the value itself travels beside the text.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import torch

from ..lang.codes import number
from ..lang.scalar_types import SCALAR_TYPE_NAMES

MAX_SHOWN = 10


def tensor_text(tensor: torch.Tensor) -> str:
    if tensor.layout != torch.strided or tensor.is_nested or tensor.is_quantized or type(tensor) is not torch.Tensor:
        return "<Tensor>"
    if tensor.numel() == 1 and not tensor.dtype.is_complex:
        return "{" + _general(float(tensor.item())) + "}"
    if tensor.numel() > MAX_SHOWN:
        return "<Tensor>"
    return _matrix_text(tensor.detach())


def _general(value: float) -> str:
    return f"{value:g}"


def _matrix_text(tensor: torch.Tensor) -> str:
    kind = f"{tensor.device.type.upper()}{_type_name(tensor)}{{{','.join(map(str, tensor.shape))}}}"
    if not tensor.numel():
        return f"[ {kind} ]"
    values = (tensor.real if tensor.dtype.is_complex else tensor).to(torch.float64)
    if tensor.dim() <= 2:
        return f"{_rows(values)} [ {kind} ]"
    return f"{' '.join(_slices(values))} [ {kind} ]"


def _type_name(tensor: torch.Tensor) -> str:
    return f"{SCALAR_TYPE_NAMES[number(tensor.dtype)]}Type"


def _slices(values: torch.Tensor) -> Iterator[str]:
    for index in itertools.product(*(range(n) for n in values.shape[:-2])):
        label = ",".join(str(i + 1) for i in index)
        yield f"({label},.,.) = {_rows(values[index], indent=' ')}"


def _rows(values: torch.Tensor, indent: str = "") -> str:
    """The elements, each right-aligned in the width that C++ chooses; a common scale goes before them."""
    form = _Format(values.reshape(-1).tolist())
    rows = [[v] for v in values.reshape(-1).tolist()] if values.dim() < 2 else values.tolist()
    gap = f"{indent} " if form.scale != 1 and values.dim() == 2 else indent
    text = f" {gap}".join(" ".join(map(form.spell, row)) for row in rows)
    head = f"{form.scale:g} * {indent}" if form.scale != 1 else ""
    return f"{indent}{head}{text}"


class _Format:
    """Width, notation and scale of a group of numbers, as ``__printFormat`` of ATen picks them."""

    def __init__(self, values: list[float]) -> None:
        finite = [abs(v) for v in values if math.isfinite(v)]
        low, high = _exponent(min(finite, default=1)), _exponent(max(finite, default=1))
        self.scale = 1.0
        self.notation = ".4f"
        if all(v == math.ceil(v) for v in finite):
            self.width, self.notation = (11, ".4e") if high > 9 else (high + 1, "g")
        elif high - low > 4:
            self.width, self.notation = (12 if max(abs(high), abs(low)) > 99 else 11), ".4e"
        elif high > 5 or high < 0:
            self.width, self.scale = 7, 10.0 ** (high - 1)
        else:
            self.width = 7 if high == 0 else high + 6

    def spell(self, value: float) -> str:
        return format(value / self.scale, self.notation).rjust(self.width)


def _exponent(value: float) -> int:
    return math.floor(math.log10(value)) + 1 if value else 1
