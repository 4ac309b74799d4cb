"""Traced functions: what is recorded, and that it computes what Python does on other inputs."""

import collections
import warnings
from typing import NamedTuple

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from anabranch.api.trace import trace
from anabranch.base.errors import TracerWarning, TracingError
from anabranch.text.parser import parse_ir
from anabranch.text.verify import verify
from anabranch.tracing.check import leaves

pytestmark = [pytest.mark.usefixtures("backend"), pytest.mark.compiles_only]


def agree(func, example, *others, **options):
    """Trace on ``example``; the result computes what ``func`` does on it and on the others."""
    traced = trace(func, example, **options)
    verify(traced.graph)
    assert parse_ir(str(traced.graph), traced.graph.constants, traced.graph.types) == traced.graph
    for inputs in (example, *others):
        inputs = inputs if isinstance(inputs, tuple) else (inputs,)
        for got, want in zip(leaves(traced(*inputs)), leaves(func(*inputs)), strict=True):
            torch.testing.assert_close(got, want)
    return traced


def kinds(graph):
    return [n.kind() for n in graph.walk() if n.kind() != "prim::Constant"]


x23, x45 = torch.randn(2, 3), torch.randn(4, 5)


def test_names_come_from_the_function():
    def f(image, scale):
        bright = image * scale
        return bright + 1

    graph = agree(f, (x23, torch.tensor(2.0)), (x45, torch.tensor(0.5))).graph
    assert [v.debugName() for v in graph.inputs()] == ["image", "scale"]
    assert graph.findNode("aten::mul").output().debugName() == "bright"
    assert graph.findNode("aten::mul").span.file == __file__


def test_defaults_are_written_out_in_torch_s_order():
    graph = trace(lambda x: x + 2, torch.tensor(1)).graph
    text = graph.str(False)
    assert (
        "  %1 : Long(requires_grad=0, device=cpu) = prim::Constant[value={2}]()\n  %2 : int = prim::Constant[value=1]()" in text
    )


def test_numbers_stay_wrapped():
    small = torch.ones(3, dtype=torch.int8)
    traced = agree(lambda x: x * 300.5 + 2, small, torch.ones((), dtype=torch.float16))
    assert traced(small).dtype == torch.float32
    assert traced(torch.ones((), dtype=torch.float16)).dtype == torch.float16


def test_in_place_and_views():
    def f(x):
        y = x * 1
        y[0].add_(5)
        y[:, 1] = -1
        z = y.view(-1)
        z.mul_(2)
        return y, z.t()

    agree(f, x23, torch.randn(2, 3))


def test_sizes_are_followed():
    def f(x):
        n = x.size(0) * 2 + x.shape[1] // 2
        y = x.reshape(x.numel()) / x.size(-1)
        return torch.zeros(n, x.size(1)).sum() + y.sum() * x.shape[0] ** 2, x.view(-1, x.shape[1]), y.expand(3, y.numel())

    with warnings.catch_warnings():
        warnings.simplefilter("error", TracerWarning)
        agree(f, x23, x45)


def test_sizes_in_functional():
    def f(x):
        return F.layer_norm(x, x.shape[1:]), F.interpolate(x[None, None], scale_factor=2.0), F.softmax(x, dim=-1)

    agree(f, x23, x45)


def test_sizes_as_results_and_in_arithmetic():
    def f(x):
        return x.size(0), -x.size(1), x.size(0) / x.size(1), min(3, 4), x.numel() % 5

    assert trace(f, x23)(x45) == f(x45)


def test_guards_warn_at_the_user_s_line():
    def f(x):
        if x.size(0) > 1:
            x = x + 1
        for _ in range(x.size(1)):
            x = x * 2
        return x

    with pytest.warns(TracerWarning, match="is used as a Python number") as caught:
        trace(f, x23, check_trace=False)
    lines = {w.lineno for w in caught}
    start = f.__code__.co_firstlineno
    assert {start + 1, start + 3} <= lines and {w.filename for w in caught} == {__file__}


@pytest.mark.parametrize(
    "func, words",
    [
        (lambda x: x + x.sum().item(), "number"),
        (lambda x: x + int(x.sum()), "integer"),
        (lambda x: x + float(x.sum()), "float"),
        (lambda x: x if bool(x.sum() > 0) else -x, "boolean"),
        (lambda x: x if x.sum() > 0 else -x, "boolean"),
        (lambda x: x + len(x), "len"),
        (lambda x: x + x.tolist()[0][0], "list"),
        (lambda x: sum(row for row in x), "Iterating"),
        (lambda x: x + torch.from_numpy(x.numpy()), "NumPy"),
    ],
)
def test_python_values_warn_once(func, words):
    with pytest.warns(TracerWarning, match=words) as caught:
        trace(func, torch.ones(2, 3), check_trace=False)
    assert len({(w.filename, w.lineno) for w in caught if w.category is TracerWarning}) == 1
    assert all(w.filename == __file__ for w in caught)


