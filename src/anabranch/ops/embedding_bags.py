"""Embedding bags of many tables, and their concatenation, in one call (``passes/merge_bags`` writes it)."""

# ruff: noqa: E501  (a row is one line)

from __future__ import annotations

import torch
from torch import Tensor

from .table import own


def _bag(weight: Tensor, rows: Tensor, mode: int) -> Tensor:
    offsets = torch.arange(0, rows.numel(), rows.size(1), dtype=rows.dtype, device=rows.device)
    return torch.ops.aten.embedding_bag(weight, rows.reshape(-1), offsets, False, mode)[0]  # type: ignore[no-any-return]


@own("""
    raises prim::cat_embedding_bags(Tensor[] before, Tensor[] weights, Tensor[] rows, Tensor[] after, int mode) -> Tensor
""", native="cat_embedding_bags")
def _cat(before: list[Tensor], weights: list[Tensor], rows: list[Tensor], after: list[Tensor], mode: int) -> Tensor:
    if len(weights) != len(rows):
        raise RuntimeError(f"{len(weights)} tables for {len(rows)} bags")
    return torch.cat([*before, *(_bag(w, r, mode) for w, r in zip(weights, rows)), *after], 1)
