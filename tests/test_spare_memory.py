"""Operators write their result where an argument stood that nobody else has; it shows in time and memory only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, List, Tuple

import pytest
import torch
from torch import Tensor

import anabranch as ab

pytestmark = pytest.mark.filterwarnings("ignore")


@ab.ignore
def from_numpy() -> Tensor:
    return torch.from_numpy(memory)


memory: Any = torch.full((4,), 2.0).numpy()


def chain(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    y = torch.sigmoid(x * 2) * torch.tanh(w) + b
    z = torch.relu(y - 0.5) / (torch.exp(w) + 1)
    return torch.sqrt(torch.abs(-z)) + torch.rsqrt(z * z + 1) - torch.log(torch.reciprocal(z + 2)) * torch.sin(z) + torch.cos(z)


def by_name(x: Tensor, w: Tensor, b: Tensor) -> List[Tensor]:
    return [torch.add(x * 1, w, alpha=2), torch.add(x * 1, 3, alpha=2), torch.sub(x * 1, w * 1, alpha=3), (x * 1).mul(w).div(2)]


DTYPES = [torch.float32, torch.float64, torch.bfloat16, torch.float16, torch.int64, torch.bool, torch.complex64]
SHAPES: list[tuple[Any, Any, Any]] = [
    ((2, 3), (2, 3), (2, 3)), ((2, 3), (3,), (1, 3)), ((3,), (2, 3), ()), ((), (2,), ()), ((), (), ()), ((0, 3), (3,), ()),
    ((2, 1), (1, 3), (2, 3)), ((1, 1), (1,), (1,)), ((2, 3, 1, 2), (3, 1, 1), (2,)),
]  # fmt: skip


def outcome(f: Callable[..., Any], args: Any) -> Any:
    try:
        made = f(*args)
    except Exception as error:
        return type(error).__mro__[-3], str(error).splitlines()[0]
    tensors = made if isinstance(made, list) else [made]
    return [(t, t.dtype, t.stride(), t.is_inference() or t._version, t.is_inference()) for t in tensors]


def same(a: Any, b: Any) -> bool:
    if isinstance(a, tuple) or isinstance(b, tuple):
        return bool(a == b)
    pairs = list(zip(a, b, strict=True))
    return all(x[1:] == y[1:] and torch.equal(x[0].nan_to_num(7), y[0].nan_to_num(7)) for x, y in pairs)


@pytest.mark.slow
@pytest.mark.parametrize("shapes", SHAPES, ids=str)
@pytest.mark.parametrize("program", [chain, by_name])
def test_every_dtype_and_shape_gives_what_eager_gives(program: Any, shapes: Any, backend: str) -> None:
    compiled = ab.script(program)
    torch.manual_seed(5)
    for dtypes in [(a, b, torch.float32) for a in DTYPES for b in DTYPES]:
        args = [(torch.rand(shape) * 3).to(dtype) for shape, dtype in zip(shapes, dtypes, strict=True)]
        for mode in (torch.no_grad(), torch.inference_mode(), torch.autocast("cpu", torch.bfloat16)):
            with mode:
                plain, ours = outcome(program, args), outcome(compiled, args)
                assert same(plain, ours), (dtypes, mode, plain, ours)


def layouts(x: Tensor, w: Tensor) -> List[Tensor]:
    y, z = x.t() * 1, w * 2
    first, last = z[0] * 1, z[:, 1:] + 0
    copied = torch.tanh(z.t().contiguous())
    return [torch.tanh(y) * w.t(), torch.tanh(y * 2 + z.t()), torch.relu(first), torch.exp(last), copied]


def test_strides(backend: str) -> None:
    args = torch.rand(2, 3), torch.rand(2, 3)
    assert same(outcome(ab.script(layouts), args), outcome(layouts, args))


def reused(x: Tensor) -> Tensor:
    y = x * 2
    return torch.tanh(y)


def kept(x: Tensor) -> Tuple[Tensor, Tensor]:
    y = x * 2
    return y, torch.tanh(y)


@pytest.mark.usefixtures("native")
def test_the_memory_is_used_again_where_it_is_the_last_use() -> None:
    library, written = torch.library.Library("aten", "IMPL"), []

    def tanh_(x: Tensor) -> Tensor:
        written.append(x.data_ptr())
        return torch.tanh(x, out=x)

    library.impl("tanh_", tanh_, "CPU")
    try:
        x = torch.rand(50, dtype=torch.float64)  # no small float tensor, whose operators run at once
        y = ab.script(reused)(x)
        assert torch.equal(y, torch.tanh(x * 2))
        assert written == [y.data_ptr()]
        y, z = ab.script(kept)(x)
        assert torch.equal(torch.tanh(y), z)
        assert len(written) == 1
    finally:
        library._destroy()


def borrowed() -> Tensor:
    return torch.tanh(from_numpy())


def viewed(x: Tensor) -> List[Tensor]:
    y = x * 2
    part, alias = y[1:], y.detach()
    return [torch.tanh(y), part * 1, alias * 1]


def in_containers(x: Tensor) -> List[Tensor]:
    held = [x * 2]
    made = torch.tanh(held[0])
    pair = (x * 3, x)
    return [made, torch.relu(pair[0]), held[0], pair[0]]


def later(x: Tensor) -> Tensor:
    return torch.tanh(x) * 2


def in_tasks(x: Tensor) -> List[Tensor]:
    y = x * 2
    a, b = ab.fork(later, y), ab.fork(later, y)
    return [torch.relu(y - 1), a.wait(), b.wait(), torch.neg(ab.fork(later, x * 3).wait())]


def rounds(x: Tensor, n: int) -> List[Tensor]:
    c, h = x * 1, x * 2
    for _ in range(n):
        old = c
        c = torch.sigmoid(h) * c + torch.tanh(h)
        h = torch.sigmoid(old * 1) * torch.tanh(c)
    return [c, h]


@pytest.mark.parametrize(("program", "more"), [(viewed, ()), (in_containers, ()), (in_tasks, ()), (rounds, (4,))])
def test_who_holds_a_tensor_keeps_it(program: Any, more: Any, backend: str) -> None:
    x = torch.linspace(-2, 2, 6)
    before = x.clone()
    for _ in range(2):
        for ours, plain in zip(ab.script(program)(x, *more), program(x, *more), strict=True):
            assert torch.equal(ours, plain)
    assert torch.equal(x, before)


def test_memory_of_others(backend: str) -> None:
    assert torch.equal(ab.script(borrowed)(), torch.tanh(torch.full((4,), 2.0)))
    assert memory.tolist() == [2.0] * 4


def test_saved_for_backward(backend: str) -> None:
    def f(x: Tensor, w: Tensor) -> Tensor:
        y = x * 2
        z = y * w
        return torch.tanh(y).sum() + torch.tanh(z).sum()

    grads = []
    for g in (f, ab.script(f)):
        w = torch.linspace(0, 1, 4, requires_grad=True)
        g(torch.ones(4), w).backward()
        grads.append(w.grad)
    assert torch.equal(*grads)


@pytest.mark.usefixtures("native")
def test_profiles_name_the_operators_of_the_program() -> None:
    compiled = ab.script(reused)
    with torch.profiler.profile() as seen:
        compiled(torch.rand(4))
    names = {event.key for event in seen.key_averages()}
    assert "aten::tanh" in names
    assert "aten::tanh_" not in names
