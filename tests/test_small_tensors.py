"""Runs of operators on small tensors that the machine does at once: ATen's bits, shapes and strides, for every program, number
and size; and PyTorch's own operators wherever something of theirs could be seen."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.autograd import forward_ad

import anabranch as ab

SPECIAL = [float("nan"), float("inf"), -float("inf"), 0.0, -0.0, 1e-42, -1e-42, 3.4e38, 100.0, -100.0, 88.7, -0.5]
UNARY = ["torch.relu({})", "-{}", "torch.sigmoid({})", "torch.tanh({})", "torch.exp({})"]
BINARY = ["({} + {})", "({} - {})", "({} * {})", "({} / {})"]
NUMBERS = ["({} + 1)", "({} - 0.3)", "(2 - {})", "({} * 1e-3)", "(True + {})", "({} / 3)"]
NUMBERS += ["(k * {})", "({} - s)", "({} * 1e300)", "({} + 2**40)"]


def compiled(text: str) -> Any:
    return ab.CompilationUnit(text).f


def eager(text: str) -> Callable[..., Any]:
    found: dict[str, Any] = {"torch": torch, "Tensor": Tensor}
    exec(text, found)
    return found["f"]  # type: ignore[no-any-return]


def same(a: Any, b: Any) -> bool:
    """Bits, shape and strides; one NaN is like another."""
    if isinstance(a, tuple | list):
        return len(a) == len(b) and all(map(same, a, b))
    if a.shape != b.shape or a.dtype != b.dtype:
        return False
    if a.stride() != b.stride() and a.numel() > 0:  # of an empty x eager's `2 - x` has others
        return False
    a, b = (x.contiguous().view(torch.int32) for x in (a, b))
    nan = (a & 0x7FFFFFFF) > 0x7F800000
    return bool(((a == b) | (nan & ((b & 0x7FFFFFFF) > 0x7F800000))).all())


def names_of_runs(f: Any, *args: Any) -> list[str]:
    """What ran at once, operators joined by `` + ``."""
    with ab.profile() as p:
        f(*args)
    t = p.timeline
    return [name for o in t.operators if " + " in (name := t.places[o.place].name)]


def numbers(draw: random.Random, *shape: int) -> Tensor:
    x = torch.randn(shape, generator=torch.Generator().manual_seed(draw.getrandbits(32))) * draw.choice([1, 5, 40])
    if draw.random() < 0.5:
        places = torch.rand(shape, generator=torch.Generator().manual_seed(draw.getrandbits(32))) < 0.3
        x[places] = torch.tensor([draw.choice(SPECIAL) for _ in range(int(places.sum()))])
    return x


def shapes(draw: random.Random) -> Iterator[tuple[int, ...]]:
    """Three that broadcast to one; sometimes one of them is empty."""
    dims = draw.randint(0, 4)
    sizes = [draw.choice([0, 1, 1, 2, 3, 5, 8, 17, 33] if d < dims - 1 else [1, 4, 7, 16, 31, 64, 100]) for d in range(dims)]
    for _ in range(3):
        kept = draw.choice([0, 0, 0, min(1, dims), draw.randint(0, dims)])
        yield tuple(1 if draw.random() < 0.15 else s for s in sizes[kept:])


def check_operators(count: int, seed: int) -> None:
    draw = random.Random(seed)
    texts = [f"return {u.format('x')}" for u in UNARY] + [f"return {b.format('x', 'y')}" for b in BINARY]
    texts += [f"return {n.format('x')}" for n in NUMBERS]
    texts = [f"def f(x: Tensor, y: Tensor, k: int, s: float):\n    {t}\n" for t in texts]
    for text in texts:
        f, plain = compiled(text), eager(text)
        for _ in range(count):
            a, b, _ = shapes(draw)
            x, y = numbers(draw, *a), numbers(draw, *b)
            assert same(f(x, y, 7, -2.5), plain(x, y, 7, -2.5)), (text, x, y)


@pytest.mark.usefixtures("native")
def test_operators_have_atens_bits() -> None:
    check_operators(30, 1)


@pytest.mark.slow
@pytest.mark.usefixtures("native")
@pytest.mark.parametrize("capability", ["avx2", "default"])
def test_operators_have_atens_bits_on_older_machines(capability: str) -> None:
    code = "import test_small_tensors as t; t.check_operators(15, 2); t.check_products(20, 2); t.check_cells(2)"
    environment = {**os.environ, "ATEN_CPU_CAPABILITY": capability}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent, env=environment)


PRODUCTS = """
def f(x: Tensor, w: Tensor, b: Tensor, v: Tensor):
    y = torch.nn.functional.linear(x, w, b)
    z = torch.nn.functional.linear(x, w)
    return y, z, torch.relu(torch.addmm(y, x, v)), torch.mm(x, v), x @ v
