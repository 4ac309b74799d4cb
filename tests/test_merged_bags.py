"""Concatenated embedding bags in one call: results, and errors, are those of the calls; what it cannot do stays as it was."""

from __future__ import annotations

import random
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.objects.measured import agree


class Tables(nn.Module):
    """Bags between other parts, made in a loop or at once."""

    def __init__(self, tables: list[nn.EmbeddingBag], before: bool, after: bool) -> None:
        super().__init__()
        self.tables, self.before, self.after = nn.ModuleList(tables), before, after

    def forward(self, x: Tensor, indices: Tensor) -> Tensor:
        parts = [x] if self.before else []
        for i, table in enumerate(self.tables):
            parts.append(table(indices[i]))
        if self.after:
            parts.append(x + 1)
        return torch.cat(parts, 1)


def outcome(f: Any, *args: Any) -> Any:
    try:
        with torch.no_grad():
            return f(*args)
    except (RuntimeError, ValueError, IndexError) as error:
        return type(error).__name__, str(error).splitlines()[0]


def tables(draw: random.Random, mode: str) -> list[nn.EmbeddingBag]:
    width = draw.choice([1, 3, 16, 17, 40])
    more = draw.choice([{}, {}, {}, {"padding_idx": 1}, {"max_norm": None}, {"include_last_offset": True}])
    return [nn.EmbeddingBag(draw.randint(5, 30), width, mode=mode, **more) for _ in range(draw.randint(1, 6))]


def given(draw: random.Random) -> tuple[Tensor, Tensor]:
    height, length = draw.choice([0, 1, 2, 70]), draw.choice([0, 1, 4, 5])
    x, indices = torch.randn(height, 2), torch.randint(0, 5, (6, height, length))
    wrong = draw.random()
    if wrong < 0.15 and indices.numel():
        indices[draw.randrange(2), -1, -1] = draw.choice([-1, 30, 2**40])
    elif wrong < 0.25:
        indices = draw.choice([indices.int(), indices.float(), indices[..., :1].squeeze(-1), indices.transpose(1, 2)])
    elif wrong < 0.35:
        x = draw.choice([x.double(), x[:1], x.t().contiguous().t(), x[:, 0]])
    return x, indices


@pytest.mark.parametrize("mode", ["sum", "mean", "max"])
def test_merged_bags(backend: Any, mode: str) -> None:
    merged = 0
    for seed in range(25):
        draw = random.Random(f"{mode}{seed}")
        torch.manual_seed(seed)
        module = Tables(tables(draw, mode), draw.random() < 0.5, draw.random() < 0.5).eval()
        compiled = ab.script(module)
        fast = ab.optimize_for_inference(compiled)
        merged += "their concatenation are one call" in fast.report()
        for _ in range(4):
            args = given(draw)
            expected, got = outcome(compiled, *args), outcome(fast, *args)
            assert agree(expected, got), (seed, [a.shape for a in args], expected, got)
            assert not isinstance(got, Tensor) or (got.stride() == expected.stride() and got.dtype == expected.dtype)
    assert merged > 5 if mode != "max" else not merged


def test_gradients_of_what_stands_beside(native: None) -> None:
    module = Tables([nn.EmbeddingBag(9, 4, mode="sum") for _ in range(3)], True, True).eval()
    fast = ab.optimize_for_inference(ab.script(module))
    x, indices = torch.randn(5, 2, requires_grad=True), torch.randint(0, 9, (3, 5, 2))
    ours, theirs = (torch.autograd.grad(f(x, indices).square().sum(), x)[0] for f in (fast, module))
    torch.testing.assert_close(ours, theirs)


class Writes(nn.Module):
    """Indices that change after a table was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = (nn.EmbeddingBag(4, 3, mode="sum") for _ in range(2))

    def forward(self, indices: Tensor) -> tuple[Tensor, Tensor]:
        indices = indices * 1
        a = self.first(indices)
        indices.zero_()
        together = torch.cat([a, self.second(indices)], 1)
        b = self.second(indices)
        return together, torch.cat([b, self.first(indices)], 1) + b.sum()


def test_writers_and_other_users_keep_the_calls(backend: Any) -> None:
    module, indices = Writes().eval(), torch.randint(0, 4, (5, 2))
    fast = ab.optimize_for_inference(ab.script(module))
    with torch.no_grad():
        torch.testing.assert_close(fast(indices), module(indices))


@ab.script
def appends(x: Tensor, n: int) -> tuple[Tensor, int, list[Tensor], list[Tensor]]:
    once = [x]
    once.append(x + 1)
    joined = torch.cat(once)
    seen = [x]
    before = len(seen)
    seen.append(x)
    looped = [x]
    for _ in range(n):
        looped.append(x)
    if n > 1:
        if n > 2:
            raise ValueError("more than two")
        looped.append(x - 1)
    return joined, before, seen, looped


def test_lists_are_made_where_they_are_used(backend: Any) -> None:
    class Calls(nn.Module):
        def forward(self, x: Tensor, n: int) -> tuple[Tensor, int, list[Tensor], list[Tensor]]:
            return appends(x, n)

    module = ab.script(Calls().eval())
    frozen = ab.freeze(module)
    for n in range(4):
        expected, got = outcome(module, torch.ones(2), n), outcome(frozen, torch.ones(2), n)
        assert agree(expected, got), (n, got)
