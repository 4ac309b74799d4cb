"""Convolutions and linear layers whose weights were packed for our own loops, with the addition and activation behind them.

What the packed forms are, and back: ``passes/pack_weights`` writes them, and no user's program does.
"""

# ruff: noqa: E501  (a row is one line)

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from .table import own

BLOCK = 16  # output channels that lie beside each other
TAILS: dict[str, Callable[[Tensor], Tensor]] = {
    "": lambda x: x, "relu": torch.relu, "relu6": F.relu6, "hardswish": F.hardswish, "hardsigmoid": F.hardsigmoid,
}  # fmt: skip


def packed_rows(weight: Tensor) -> Tensor:
    """``weight`` (outputs, ...) as (blocks, ..., BLOCK), in the last block zeros."""
    outputs, *others = weight.shape
    whole = weight.new_zeros(-(-outputs // BLOCK) * BLOCK, *others)
    whole[:outputs] = weight
    return whole.reshape(-1, BLOCK, *others).movedim(1, -1)


def unpacked_rows(packed: Tensor, outputs: int) -> Tensor:
    return packed.movedim(-1, 1).flatten(0, 1)[:outputs]


def packed_kernels(weight: Tensor, groups: int) -> Tensor:
    """Of a convolution: (blocks, height, width, inputs, BLOCK); (height, width, channels) where each channel has its own."""
    if groups > 1:
        return weight.squeeze(1).permute(1, 2, 0).contiguous()
    return packed_rows(weight.permute(0, 2, 3, 1)).contiguous()


def unpacked_kernels(packed: Tensor, outputs: int) -> Tensor:
    if packed.dim() == 3:
        return packed.permute(2, 0, 1).unsqueeze(1)
    return unpacked_rows(packed, outputs).permute(0, 3, 1, 2)


@own("raises prim::packed_linear(Tensor input, Tensor weight, Tensor? bias, int outputs, str tail) -> Tensor", native="packed_linear")
def _linear(x: Tensor, packed: Tensor, bias: Tensor | None, outputs: int, tail: str) -> Tensor:
    return TAILS[tail](F.linear(x, unpacked_rows(packed, outputs), bias))


@own("""
    raises prim::packed_conv2d(Tensor input, Tensor weight, Tensor? bias, int outputs, int[] stride, int[] padding, int[] dilation, str tail, Tensor? more, str sum) -> Tensor
""", native="packed_conv2d")
def _conv2d(
    x: Tensor, packed: Tensor, bias: Tensor | None, outputs: int, stride: list[int], padding: list[int], dilation: list[int],
    tail: str, more: Tensor | None, how: str,
) -> Tensor:  # fmt: skip
    weight = unpacked_kernels(packed, outputs).contiguous(memory_format=torch.channels_last)
    made = F.conv2d(x, weight, bias, stride, padding, dilation, outputs if packed.dim() == 3 else 1)
    if more is not None:  # where it stood decides what an error says
        made = made.add_(more) if how == "in place" else more + made if how == "right" else made + more
    return TAILS[tail](made)
