"""Layers with packed weights give what the module gives: every parameter, kind of input and order of memory; errors and
gradients too."""

from __future__ import annotations

import copy
import io
import random
from collections.abc import Iterator
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import anabranch as ab
from anabranch.objects.measured import agree
from anabranch.ops.packed import packed_kernels, packed_rows, unpacked_kernels, unpacked_rows

ACTIVATIONS = (nn.ReLU, nn.ReLU6, nn.Hardswish, nn.Hardsigmoid)
TAILS = [nn.Identity(), *(kind(inplace) for kind in ACTIVATIONS for inplace in (False, True))]


class Layer(nn.Module):
    """A convolution, what is added to it, an activation; or the first and the last alone."""

    def __init__(self, conv: nn.Module, tail: nn.Module, adds: str) -> None:
        super().__init__()
        self.conv, self.tail, self.adds = conv, tail, adds

    def forward(self, x: Tensor, more: Tensor) -> Tensor:
        y = self.conv(x)
        if self.adds == "in place":
            y += more
        elif self.adds == "left":
            y = y + more
        elif self.adds == "right":
            y = more + y
        return self.tail(y)


def convolution(draw: random.Random) -> nn.Conv2d:
    groups = draw.choice([1, 1, 1, 2, 8])
    inputs, outputs = groups * draw.randint(1, 9), groups * draw.randint(1, 20)
    if draw.random() < 0.3:
        groups = inputs = outputs = draw.choice([3, 16, 20, 33, 64])
    kernel = draw.choice([(1, 1), (3, 3), (draw.randint(1, 4), draw.randint(1, 5))])
    padding = draw.choice([0, 1, (0, 2), (1, 0), "same", "valid"])
    stride = 1 if padding == "same" else draw.choice([1, 2, (1, 3)])
    mode = draw.choice(["zeros", "zeros", "zeros", "circular"])
    dilation, bias = draw.choice([1, 1, 2, (1, 2)]), draw.random() < 0.6
    return nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, groups, bias, mode)


def image(draw: random.Random, channels: int, sizes: tuple[int, int]) -> Tensor:
    x = torch.randn(draw.choice([0, 1, 1, 2, 3]), channels, *sizes)
    form = draw.choice(["contiguous", "channels-last", "slices", "transposed", "unbatched"])
    if form == "channels-last":
        return x.contiguous(memory_format=torch.channels_last)
    if form == "unbatched" and len(x):
        return x[0]
    return {"slices": torch.randn(2, channels, *sizes)[:, :, :, 1:], "transposed": x.transpose(2, 3)}.get(form, x)


def outcome(f: Any, *args: Any) -> Any:
    try:
        with torch.no_grad():
            return f(*args)
    except (RuntimeError, TypeError) as error:
        return type(error).__name__, str(error).splitlines()[0]


def layers(seeds: range) -> Iterator[tuple[Any, Layer, tuple[Tensor, Tensor]]]:
    for seed in seeds:
        draw = random.Random(seed)
        torch.manual_seed(seed)
        conv = convolution(draw)
        x = image(draw, conv.in_channels, (draw.randint(1, 14), draw.randint(1, 14)))
        adds = draw.choice(["", "left", "right", "in place"])
        shape = outcome(conv, x)
        more = torch.randn(shape.shape) if isinstance(shape, Tensor) else torch.randn(1, 1)
        if draw.random() < 0.3:
            more = draw.choice([torch.randn(()), more[..., :1], more.double(), more.contiguous().transpose(-1, -2)])
        layer = Layer(conv, copy.deepcopy(draw.choice(TAILS)), adds).eval()
        if draw.random() < 0.1:
            layer, x = layer.double(), x.double() if draw.random() < 0.5 else x
        elif draw.random() < 0.1:
            x = draw.choice([x.double(), x.bfloat16(), x[..., :1, :, :], x.long()])
        yield seed, layer, (x, more)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(3))
def test_convolutions(backend: Any, block: int) -> None:
    packed, fused = 0, 0
    for seed, layer, args in layers(range(block * 40, block * 40 + 40)):
        compiled = ab.script(layer)
        fast = ab.optimize_for_inference(compiled)
        packed += "packed weights" in fast.report()
        fused += "\n0 additions" not in fast.report() and "additions and activations" in fast.report()
        expected, got = outcome(compiled, *args), outcome(fast, *args)
        what = (seed, layer, [(t.shape, t.dtype, t.stride()) for t in args])
        assert agree(expected, got), (what, expected, got)
        if isinstance(got, Tensor):
            assert got.is_contiguous() and got.dtype == expected.dtype, what
    assert packed > 12 and fused > 6


@pytest.mark.parametrize(("inputs", "outputs"), [(1, 1), (3, 16), (7, 17), (40, 100)])
def test_linear_layers(backend: Any, inputs: int, outputs: int) -> None:
    for bias in (True, False):
        module = nn.Sequential(nn.Linear(inputs, outputs, bias), nn.ReLU(), nn.Linear(outputs, 3)).eval()
        fast = ab.optimize_for_inference(ab.script(module))
        assert "2 convolutions and linear layers" in fast.report() and "1 additions and activations" in fast.report()
        for x in (torch.randn(inputs), torch.randn(5, inputs), torch.randn(2, 0, inputs), torch.randn(2, 13, inputs),
                  torch.randn(inputs, 6).t(), torch.randn(4, inputs).double(), torch.randn(4, inputs + 1)):  # fmt: skip
            assert agree(outcome(module, x), outcome(fast, x)), (x.shape, outcome(fast, x))