def test_tensors_written_behind_the_dispatcher():
    array = np.arange(3.0)

    def f(x):
        return x + torch.tensor([1.0, 2.0, 3.0]) + torch.as_tensor([4, 5, 6]) + torch.from_numpy(array) * torch.tensor(2)

    graph = agree(f, torch.zeros(3), torch.ones(3)).graph
    assert "aten::empty" not in kinds(graph)


def test_a_literal_is_fresh_in_every_call():
    def f(x):
        y = torch.tensor([1.0, 2.0])
        return y.add_(x)

    agree(f, torch.ones(2), torch.ones(2), torch.ones(2))


def test_factories():
    def f(x):
        a = torch.zeros(2, 3, dtype=torch.float64) + torch.ones_like(x) + torch.full((2, 3), 7)
        b = torch.arange(6).view(2, 3) * torch.eye(3)[0] + x.new_zeros(2, 3)
        a += torch.empty(2, 3).fill_(1)
        return a + b, torch.linspace(0, 1, 5), torch.ones(2, requires_grad=True) * 2

    traced = agree(f, x23, torch.randn(2, 3))
    assert traced(x23)[2].requires_grad


def test_random_numbers_are_drawn_anew():
    def f(x):
        y = x + torch.rand(3)
        return F.dropout(y, 0.5, True) + torch.randn_like(x)

    traced = trace(f, torch.zeros(3))
    torch.manual_seed(3)
    want = f(torch.zeros(3))
    torch.manual_seed(3)
    torch.testing.assert_close(traced(torch.zeros(3)), want)
    assert not torch.equal(traced(torch.zeros(3)), want)


def test_dtypes_devices_lists_and_optionals():
    def f(x, i):
        y = x.to(torch.float64).to("cpu").to(dtype=torch.float32, memory_format=torch.contiguous_format)
        a, b = torch.split(y, [1, 1])
        c = torch.cat([a, b, y], dim=0).clamp(min=None, max=1.0)
        return c, y[i], y[:, None, ..., 1:], torch.stack([a, b]), y.sum(dim=[0, 1], keepdim=True), y.std(0, correction=0)

    agree(f, (x23, torch.tensor([0, 1, 1])), (torch.randn(2, 3), torch.tensor([1])))


def test_chunks_and_multiple_results():
    def f(x):
        values, indices = x.max(dim=1)
        u, s, v = torch.linalg.svd(x)
        parts = torch.chunk(x, 3, dim=1)
        return values + indices, s, sum(parts), torch.topk(x, 2).values

    agree(f, x23, torch.randn(2, 3))


class Pair(NamedTuple):
    left: torch.Tensor
    right: torch.Tensor


def test_structures_in_and_out():
    def f(pair, rows, table, nested):
        total = rows[0] + rows[1] + table["a"] * table["b"]
        return Pair(pair.left + total, pair.right), (nested[0][0], (nested[1] - 1,))

    def inputs(*shape):
        r = [torch.randn(shape) for _ in range(8)]
        return Pair(r[0], r[1]), [r[2], r[3]], {"a": r[4], "b": r[5]}, ((r[6],), r[7])

    traced = agree(f, inputs(2), inputs(3))
    got = traced(*inputs(2))
    assert isinstance(got[0], Pair)


def test_lists_as_results_are_warned_about():
    with pytest.warns(TracerWarning, match="returns a list, which might cause the trace to be incorrect"):
        traced = trace(lambda x: ([x], x + 1), x23)
    assert traced(x45)[0][0].equal(x45)


def test_dicts_as_results_need_strict_off():
    def f(x):
        return {"double": x * 2, "all": x}

    with pytest.raises(TracingError, match="returns a dict.*\n.*NamedTuple, or pass strict=False"):
        trace(f, x23)
    assert trace(f, x23, strict=False)(x45)["double"].equal(x45 * 2)
    assert trace(lambda x: ([x], [[x + 1]]), x23, strict=False)(x45)[1][0][0].equal(x45 + 1)


def test_numbers_as_inputs_are_baked_in():
    with pytest.warns(TracerWarning, match="the input n is no tensor: the trace keeps 3 for every call"):
        traced = trace(lambda x, n: x * n, (x23, 3))
    torch.testing.assert_close(traced(x45, 3), x45 * 3)


def test_examples_by_keyword():
    def f(x, y, *, z):
        return x - y * z

    traced = trace(f, example_kwarg_inputs={"z": x23, "x": x23, "y": x23})
    a, b, c = torch.randn(3, 4)
    torch.testing.assert_close(traced(z=c, y=b, x=a), f(a, b, z=c))


