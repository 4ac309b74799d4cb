"""Traced modules: attributes by path, submodules' calls as methods, shared tensors."""

import pytest
import torch
from torch import nn

import anabranch
from anabranch.api.trace import trace, trace_module
from anabranch.base.errors import TracerWarning, TracingError
from anabranch.text.parser import parse_ir
from anabranch.text.verify import verify

pytestmark = [pytest.mark.usefixtures("backend"), pytest.mark.compiles_only]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(2, 3)
        self.seq = nn.Sequential(nn.ReLU(), nn.Linear(3, 3))
        self.register_buffer("b", torch.ones(3))
        self.w = nn.Parameter(torch.full((3,), 2.0))

    def forward(self, x):
        y = self.seq(self.lin(x))
        return y * self.b + self.w, self.lin(x * 2), self.lin.weight

    def other(self, x):
        return self.lin(x) - 1


def agree(net, example, *others, **options):
    traced = trace(net, example, **options)
    for graph in (traced.graph, traced.inlined_graph):
        verify(graph)
        assert parse_ir(str(graph), graph.constants, graph.types) == graph
    for x in (example, *others):
        torch.testing.assert_close(traced(x), net(x))
    return traced


def test_calls_of_submodules_are_methods_of_their_own():
    traced = agree(Net(), torch.randn(2, 2), torch.randn(5, 2))
    calls = traced.graph.findAllNodes("prim::CallMethod")
    assert [c.s("name") for c in calls] == ["forward", "forward", "forward"]
    assert isinstance(traced, anabranch.ScriptModule)
    assert [n.s("name") for n in traced.lin.graph.findAllNodes("prim::GetAttr")] == ["weight", "bias"]
    assert traced.inlined_graph.findNode("prim::CallMethod") is None
    assert len(traced.inlined_graph.findAllNodes("aten::linear")) == 3
    assert traced.lin.graph.findNode("aten::linear").scopeName() == "__module.lin"


def test_calls_that_differ_get_methods_of_their_own():
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.lin = nn.Linear(2, 2)

        def forward(self, x):
            return self.lin(self.lin(x)[0])

    calls = agree(Twice(), torch.randn(3, 2)).graph.findAllNodes("prim::CallMethod")
    assert [c.s("name") for c in calls] == ["forward", "forward1"]


def test_state_is_shared_and_complete():
    net = Net()
    traced = trace(net, torch.randn(2, 2))
    assert list(traced.state_dict()) == list(net.state_dict())
    assert traced.lin.weight.data_ptr() == net.lin.weight.data_ptr()
    with torch.no_grad():
        net.lin.weight.add_(1)
    x = torch.randn(2, 2)
    torch.testing.assert_close(traced(x), net(x))
    traced(x)[0].sum().backward()
    assert net.lin.weight.grad is not None
    assert traced.training and not trace(net.eval(), x).training


def test_buffers_that_a_run_updates():
    net = nn.Sequential(nn.BatchNorm1d(3), nn.Dropout(0.0))
    before = net[0].num_batches_tracked.item()
    traced = trace(net, torch.randn(4, 3))
    assert net[0].num_batches_tracked.item() == before + 1  # the trace ran it; the check left nothing behind
    traced(torch.randn(4, 3))
    assert net[0].num_batches_tracked.item() == before + 2


def test_values_that_escape_from_a_submodule():
    class Inner(nn.Module):
        def forward(self, x):
            self.seen = x * 2
            return x + 1, {"extra": x - 1}

    class Outer(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = Inner()

        def forward(self, x):
            first, rest = self.inner(x)
            return first + rest["extra"] * self.inner.seen

    agree(Outer(), torch.randn(3), torch.randn(2, 4))


def test_a_parameter_of_another_module():
    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(5, 3)
            self.out = Out(self.embedding)

        def forward(self, x):
            return self.out(self.embedding(x))

    class Out(nn.Module):
        def __init__(self, embedding):
            super().__init__()
            self.table = [embedding]

        def forward(self, x):
            return x @ self.table[0].weight.t()

    agree(Tied(), torch.tensor([1, 2]), torch.tensor([0, 4, 3]))


def test_hooks_are_recorded():
    net = nn.Sequential(nn.Linear(2, 2))
    net[0].register_forward_hook(lambda module, args, out: out * 10)
    net.register_forward_pre_hook(lambda module, args: (args[0] + 1,))
    agree(net, torch.randn(3, 2))


@pytest.mark.parametrize(
    "make, example",
    [
        (lambda: nn.LSTM(3, 4, bidirectional=True), torch.randn(5, 2, 3)),
        (lambda: nn.GRU(3, 4), torch.randn(5, 2, 3)),
        (lambda: nn.Conv2d(1, 2, 3, padding="same"), torch.randn(1, 1, 5, 5)),
        (lambda: nn.TransformerEncoderLayer(4, 2, 8).eval(), torch.randn(3, 2, 4)),
        (lambda: nn.Sequential(nn.Embedding(5, 2), nn.Flatten(), nn.LayerNorm(4)), torch.tensor([[1, 2]])),
    ],
    ids=["lstm", "gru", "conv", "transformer", "embedding"],
)
@pytest.mark.slow
def test_modules_of_torch_nn(make, example):
    agree(make(), example)


def test_several_methods():
    net = Net()
    traced = trace_module(net, {"forward": torch.randn(2, 2), "other": torch.randn(2, 2)})
    x = torch.randn(3, 2)
    torch.testing.assert_close(traced.other(x), net.other(x))
    torch.testing.assert_close(trace(net.forward, x)(x), net(x))
    with pytest.raises(TracingError, match=r"cannot trace Net.other on its own\nhelp: use trace_module"):
        trace(net.other, x)


def test_examples_by_keyword_and_numbers():
    class Scaled(nn.Module):
        def forward(self, query, key, scale):
            return query @ key.t() * scale

    net = Scaled()
    q, k = torch.randn(3, 2), torch.randn(4, 2)
    traced = trace(net, example_kwarg_inputs={"scale": torch.tensor(2.0), "query": q, "key": k})
    torch.testing.assert_close(traced(q, scale=torch.tensor(3.0), key=k), net(q, k, 3.0))
    with pytest.warns(TracerWarning, match="the input scale is no tensor"):
        trace(net, (q, k, 2.0))
