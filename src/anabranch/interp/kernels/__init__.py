"""Python meanings of our own operators, by qualified overload name: ``KERNELS["aten::add.int"](1, 2)``."""

from __future__ import annotations

from . import (
    arithmetic,
    comparisons,
    conversions,
    dicts,
    lists,
    mathematics,
    sets,
    strings,
    structure,
    tensors,
    torch_state,
)
from .support import Kernel, Kernels

KERNELS: Kernels = {
    **arithmetic.KERNELS,
    **comparisons.KERNELS,
    **mathematics.KERNELS,
    **conversions.KERNELS,
    **strings.KERNELS,
    **lists.KERNELS,
    **dicts.KERNELS,
    **sets.KERNELS,
    **tensors.KERNELS,
    **torch_state.KERNELS,
    **structure.KERNELS,
}


def kernel(qualified: str) -> Kernel:
    """The meaning of one overload.  Raises KeyError where there is none."""
    return KERNELS[qualified]


__all__ = ["KERNELS", "Kernel", "Kernels", "kernel"]
