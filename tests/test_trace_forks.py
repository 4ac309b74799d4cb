"""Forks while tracing: run in line, recorded with their own body."""

import pytest
import torch
from torch import Tensor, nn

from anabranch.api.trace import trace
from anabranch.base.eager import fork, wait, wait_all
from anabranch.base.errors import TracingError
from anabranch.lang.types import FutureType
from anabranch.text.verify import verify

pytestmark = [pytest.mark.usefixtures("backend"), pytest.mark.compiles_only]


def check(func, *examples):
    traced = trace(func, examples[0])
    verify(traced.graph)
    for inputs in examples:
        inputs = inputs if isinstance(inputs, tuple) else (inputs,)
        torch.testing.assert_close(traced(*inputs), func(*inputs))
    return traced.graph


a, b = torch.randn(3), torch.randn(2, 3)


def test_captures_and_nesting():
    def f(x, y):
        def outer(v):
            inner = fork(lambda w: w * y, v)
            return wait(inner) + v

        return wait(fork(outer, x + 1)) - y

    graph = check(f, (a, a), (b, b))
    outer = graph.findNode("prim::fork").g("Subgraph")
    assert outer.findNode("prim::fork") is not None
    assert [v.debugName() for v in outer.inputs()][1:] == ["y"]


@pytest.mark.parametrize("make", [
    lambda x: (x, x + 1),
    lambda x: [x * 2, x],
    lambda x: {"k": x, "l": x - 1},
    lambda x: (x, [x + 1], {"k": (x * 3,)}, 5, "text", None),
    lambda x: (),
], ids=range(5))  # fmt: skip
def test_results_of_any_structure(make):
    def f(x):
        result = wait(fork(make, x))
        tensors = torch.utils._pytree.tree_leaves(result)
        return sum(t for t in tensors if isinstance(t, Tensor)) + x

    check(f, a, b)


def test_futures_in_containers_unroll():
    def f(x):
        futures = {n: fork(torch.roll, x, n, 0) for n in range(3)}
        total = torch.zeros_like(x)
        for n, future in futures.items():
            total = total + n * wait(future)
        return total + sum(wait_all([fork(torch.neg, x), fork(torch.exp, x)]))

    graph = check(f, a, b)
    assert len(graph.findAllNodes("prim::fork")) == 5


def test_futures_passed_to_and_returned_from_forks():
    def f(x):
        first = fork(torch.sin, x)

        def second(future):
            return fork(torch.cos, wait(future))

        inner = wait(fork(second, first))
        return wait(inner) + wait(first) + first.wait()

    graph = check(f, a, b)
    types = [v.type() for n in graph.findAllNodes("prim::fork") for v in n.outputs()]
    assert any(isinstance(t.element, FutureType) for t in types)


def test_never_waited_and_waited_twice():
    def f(x):
        kept = fork(torch.exp, x)
        fork(torch.sin, x)
        return wait(kept) + wait(kept)

    assert len(check(f, a, b).findAllNodes("prim::fork")) == 2


def test_sizes_and_numbers_cross_forks():
    def f(x):
        n = x.size(0)
        y = wait(fork(lambda v: v.reshape(n * v.size(-1) if v.dim() > 1 else n), x))
        m = wait(fork(lambda v: v.size(0) * 2, x))
        return y.sum() + m

    check(f, b, torch.randn(5, 4))


def test_a_fork_that_returns_its_argument_or_a_constant():
    check(lambda x: wait(fork(lambda v: v, x)) + wait(fork(lambda: torch.ones(3))), a, b)


def test_errors_surface_at_once():
    def fail(x):
        raise KeyError("inside")

    def f(x):
        fork(fail, x)
        return x

    with pytest.raises(KeyError, match="inside"):
        trace(f, a)


def test_a_value_that_leaves_its_fork_is_an_error():
    leaked = []

    def body(x):
        leaked.append(x * 2)
        return x

    def f(x):
        wait(fork(body, x))
        return x + leaked[-1]

    with pytest.raises(TracingError, match="made inside a forked function is used outside it\nhelp: return it"):
        trace(f, a)


def test_grad_mode_inside_forks():
    def body(x):
        with torch.no_grad():
            return x * 2

    def f(x):
        future = fork(body, x)
        with torch.no_grad():
            other = fork(lambda v: v * 3, x)
        return wait(future) + x, wait(other)

    traced = trace(f, torch.ones(2, requires_grad=True))
    left, right = traced(torch.ones(2, requires_grad=True))
    assert left.requires_grad and not right.requires_grad
    left.sum().backward()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.left = nn.Linear(3, 2)
        self.right = nn.Sequential(nn.Linear(3, 2), nn.ReLU())
        self.register_buffer("offset", torch.arange(2.0))

    def side(self, x):
        return x.sum(-1, keepdim=True) + self.offset

    def forward(self, x):
        futures = [fork(self.left, x), fork(self.right, x), fork(self.side, x)]
        return sum(map(wait, futures)) + self.right(x)


def test_forks_of_modules_and_methods():
    net = Net()
    traced = trace(net, a)
    verify(traced.graph)
    assert [n for n, _ in traced.named_parameters()] == [n for n, _ in net.named_parameters()]
    forks = traced.graph.findAllNodes("prim::fork")
    assert len(forks) == 3
    assert forks[0].g("Subgraph").findNode("prim::CallMethod").s("name") == "forward"
    assert len(traced.inlined_graph.findAllNodes("prim::fork")) == 3
    torch.testing.assert_close(traced(b), net(b))
