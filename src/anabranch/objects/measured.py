"""Which of several forms of one module is right and fastest on an example."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import Any

import torch
from torch.utils._pytree import tree_leaves

from ..base.record import Record, field
from ..base.stopwatch import seconds
from .frozen_module import FrozenModule

TOLERANCE = 1e-4  # of the largest element
_ROUNDS, _SECONDS = 20, 2.0  # a candidate is timed until one of them is over


class Candidate(Record):
    name: str
    module: FrozenModule
    seconds: list[float] = field(default_factory=list)


def fastest(original: Any, candidates: Sequence[Candidate], example: tuple[Any, ...]) -> FrozenModule:
    """The last candidate is taken where no other is right and faster."""
    with torch.no_grad():
        expected = original(*example)
        right = [c for c in candidates[:-1] if agree(expected, c.module(*example))]
        compared = [*right, candidates[-1]]
        _measure(compared, example)
    best = min(compared, key=_median)
    notes = [f"{c.name}: {_median(c) * 1e3:.3f} ms{' (taken)' if c is best else ''}" for c in compared]
    notes += [f"{c.name}: not taken, its result differs from the module's" for c in candidates if c not in compared]
    best.module.__dict__["_notes"] += tuple(notes)
    return best.module


def _measure(candidates: Sequence[Candidate], example: tuple[Any, ...]) -> None:
    """In turn, so that what else the machine does falls on all."""
    for candidate in candidates:
        candidate.module(*example)
    began = time.perf_counter()
    for _ in range(_ROUNDS):
        for candidate in candidates:
            candidate.seconds.append(seconds(candidate.module, *example))
        if time.perf_counter() - began > _SECONDS * len(candidates):
            return


def _median(candidate: Candidate) -> float:
    return statistics.median(candidate.seconds)


def agree(expected: Any, got: Any) -> bool:
    """Whether two results have the same shape and, up to rounding, the same numbers."""
    a, b = tree_leaves(expected), tree_leaves(got)
    return len(a) == len(b) and all(_agree(x, y) for x, y in zip(a, b))


def _agree(x: Any, y: Any) -> bool:
    if not isinstance(x, torch.Tensor):
        return type(x) is type(y) and (not isinstance(x, int | float | str | None) or x == y)
    if not isinstance(y, torch.Tensor) or x.shape != y.shape or x.dtype != y.dtype:
        return False
    if not (x.is_floating_point() or x.is_complex()) or not x.numel():
        return torch.equal(x, y)
    scale = float(x.abs().nan_to_num().max())
    return torch.allclose(x, y, rtol=TOLERANCE, atol=TOLERANCE * scale, equal_nan=True)
