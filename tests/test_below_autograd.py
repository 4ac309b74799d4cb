"""Operators that nothing differentiates go past autograd's kernels: views, versions, gradients and tangents are eager's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, List, Tuple

import pytest
import torch
from torch import Tensor
from torch.autograd import forward_ad

import anabranch as ab


def functional(x: Tensor, w: Tensor, b: Tensor) -> List[Tensor]:
    y = torch.nn.functional.linear(x, w, b)
    return [y, torch.addmm(b, x, w), torch.cat([x, y], 0), torch.tanh(x) * w, x + b, x - 0.5, torch.stack([x, w])]


def views(x: Tensor, w: Tensor, b: Tensor) -> List[Tensor]:
    halves = torch.chunk(x, 2, 1)
    rows = torch.split(w, 1, 0)
    return [
        halves[0], halves[1], rows[0], x[0], x[:, 1:], x.t(), x.view(-1), x.reshape(1, -1), x.unsqueeze(0), x.expand(1, 2, 2),
        x.transpose(0, 1), x.permute([1, 0]), x.detach(), x.select(0, 1), w.unbind(0)[1], x.squeeze(0),
    ]  # fmt: skip


def in_place(x: Tensor, w: Tensor, b: Tensor) -> List[Tensor]:
    y = x * 1
    z = y.t()
    z.add_(w).mul_(2)
    y[0].copy_(b[0])
    y.zero_() if y.dim() > 2 else y.relu_()
    return [y, z]


PROGRAMS = [functional, views, in_place]


def shown(t: Tensor) -> tuple[Any, ...]:
    base = t._base
    return (
        t.requires_grad, t.is_leaf, type(t.grad_fn).__name__, t.is_inference(), t.dtype, t.stride(), t._is_view(),
        None if base is None else (base.shape, base.requires_grad),
    )  # fmt: skip


def version(t: Tensor) -> int:
    return 0 if t.is_inference() else t._version


@contextmanager
def both(*contexts: Any) -> Iterator[None]:
    with contexts[0], contexts[1]:
        yield


MODES: dict[str, Callable[[], Any]] = {
    "grad": nullcontext,
    "no_grad": torch.no_grad,
    "inference": torch.inference_mode,
    "autocast": lambda: torch.autocast("cpu", torch.bfloat16),
    "no_grad in autocast": lambda: both(torch.autocast("cpu", torch.bfloat16), torch.no_grad()),
    "anomaly": lambda: torch.autograd.set_detect_anomaly(True, check_nan=False),
}


def arguments(learns: bool) -> tuple[Tensor, Tensor, Tensor]:
    torch.manual_seed(3)
    x, w, b = (torch.rand(2, 2) + 1 for _ in range(3))
    return x, w.requires_grad_(learns), b


@pytest.mark.parametrize("learns", [False, True])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("program", PROGRAMS)
def test_results_are_eagers_in_all_that_autograd_knows(program: Any, mode: str, learns: bool, backend: str) -> None:
    compiled = ab.script(program)
    with MODES[mode]():
        plain, ours = program(*arguments(learns)), compiled(*arguments(learns))
    for number, (a, b) in enumerate(zip(plain, ours, strict=True)):
        assert torch.equal(a, b), number
        assert shown(a) == shown(b), number
        composite = program is functional and number == 0  # linear: what it calls may count a version of the new tensor
        assert version(a) == version(b) or composite, number


@pytest.mark.parametrize("program", PROGRAMS)
def test_gradients(program: Any, backend: str) -> None:
    def gradient(f: Any) -> Tensor:
        x, w, b = arguments(True)
        sum(t.double().pow(2).sum() for t in f(x, w, b) if t.requires_grad).backward()
        assert w.grad is not None
        return w.grad

    assert torch.equal(gradient(ab.script(program)), gradient(program))


@pytest.mark.parametrize("grad", [True, False])
@pytest.mark.parametrize("program", PROGRAMS)
def test_tangents(program: Any, grad: bool, backend: str) -> None:
    def tangents(f: Any) -> list[Any]:
        x, w, b = arguments(False)
        with forward_ad.dual_level(), torch.set_grad_enabled(grad):
            made = f(x, forward_ad.make_dual(w, torch.ones_like(w)), b)
            return [forward_ad.unpack_dual(t).tangent for t in made]

    for ours, plain in zip(tangents(ab.script(program)), tangents(program), strict=True):
        assert (ours is None) == (plain is None)
        assert ours is None or torch.equal(ours, plain)


def test_a_view_made_without_grad_is_watched(backend: str) -> None:
    def parts(x: Tensor) -> Tuple[Tensor, Tensor]:
        return torch.chunk(x, 2)[0], x[0]

    compiled = ab.script(parts)

    def complaints(f: Any) -> list[str]:
        with torch.no_grad():
            views = f(torch.rand(2, 2, requires_grad=True))
        found = []
        for view in views:
            with pytest.raises(RuntimeError) as raised:
                view.mul_(2)
            found.append(str(raised.value))
        return found

    assert complaints(compiled) == complaints(parts)


def test_a_version_that_backward_needs(backend: str) -> None:
    def product(w: Tensor, x: Tensor) -> Tensor:
        y = x * 2
        z = w * y
        y.t().add_(1)
        return z.sum()

    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        ab.script(product)(torch.rand(2, 2, requires_grad=True), torch.rand(2, 2)).backward()


@pytest.mark.parametrize("transform", [torch.func.vmap, lambda f: torch.func.grad(lambda x: f(x).sum()), torch.func.jacfwd])
def test_transforms(transform: Any, backend: str) -> None:
    w = torch.rand(2, 2)

    def f(x: Tensor) -> Tensor:
        return torch.tanh(x @ w) * w.sum()

    def g(x: Tensor, w: Tensor) -> Tensor:
        return torch.tanh(x @ w) * w.sum()

    compiled, x = ab.script(g), torch.rand(2, 2)
    torch.testing.assert_close(transform(lambda x: compiled(x, w))(x), transform(f)(x))


def test_a_kernel_of_somebodys_own_for_autograd_is_called(backend: str) -> None:
    library = torch.library.Library("aten", "IMPL")
    called = []

    def mine(x: Tensor) -> Tensor:
        called.append(x)
        with torch._C._AutoDispatchBelowAutograd():
            return torch.special.erfcx(x)

    library.impl("special_erfcx", mine, "AutogradCPU")
    try:
        ab.script(lambda x: torch.special.erfcx(x))(torch.rand(2))
        assert len(called) == 1
    finally:
        library._destroy()