"""


def check_products(count: int, seed: int) -> None:
    draw, f, plain = random.Random(seed), compiled(PRODUCTS), eager(PRODUCTS)
    for _ in range(count):
        m, k, n = (draw.choice([1, 1, 2, 3, 4, 8, 13, 20, 32, 65]) for _ in range(3))
        x, w, v = numbers(draw, m, k), numbers(draw, n, k), numbers(draw, k, n)
        b = numbers(draw, *draw.choice([(n,), (1, n), (m, n), (m, 1), (1,), ()]))
        assert same(f(x, w, b, v), plain(x, w, b, v)), (m, k, n)


@pytest.mark.usefixtures("native")
def test_products_of_matrices_have_atens_bits() -> None:
    check_products(80, 1)


CELLS = """
def f(x: Tensor, h: Tensor, c: Tensor, w: Tensor, v: Tensor, b: Tensor, d: Tensor, g: Tensor):
    a, e = torch.lstm_cell(x, (h, c), w, v, b, d)
    i, j, k, l = (torch.nn.functional.linear(x, w, b) + torch.nn.functional.linear(h, v, d)).chunk(4, 1)
    p = torch.sigmoid(j) * c + torch.sigmoid(i) * torch.tanh(k)
    return a, e, torch.sigmoid(l) * torch.tanh(p), p, torch.lstm_cell(x, (h, c), w, v)
"""
GRU = """
def f(x: Tensor, h: Tensor, w: Tensor, v: Tensor, b: Tensor, d: Tensor):
    return torch.gru_cell(x, h, w, v, b, d), torch.gru_cell(x, h, w, v)
"""


def check_cells(seed: int) -> None:
    draw = random.Random(seed)
    f, plain, gru, plain_gru = compiled(CELLS), eager(CELLS), compiled(GRU), eager(GRU)
    for _ in range(40):
        batch, inputs, hidden = draw.choice([1, 1, 2, 5]), draw.choice([1, 3, 10, 32]), draw.choice([1, 2, 7, 16, 20, 32, 33])
        x, h, c = numbers(draw, batch, inputs), numbers(draw, batch, hidden), numbers(draw, batch, hidden)
        for n, ours, eagers, state in ((4, f, plain, (h, c)), (3, gru, plain_gru, (h,))):
            w, v = numbers(draw, n * hidden, inputs) / 3, numbers(draw, n * hidden, hidden) / 3
            args = x, *state, w, v, numbers(draw, n * hidden), numbers(draw, n * hidden)
            args = (*args, x) if n == 4 else args
            assert same(ours(*args), eagers(*args)), (batch, inputs, hidden)


@pytest.mark.usefixtures("native")
def test_cells_have_atens_bits() -> None:
    check_cells(1)


@pytest.mark.usefixtures("native")
def test_what_runs_at_once_shows_in_profiles() -> None:
    x, w = torch.randn(2, 8), torch.randn(32, 8)
    ran = names_of_runs(compiled(CELLS), x, x, x, w, w, w[:, 0].contiguous(), w[:, 1].contiguous(), x)
    names = "lstm_cell linear linear add.Tensor chunk sigmoid mul.Tensor sigmoid tanh mul.Tensor"
    names += " add.Tensor sigmoid tanh mul.Tensor"
    assert ran == [" + ".join(f"aten::{name}" for name in [*names.split(), "lstm_cell"])]
    with ab.base.config.settings.override(optimise=False):
        assert names_of_runs(compiled(CELLS), x, x, x, w, w, w[:, 0].contiguous(), w[:, 1].contiguous(), x) == []


# -- programs


VIEWS = [
    "torch.cat([{}, {}], -1)[..., :3]", "torch.cat([{}, {}], 0).chunk(2, 0)[1]", "torch.cat([{}, {}]).chunk(2)[0]",
    "({}.select(0, 0) + {})",
]  # fmt: skip


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Straight code over variables of one shape or rows of it; some names are bound anew, some results are never read."""
    lines, known = [], ["x", "y", "z"]
    for k in range(draw(st.integers(1, 12))):
        form = draw(st.sampled_from(UNARY + BINARY * 2 + NUMBERS + VIEWS))
        args = [draw(st.sampled_from(known)) for _ in range(form.count("{}"))]
        name = draw(st.sampled_from([f"v{k}", f"v{k}", *known]))
        lines.append(f"{name} = {form.format(*args)}")
        known += [name] * (name not in known)
    results = ", ".join(dict.fromkeys(draw(st.lists(st.sampled_from(known), min_size=1, max_size=4))))
    body = "\n    ".join([*lines, f"return {results}"])
    return f"def f(x: Tensor, y: Tensor, z: Tensor, k: int, s: float):\n    {body}\n"