def test_examples_are_not_written_to_and_gradients_flow():
    x = torch.ones(3, requires_grad=True)
    traced = trace(lambda x: (x * 2).add_(1).sum(), x)
    assert x.grad is None
    traced(x).backward()
    assert x.grad.tolist() == [2, 2, 2]
    y = torch.zeros(3)
    trace(lambda y: y.add_(1), y)
    assert y.tolist() == [0, 0, 0]


def test_modes_become_guarded_regions():
    def f(x):
        with torch.no_grad():
            y = x * 2
            y = y + 1
        with torch.inference_mode():
            z = (x * 3).clone()
        return x * y, z.clone()

    traced = agree(f, torch.ones(3, requires_grad=True))
    out, z = traced(torch.ones(3, requires_grad=True))
    assert out.requires_grad and not z.requires_grad
    assert out.grad_fn.next_functions[1][0] is None
    assert len(traced.graph.findAllNodes("prim::Enter")) == len(traced.graph.findAllNodes("prim::Exit")) == 2
    with torch.no_grad():
        inner = trace(lambda x: torch.enable_grad()(lambda: x * 2)(), torch.ones(3, requires_grad=True))
        assert inner(torch.ones(3, requires_grad=True)).requires_grad


def test_replay_is_under_the_caller_s_autocast():
    linear = torch.nn.Linear(3, 3)
    traced = trace(lambda x: F.linear(x, linear.weight), x23)
    assert traced(x23).dtype == torch.float32
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert traced(x23).dtype == torch.bfloat16


def test_autocast_inside_the_function_is_kept():
    def f(x):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            y = x @ x
        return y, x @ x

    traced = agree(f, torch.randn(3, 3))
    assert [t.dtype for t in traced(torch.randn(3, 3))] == [torch.bfloat16, torch.float32]


def test_exceptions_that_the_function_handles():
    def f(x):
        try:
            x.view(100)
        except RuntimeError:
            x = x + 1
        return x

    agree(f, x23, x45)


def test_what_cannot_be_traced():
    with pytest.raises(TracingError, match="no example inputs"):
        trace(lambda: 1)
    with pytest.raises(TracingError, match="do not fit the function"):
        trace(lambda x: x, (x23, x23))
    with pytest.raises(TracingError, match="a set cannot be part of a trace"):
        trace(lambda x: {1}, x23)
    with pytest.raises(ZeroDivisionError):
        trace(lambda x: 1 // 0, x23)


def test_state_is_restored_after_an_error():
    call = torch.nn.Module.__call__
    with pytest.raises(ValueError, match="mine"):
        trace(lambda x: (_ for _ in ()).throw(ValueError("mine")), x23)
    from anabranch.base.eager import is_tracing
    from anabranch.tracing.fallback import KEY

    assert not is_tracing() and torch.nn.Module.__call__ is call
    assert not torch._C._dispatch_tls_is_dispatch_key_included(KEY)
    assert type(x23.size(0)) is int


def test_traces_inside_traces():
    inner = []

    def f(x):
        inner.append(trace(lambda y: y * 3, torch.ones(2)))
        return x + 1

    agree(f, x23, x45, check_trace=False)
    assert kinds(inner[0].graph) == ["aten::mul"]


def test_ordered_dicts_and_default_arguments():
    def f(x, scale=None):
        return x if scale is None else x * scale

    agree(f, (x23,), (x45,))
    traced = trace(lambda d: d["a"] + d["b"], collections.OrderedDict(a=x23, b=x23))
    assert traced({"a": x45, "b": x45}).equal(x45 * 2)


@pytest.mark.slow
def test_torch_ships_no_fallback_for_the_key():
    import subprocess
    import sys

    code = (
        "import anabranch.tracing.fallback as f, torch.library as t; assert not f._holder();"
        "other = t.Library('_', 'IMPL'); other.fallback(lambda op, *a: op(*a), f.KEY)\n"
        "try: f._register()\nexcept Exception as e: print(type(e).__name__, e)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "TracingError another library handles the dispatch key" in out


class Doubled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.factor = factor
        return x * factor, x + 1

    @staticmethod
    def backward(ctx, grad, other):
        return grad * 100, None


def test_custom_autograd_functions_stay_python():
    traced = agree(lambda x: Doubled.apply(x * 1, 2)[0] + 1, torch.ones(3), torch.zeros(2))
    assert "^Doubled(" in str(traced.graph)
    x = torch.ones(3, requires_grad=True)
    traced(x).sum().backward()
    assert x.grad.tolist() == [100, 100, 100]
