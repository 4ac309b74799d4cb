"""PyTorch's own functions with traced sizes in place of every number, compared with eager on inputs of two sizes.

Samples of op_db call functions of torch, Tensor, torch.nn.functional …; each of their numbers is computed from a size of the
first tensor, so that it has its value on the example.  A trace that warns of no number that was baked in must be right on
tensors that are larger by one, wherever eager is.  Then the numbers are in tensors that are inputs.
"""

from __future__ import annotations

import collections
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch.utils import _pytree as pytree

from anabranch import TracerWarning
from anabranch.api.trace import trace
from test_trace_op_db import UNDETERMINED, copied, same, seeded

pytestmark = [pytest.mark.slow, pytest.mark.database, pytest.mark.compiles_only, pytest.mark.timeout(1800)]

SAMPLES = 6  # of an operator that are taken; numbers are what makes them differ
REFUSED = {
    "max_pool2d_with_indices_backward",  # torch.ops takes no torch.SymInt for a list of one int
    "resize_",  # fresh memory where it grows
}
Function = Callable[..., Any]


class Sized:
    """A sample as a function of its tensors alone, its numbers (or ``only`` one) computed from a size of the first."""

    def __init__(self, op: Any, sample: Any, only: int | None = None) -> None:
        self.op = op
        self.leaves, self.spec = pytree.tree_flatten((sample.input, sample.args, sample.kwargs))
        self.places = [i for i, leaf in enumerate(self.leaves) if isinstance(leaf, torch.Tensor)]
        self.tensors = [self.leaves[i] for i in self.places]
        numbers = [i for i, leaf in enumerate(self.leaves) if type(leaf) in (int, float)]
        self.numbers = numbers if only is None else numbers[only : only + 1]
        self.size = self.tensors[0].shape[0] if self.tensors and self.tensors[0].dim() else 0

    def usable(self) -> bool:
        return bool(self.size and self.numbers) and all(t.layout is torch.strided for t in self.tensors)

    def kind(self) -> Any:
        return self.spec, tuple(map(type, self.leaves))

    def __call__(self, *given: torch.Tensor) -> Any:
        filled = list(self.leaves)
        for place, tensor in zip(self.places, given, strict=True):
            filled[place] = tensor
        for i in self.numbers:
            filled[i] = self.computed(given[0].shape[0], filled[i])
        first, args, kwargs = pytree.tree_unflatten(filled, self.spec)
        return self.op(first, *args, **kwargs)

    def computed(self, n: Any, number: Any) -> Any:
        return n if number == self.size and isinstance(number, int) else n - self.size + number

    def larger(self) -> list[torch.Tensor]:
        return [_larger(t, self.size) for t in self.tensors]


class Tensored(Sized):
    """The same with each number in a 0-dim tensor, which is an input too."""

    def __init__(self, op: Any, sample: Any) -> None:
        super().__init__(op, sample)
        self.given = len(self.tensors)
        self.tensors = [*self.tensors, *(torch.tensor(self.leaves[i]) for i in self.numbers)]

    def __call__(self, *given: torch.Tensor) -> Any:
        filled = list(self.leaves)
        for place, tensor in zip([*self.places, *self.numbers], given, strict=True):
            filled[place] = tensor
        first, args, kwargs = pytree.tree_unflatten(filled, self.spec)
        return self.op(first, *args, **kwargs)

    def larger(self) -> list[torch.Tensor]:
        """The same tensors, with larger numbers."""
        return [*self.tensors[: self.given], *(t + 1 for t in self.tensors[self.given :])]


def _larger(tensor: torch.Tensor, size: int) -> torch.Tensor:
    """The tensor with one more of everything in each dimension of this size."""
    grown = tensor.detach()
    for dim in range(tensor.dim()):
        if tensor.shape[dim] == size:
            grown = torch.cat([grown, grown.narrow(dim, 0, 1)], dim)
    return grown


def samples() -> Iterator[tuple[str, Sized]]:
    from torch.testing._internal.common_methods_invocations import op_db

    for op in op_db:
        dtypes = [d for d in (torch.float32, torch.int64, *sorted(op.dtypes, key=str)) if d in op.dtypes]
        if not dtypes or op.formatted_name in UNDETERMINED | REFUSED:
            continue
        torch.manual_seed(0)
        taken: dict[Any, list[Sized]] = {}
        for sample in op.sample_inputs("cpu", dtypes[0], requires_grad=False):
            sized = Sized(op.op, sample)
            if sized.usable() and len(taken) < SAMPLES:
                taken.setdefault(sized.kind(), [sized, Tensored(op.op, sample), *alone(op, sample, sized)])
        yield from ((op.formatted_name, sized) for variants in taken.values() for sized in variants)


def alone(op: Any, sample: Any, sized: Sized) -> list[Sized]:
    """Every number of a functional for itself: one that is baked in hides what is wrong with the others."""
    if not op.formatted_name.startswith("nn_functional") or len(sized.numbers) == 1:
        return []
    return [Sized(op.op, sample, i) for i in range(len(sized.numbers))]


def difference(function: Function, example: list[torch.Tensor], other: list[torch.Tensor]) -> str:
    """What is wrong with the trace; empty if nothing, or if eager cannot run it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            want = seeded(function, copied(example))
        except Exception:
            return ""
        try:
            traced = trace(function, tuple(example), strict=False, check_trace=False)
            same(seeded(traced, copied(example)), want)
        except Exception as error:
            return _line(error)
        if any(issubclass(w.category, TracerWarning) for w in caught):
            return ""
        try:
            want = seeded(function, copied(other))
        except Exception:
            return ""
        try:
            same(seeded(traced, copied(other)), want)
        except Exception as error:
            return "" if "values to unpack" in str(error) else f"other sizes: {_line(error)}"  # how many chunks is fixed
    return ""


def _line(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"


def test_functions_take_sizes() -> None:
    tried, failed = collections.Counter[str](), collections.Counter[str]()
    for name, sized in samples():
        tried[name] += 1
        what = difference(sized, sized.tensors, sized.larger())
        if what:
            failed[f"{name}: {what}"] += 1
    print(f"{tried.total()} samples of {len(tried)} functions", *failed, sep="\n")
    assert not failed
