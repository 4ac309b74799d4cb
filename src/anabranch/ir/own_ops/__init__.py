"""Operators of the language that are not in PyTorch's dispatcher; ``OWN_OPS`` is the one table (see ``table``)."""

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
from .table import OwnTable, Row

OWN_OPS = OwnTable(
    tuple(
        module.ROWS
        for module in (
            arithmetic, comparisons, mathematics, conversions, strings, lists, dicts, sets, tensors, torch_state,
            structure,
        )
    )
)  # fmt: skip

__all__ = ["OWN_OPS", "OwnTable", "Row"]
