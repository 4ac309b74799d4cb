"""Compiled functions and modules called while tracing keep their control flow."""

import pytest
import torch
from torch import Tensor, nn

from anabranch.api.script import script
from anabranch.api.trace import trace
from anabranch.base.eager import fork, wait
from anabranch.base.errors import TracingError
from anabranch.text.verify import verify

pytestmark = [pytest.mark.usefixtures("backend"), pytest.mark.compiles_only]


@script
def steps(x: Tensor, limit: float = 1.0) -> Tensor:
    n = 0
    while bool(x.sum() > limit):
        x = x / 2
        n += 1
    if n % 2 == 1:
        x = -x
    return x + n


def check(func, *examples):
    traced = trace(func, examples[0])
    verify(traced.graph)
    for x in examples:
        torch.testing.assert_close(traced(x), func(x))
    return traced


def test_functions_are_called():
    traced = check(lambda x: steps(x * 2, 1.0) - 1, torch.ones(3), torch.full((3,), 50.0), torch.zeros(2))
    assert traced.graph.findNode("prim::CallFunction") is not None
    assert traced.inlined_graph.findNode("prim::Loop") is not None


def test_defaults_keywords_and_forks():
    def f(x):
        future = fork(steps, x, limit=2.0)
        return steps(x=x) + wait(future) + traced_before(x)

    traced_before = trace(lambda x: x * 3, torch.ones(2))
    graph = check(f, torch.ones(3), torch.full((3,), 50.0)).graph
    assert graph.findNode("prim::fork").g("Subgraph").findNode("prim::CallFunction") is not None


class Halver(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(3))

    def forward(self, x):
        while bool(x.sum() > 1):
            x = x / 2
        return x * self.weight


def test_compiled_submodules_are_called():
    class Outer(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = script(Halver())

        def forward(self, x):
            return self.inner(x + 1) + wait(fork(self.inner, x))

    net = Outer()
    traced = trace(net, torch.ones(3))
    verify(traced.graph)
    for x in (torch.zeros(3), torch.full((3,), 40.0)):
        torch.testing.assert_close(traced(x), net(x))
    assert traced.inner.weight is net.inner.weight


def test_a_compiled_module_from_elsewhere():
    inner = script(Halver())
    with pytest.raises(TracingError, match="no part of the traced module\nhelp: make it a submodule"):
        trace(lambda x: inner(x), torch.ones(3))
