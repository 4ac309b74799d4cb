"""Our own loops of pools: ATen's bits for every shape, order of memory and number, and ATen's errors."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch import Tensor

import anabranch as ab


@ab.script
def largest(x: Tensor, kernel: list[int], stride: list[int], padding: list[int], ceil: bool) -> Tensor:
    return torch.max_pool2d(x, kernel, stride, padding, [1, 1], ceil)


@ab.script
def mean(
    x: Tensor, kernel: list[int], stride: list[int], padding: list[int], ceil: bool, counts: bool, divisor: int | None
) -> Tensor:
    return torch._C._nn.avg_pool2d(x, kernel, stride, padding, ceil, counts, divisor)


SPECIAL = [float("nan"), float("inf"), -float("inf"), 0.0, -0.0, 1e-42, -1e-42, 3.4e38]


def image(draw: random.Random) -> Tensor:
    shape = draw.choice([1, 2]), draw.choice([1, 3, 8, 17, 33]), draw.randint(1, 40), draw.randint(1, 40)
    x = torch.randn(shape, generator=torch.Generator().manual_seed(draw.getrandbits(32)))
    if draw.random() < 0.5:  # some numbers that compare in their own way, many of them equal
        places = torch.rand(shape, generator=torch.Generator().manual_seed(draw.getrandbits(32))) < 0.3
        x[places] = torch.tensor([draw.choice(SPECIAL) for _ in range(int(places.sum()))])
    form = draw.choice(["contiguous", "channels-last", "slices"])
    if form == "channels-last":
        return x.contiguous(memory_format=torch.channels_last)
    return x[:, :, ::2, 1:] if form == "slices" and min(shape[2:]) > 2 else x


def windows(draw: random.Random) -> tuple[list[int], list[int], list[int], bool]:
    kernel = [draw.randint(1, 5), draw.randint(1, 5)]
    stride = draw.choice([[], [1, 1], [2, 2], [draw.randint(1, 4), draw.randint(1, 4)]])
    return kernel, stride, [draw.randint(0, k // 2) for k in kernel], draw.random() < 0.5


def same_bits(a: Tensor, b: Tensor) -> bool:
    if a.shape != b.shape or a.stride() != b.stride():
        return False
    a, b = (x.contiguous().view(torch.int32) for x in (a, b))
    nan = (a & 0x7FFFFFFF) > 0x7F800000
    return bool(((a == b) | (nan & ((b & 0x7FFFFFFF) > 0x7F800000))).all())


def cases(count: int) -> Iterator[tuple[Tensor, tuple[list[int], list[int], list[int], bool], random.Random]]:
    draw = random.Random(7)
    for _ in range(count):
        yield image(draw), windows(draw), draw


def outcome(f: Any, *args: Any) -> Any:
    try:
        return f(*args)
    except RuntimeError as error:
        return str(error).splitlines()[0]


def test_bits_are_those_of_aten(native: None) -> None:
    tried = 0
    for x, (kernel, stride, padding, ceil), draw in cases(400):
        counts, divisor = draw.random() < 0.5, draw.choice([None, 3, -2])
        max_args, mean_args = (x, kernel, stride, padding, ceil), (x, kernel, stride, padding, ceil, counts, divisor)
        for ours, theirs in (
            (outcome(largest, *max_args), outcome(torch.max_pool2d, *max_args[:4], [1, 1], ceil)),
            (outcome(mean, *mean_args), outcome(torch._C._nn.avg_pool2d, *mean_args)),
        ):
            what = (tuple(x.shape), x.stride(), kernel, stride, padding, ceil, counts, divisor)
            assert type(ours) is type(theirs), (what, ours, theirs)
            if isinstance(ours, Tensor):
                tried += 1
                assert same_bits(ours, theirs), what
    assert tried > 400


@pytest.mark.parametrize("form", [torch.contiguous_format, torch.channels_last])
def test_gradients_and_other_types_go_to_aten(form: Any, native: None) -> None:
    window: Any = ([3, 3], [2, 2], [1, 1], False)
    x = torch.randn(2, 5, 9, 9).contiguous(memory_format=form)
    ours, theirs = (y.clone().requires_grad_() for y in (x, x))
    largest(ours, *window).sum().backward()
    torch.max_pool2d(theirs, *window[:3], [1, 1], False).sum().backward()
    assert ours.grad is not None and torch.equal(ours.grad, theirs.grad)
    for dtype in (torch.float64, torch.bfloat16, torch.int32):
        assert torch.equal(largest(x.to(dtype), *window), torch.max_pool2d(x.to(dtype), *window[:3], [1, 1], False))
    assert torch.equal(largest(x[0], *window), torch.max_pool2d(x[0], *window[:3], [1, 1], False))
    with torch.inference_mode():
        assert largest(x, *window).is_inference()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert largest(x, *window).dtype is torch.max_pool2d(x, *window[:3], [1, 1], False).dtype
    batched = torch.func.vmap(lambda one: torch.max_pool2d(one, 3))(x[None])
    assert batched.shape == (1, 2, 5, 3, 3)


WRONG = [([3, 3], [1, 1], [2, 2]), ([0, 1], [1, 1], [0, 0]), ([50, 1], [1, 1], [0, 0]), ([2], [0], [0])]


@pytest.mark.parametrize("window", WRONG)
def test_errors_are_atens(window: Any, native: None) -> None:
    x = torch.randn(1, 2, 9, 9)
    texts = [outcome(f, x, *window, *more) for f, more in ((largest, (False,)), (torch.max_pool2d, ([1, 1], False)))]
    assert isinstance(texts[0], str) and texts[0] in texts[1] + texts[0]
    assert texts[1].split(",")[0][:20] in texts[0]
