"""THE operators: ``OWN_OPS``, those that PyTorch's dispatcher has not, and ``operators``, the look-up of all."""

from __future__ import annotations

from . import (  # noqa: F401  (each declares a family; the order is that of the table)
    arithmetic,
    comparisons,
    conversions,
    dicts,
    embedding_bags,
    list_reductions,
    lists,
    mathematics,
    numbers,
    packed,
    resampling,
    sets,
    strings,
    structure,
    tensor_questions,
    tensors,
    torch_names,
    torch_state,
)
from .effects import Effects
from .table import OWN_OPS, OwnTable, Row

OWN_OPS.finish()

__all__ = ["OWN_OPS", "Effects", "OwnTable", "Row"]