@pytest.mark.parametrize("tail", ["relu", "relu6", "hardswish", "hardsigmoid"])
def test_numbers_of_their_own_kind(native: None, tail: str) -> None:
    special = torch.tensor([float("nan"), float("inf"), -float("inf"), 0.0, -3.0, 3.0, 1e-42, 3e38, 6.5, -7.0])
    kind = {"relu": nn.ReLU, "relu6": nn.ReLU6, "hardswish": nn.Hardswish, "hardsigmoid": nn.Hardsigmoid}[tail]
    module = nn.Sequential(nn.Linear(1, 1, bias=False), kind()).eval()
    nn.init.ones_(module[0].weight)
    with torch.no_grad():
        got = ab.optimize_for_inference(ab.script(module))(special[:, None])
        torch.testing.assert_close(got, module(special[:, None]), equal_nan=True)


def test_gradients_and_autocast_are_pytorchs(native: None) -> None:
    module = nn.Sequential(nn.Conv2d(3, 5, 3), nn.ReLU(), nn.Flatten(), nn.Linear(5 * 36, 4)).eval()
    fast, x = ab.optimize_for_inference(ab.script(module)), torch.randn(2, 3, 8, 8, requires_grad=True)
    (ours,), (theirs,) = (torch.autograd.grad(f(x).square().sum(), x) for f in (fast, module))
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        assert fast(x).dtype == module(x).dtype == torch.bfloat16
    with torch.no_grad():
        (batched,) = (torch.vmap(fast)(x[:, None]),)
        torch.testing.assert_close(batched[:, 0], module(x), rtol=1e-4, atol=1e-5)


def test_a_weight_is_packed_once(native: None) -> None:
    class Tied(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(8, 8, 3, padding=1)

        def forward(self, x: Tensor) -> Tensor:
            return F.relu(self.conv(F.relu(self.conv(x))))

    fast = ab.optimize_for_inference(ab.script(Tied().eval()))
    weights = [n.inputsAt(1).toIValue() for n in fast.graph.nodes() if n.kind() == "prim::packed_conv2d"]
    assert len(weights) == 2 and weights[0] is weights[1]


def test_saved_with_what_was_packed(backend: Any) -> None:
    torch.manual_seed(0)
    convolutions = [nn.Conv2d(3, 20, 3, 2), nn.ReLU(), nn.Conv2d(20, 20, 3, groups=20)]
    module = nn.Sequential(*convolutions, nn.Flatten(), nn.Linear(80, 3)).eval()
    fast, x, buffer = ab.optimize_for_inference(ab.script(module)), torch.randn(2, 3, 9, 9), io.BytesIO()
    ab.save(fast, buffer)
    buffer.seek(0)
    again = ab.load(buffer)
    with torch.no_grad():
        assert torch.equal(again(x), fast(x)) and agree(module(x), fast(x))


@pytest.mark.parametrize("groups", [1, 32])
@pytest.mark.parametrize("outputs", [32, 64])
def test_packing_loses_nothing(groups: int, outputs: int) -> None:
    weight = torch.randn(groups if groups > 1 else outputs, 1 if groups > 1 else 5, 3, 2)
    assert torch.equal(unpacked_kernels(packed_kernels(weight, groups), len(weight)), weight)
    assert torch.equal(unpacked_rows(packed_rows(weight[:17, 0]), 17 if len(weight) > 17 else len(weight)), weight[:17, 0])


class Writes(nn.Module):
    """What a convolution reads is written before its result is added to; its result is written by others, or kept."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        y = x * 1
        z = self.conv(y)
        y.add_(1)
        first = F.relu(z + y)
        kept = self.conv(x)
        second = F.relu_(kept)
        third = self.conv(x)
        part = third[:, :1]
        part.relu_()
        return first, kept + second, third


def test_writers_are_seen(backend: Any) -> None:
    module, x = Writes().eval(), torch.randn(2, 2, 3, 3)
    fast = ab.optimize_for_inference(ab.script(module))
    with torch.no_grad():
        torch.testing.assert_close(fast(x), module(x))


class Tasks(nn.Module):
    """Tasks that take and give images: waited for by their caller, kept in a list, writing to what they are given."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second, self.third = nn.Conv2d(2, 4, 3), nn.Conv2d(4, 4, 1), nn.Conv2d(4, 4, 1)

    def writes(self, x: Tensor) -> Tensor:
        return self.third(x.relu_())

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, list[int]]:
        y = self.first(x)
        waited = ab.fork(self.second, y)
        kept = [ab.fork(self.third, y)]
        z = ab.wait(waited) + ab.wait(kept[0])
        w = self.first(x + 1)
        last = ab.wait(ab.fork(self.writes, w))
        return z, w.flatten() + last.flatten(), list(z.stride())


def test_tasks_hand_the_order_on(backend: Any) -> None:
    module, x = Tasks().eval(), torch.randn(2, 2, 5, 5)
    fast = ab.optimize_for_inference(ab.script(module))
    with torch.no_grad():
        expected, got = module(x), fast(x)
    torch.testing.assert_close(got, expected)
    assert got[0].stride() == expected[0].stride()