@pytest.mark.usefixtures("native")
@settings(max_examples=60, deadline=None, derandomize=True)
@given(programs(), st.integers(0, 2**32))
def test_programs_give_what_eager_gives(text: str, seed: int) -> None:
    draw = random.Random(seed)
    f, plain = compiled(text), eager(text)
    for sizes in [(3, 4), (1, 32), (4, 1), (2, 3, 5), (7,), (2, 2, 3, 4)]:
        args = [numbers(draw, *sizes), numbers(draw, *sizes), numbers(draw, *draw.choice([sizes, sizes[1:] or (1,)]))]
        before = [a.clone() for a in args]
        assert outcome(f, *args) == outcome(plain, *args), text
        assert same(args, before)  # memory of arguments is theirs


class Outcome:
    def __init__(self, results: Any) -> None:
        self.results = results if isinstance(results, tuple) else (results,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outcome) and same(self.results, other.results)


def outcome(f: Any, *args: Any) -> Any:
    try:
        return Outcome(f(*args, 7, -2.5))
    except (RuntimeError, IndexError) as error:
        return str(error).splitlines()[0]


# -- where it steps aside


def chain(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    y = torch.nn.functional.linear(x, w, b)
    return torch.sigmoid(y * 2) + b


class Counting(torch.utils._python_dispatch.TorchDispatchMode):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.seen.append(func.name())
        return func(*args, **(kwargs or {}))


def plain_arguments() -> tuple[Tensor, Tensor, Tensor]:
    torch.manual_seed(5)
    return torch.randn(3, 4), torch.randn(4, 4), torch.randn(4)


def with_dual(x: Tensor) -> Tensor:
    return forward_ad.make_dual(x, torch.ones_like(x))


ASIDE: dict[str, tuple[Callable[[], Any], Callable[[Tensor], Tensor]]] = {
    "double": (nullcontext, lambda x: x.double()),
    "half": (nullcontext, lambda x: x.bfloat16()),
    "requires grad": (nullcontext, lambda x: x.clone().requires_grad_()),
    "not contiguous": (nullcontext, lambda x: x.t().contiguous().t()),
    "empty": (nullcontext, lambda x: x[:0].contiguous()),
    "meta": (nullcontext, lambda x: x.to("meta")),
    "autocast": (lambda: torch.autocast("cpu", torch.bfloat16), lambda x: x),
    "forward gradient": (forward_ad.dual_level, with_dual),
    "negative bit": (nullcontext, lambda x: torch._neg_view(x)),
    "another shape": (nullcontext, lambda x: x[0]),
    "large": (nullcontext, lambda x: x.repeat(4096, 1)),
    "bfloat16 products": (lambda: precision("bf16"), lambda x: x),
}


class precision:
    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        self.before = torch.backends.mkldnn.matmul.fp32_precision
        torch.backends.mkldnn.matmul.fp32_precision = self.name

    def __exit__(self, *_: object) -> None:
        torch.backends.mkldnn.matmul.fp32_precision = self.before


@pytest.mark.usefixtures("native")
@pytest.mark.parametrize("reason", ASIDE)
def test_it_steps_aside(reason: str) -> None:
    context, change = ASIDE[reason]
    f = ab.script(chain)
    x, w, b = plain_arguments()
    assert names_of_runs(f, x, w, b) == ["aten::linear + aten::mul.Scalar + aten::sigmoid + aten::add.Tensor"]
    with warnings.catch_warnings(), context():
        warnings.simplefilter("ignore")
        x = change(x)
        w, b = w.to(x.dtype).to(x.device), b.to(x.dtype).to(x.device)
        assert names_of_runs(f, x, w, b) == []
        mine, theirs = f(x, w, b), chain(x, w, b)
        assert (mine.dtype, mine.device, mine.shape) == (theirs.dtype, theirs.device, theirs.shape)
        assert mine.stride() == theirs.stride()
        assert mine.requires_grad == theirs.requires_grad
        assert type(mine.grad_fn) is type(theirs.grad_fn)
        assert theirs.device.type == "meta" or torch.equal(mine, theirs)


@pytest.mark.usefixtures("native")
def test_modes_and_profilers_see_operators() -> None:
    f, args = ab.script(chain), plain_arguments()
    f(*args)
    with Counting() as mode:
        f(*args)
    assert "aten::sigmoid" in mode.seen
    with torch.profiler.profile() as p:
        f(*args)
    assert "aten::sigmoid" in {e.name for e in p.events()}
    with torch.inference_mode():
        assert f(*args).is_inference()
    x, w, b = args
    assert torch.equal(torch.func.vmap(lambda row: f(row[None], w, b))(x)[:, 0], f(x, w, b))


@pytest.mark.usefixtures("native")
def test_errors_are_those_of_the_operator() -> None:
    f, (x, w, b) = ab.script(chain), plain_arguments()
    f(x, w, b)
    with pytest.raises(RuntimeError) as ours:
        f(x, w, torch.randn(3))
    with pytest.raises(RuntimeError) as eagers:
        chain(x, w, torch.randn(3))
    assert str(eagers.value) in str(ours.value)
    assert "torch.nn.functional.linear(x, w, b)" in "".join(getattr(ours.value, "__notes__", [])) + str(ours.value)


# -- memory


def again(x: Tensor, n: int) -> Tensor:
    for _ in range(n):
        x = torch.tanh(x) * 2 - 1
    return x


def kept(x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    y = x * 2
    z = torch.tanh(y) + x
    return x, y, z


@pytest.mark.usefixtures("native")
def test_results_have_memory_of_their_own() -> None:
    x = torch.randn(4, 4)
    before = x.clone()
    results = ab.script(kept)(x)
    assert len({r.data_ptr() for r in results}) == 3 and results[0] is x
    y = ab.script(again)(x, 5)
    assert same(x, before) and same(y, again(x, 5)) and y.data_ptr() != x.data_ptr()
    assert same(ab.script(again)(x[1:], 3), again(x[1:], 3)) and same(x, before)
    held = torch.from_numpy(array := x.numpy().copy())
    del x, held
    assert same(ab.script(again)(torch.from_numpy(array), 2), again(before, 2)) and same(torch.from_numpy(array), before)


@pytest.mark.usefixtures("native")
def test_other_sizes_again_and_again() -> None:
    f, w, b = ab.script(chain), torch.randn(4, 4), torch.randn(4)
    for rows in [*range(1, 14), 3, 1]:
        x = torch.randn(rows, 4)
        assert same(f(x, w, b), chain(x, w, b))
