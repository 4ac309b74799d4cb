"""What a loaded function, module or object has of the one that was saved: values, sharing, members, errors, graphs."""

from __future__ import annotations

import copy
import enum
import io
import re
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.base.errors import ArchiveError


def again(obj: Any, **options: Any) -> Any:
    """Saved and loaded."""
    file = io.BytesIO()
    ab.save(obj, file)
    file.seek(0)
    return ab.load(file, **options)


class Color(enum.Enum):
    RED = 1
    GREEN = 2


class Point(NamedTuple):
    x: Tensor
    n: int = 3


class Counter:
    def __init__(self, count: int) -> None:
        self.count = count
        self.seen: list[str] = []

    def add(self, by: int = 1) -> int:
        self.count += by
        return self.count

    @property
    def double(self) -> int:
        return 2 * self.count

    @double.setter
    def double(self, value: int) -> None:
        self.count = value // 2

    def __len__(self) -> int:
        return self.count


@ab.interface
class Op(nn.Module):
    def forward(self, x: Tensor) -> Tensor: ...


class Scale(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(3, 3))

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight


class Net(nn.Module):
    op: Op
    mixed: dict[str, tuple[float, list[int]]]

    def __init__(self) -> None:
        super().__init__()
        self.op = Scale()
        self.tied = Scale()
        self.tied.weight = self.op.weight
        self.same = self.tied
        self.frozen = nn.Parameter(torch.ones(2), requires_grad=False)
        self.register_buffer("base", torch.arange(12.0))
        self.register_buffer("row", self.base[4:8])
        self.register_buffer("column", self.base.view(3, 4)[:, 1])
        self.register_buffer("hidden", torch.zeros(1), persistent=False)
        self.register_buffer("nothing", None)
        self.color = Color.GREEN
        self.point = Point(torch.ones(2), 7)
        self.mixed = {"a": (float("inf"), [1, 2]), "b": (-0.0, [])}
        self.z = complex(1.5, float("-inf"))
        self.where = torch.device("cpu")
        self.counter = Counter(5)
        self.layers = nn.ModuleDict({"my layer": nn.Linear(3, 3), "2": nn.ReLU()})

    def forward(self, x: Tensor, color: Color = Color.RED) -> Point:
        pending = ab.fork(self.op, x)
        for layer in self.layers.values():
            x = layer(x)
        if color == self.color:
            raise ValueError(f"not {color.name}")
        return Point(x + pending.wait() + self.tied(x), self.counter.add())

    @ab.export
    def other(self, k: int) -> list[int]:
        return self.mixed["a"][1] + [k]

    @property
    def size(self) -> int:
        return self.point.n


@pytest.fixture
def net(backend: str) -> Any:
    torch.manual_seed(3)
    return ab.script(Net())


def test_results_errors_and_graphs(net: Any) -> None:
    loaded = again(net)
    x = torch.randn(2, 3)
    ours, theirs = loaded(x), net(x)
    assert torch.equal(ours.x, theirs.x) and ours.n == theirs.n == 6 and isinstance(ours, Point)
    for call in (net, loaded):
        with pytest.raises(ValueError, match="not GREEN") as caught:
            call(x, Color.GREEN)
        assert f'File "{__file__}"' in caught.value.__notes__[0] and "raise ValueError" in caught.value.__notes__[0]
    assert loaded.other(9) == [1, 2, 9]


def unmangled(text: object) -> str:
    """Beside the types that they were saved from, loaded ones have other names."""
    return re.sub(r"___torch_mangle_\d+\.", "", str(text))


@pytest.mark.compiles_only
def test_graphs_and_schemas_print_the_same(net: Any) -> None:
    loaded = again(net)
    assert unmangled(loaded.graph) == unmangled(net.graph) and unmangled(loaded.other.graph) == unmangled(net.other.graph)
    assert unmangled(loaded.forward.schema) == unmangled(net.forward.schema)
    assert unmangled(loaded.graph.dumps()) == unmangled(net.graph.dumps())


def test_attributes(net: Any) -> None:
    loaded = again(net)
    loaded(torch.randn(2, 3))
    assert loaded.color is Color.GREEN
    assert loaded.mixed == net.mixed and str(loaded.mixed["b"][0]) == "-0.0"
    assert loaded.z == net.z and loaded.where == torch.device("cpu")
    assert isinstance(loaded.point, Point) and loaded.point.n == 7 and loaded.size == 7
    assert loaded.counter.add(2) == 8 and loaded.counter.double == 16 and len(loaded.counter) == 8
    loaded.counter.double = 20
    assert loaded.counter.count == 10 and net.counter.count == 5
    assert [*loaded.layers] == ["my layer", "2"]
    with pytest.raises(AttributeError, match="no attribute 'missing'"):
        _ = loaded.missing


@pytest.mark.compiles_only
def test_state(net: Any) -> None:
    loaded = again(net)
    ours, theirs = loaded.state_dict(), net.state_dict()
    assert list(ours) == list(theirs) and all(torch.equal(ours[k], theirs[k]) for k in theirs)
    assert "hidden" not in ours and torch.equal(loaded.hidden, torch.zeros(1)) and loaded.nothing is None
    grads = [[(name, p.requires_grad) for name, p in each.named_parameters()] for each in (loaded, net)]
    assert grads[0] == grads[1]
    assert [type(p) for p in loaded.parameters()] == [nn.Parameter] * len(list(net.parameters()))
    assert again(net.eval()).training is False and net.train() and again(net).training


@pytest.mark.compiles_only
def test_what_was_shared_is_shared(net: Any) -> None:
    loaded = again(net)
    assert loaded.op.weight is loaded.tied.weight
    assert loaded.same is loaded.tied
    loaded.base.fill_(7.0)
    assert loaded.row.tolist() == [7.0] * 4 and loaded.column.tolist() == [7.0] * 3
    assert loaded.column.stride() == (4,) and loaded.row.storage_offset() == 4
    assert net.base[0] == 0.0


class Link:
    def __init__(self, value: int) -> None:
        self.value = value
        self.next: Link | None = None


def chain(n: int) -> Link:
    first = Link(0)
    last = first
    for i in range(1, n):
        new = Link(i)
        last.next = new
        last = new
    last.next = first
    return first


def test_cycles_and_depth(backend: str) -> None:
    loaded = again(ab.script(chain)(3000))
    at = loaded
    for _ in range(3000):
        at = at.next
    assert at == loaded and loaded.next.value == 1


def shifted(x: Tensor, by: Tensor = torch.tensor([1.0, 2.0])) -> Tensor:  # noqa: B008
    if x.sum() > 100:
        raise KeyError("large")
    return x + by


def test_functions(backend: str) -> None:
    compiled = ab.script(shifted)
    loaded = again(compiled)
    x = torch.randn(2)
    assert torch.equal(loaded(x), compiled(x)) and torch.equal(loaded(x, x), compiled(x, by=x))
    assert str(loaded.schema) == str(compiled.schema) and str(loaded.graph) == str(compiled.graph)
    with pytest.raises(KeyError, match="large"):
        loaded(x + 100)


def test_traces_keep_wrapped_numbers(backend: str) -> None:
    traced = ab.trace(lambda x: torch.add(x, 2.5) * torch.arange(3.0), (torch.ones(3, dtype=torch.bfloat16),))
    loaded = again(traced)
    x = torch.ones(3, dtype=torch.bfloat16)
    assert loaded(x).dtype == traced(x).dtype and torch.equal(loaded(x), traced(x)) and loaded.graph == traced.graph


@pytest.mark.compiles_only
@pytest.mark.parametrize("tensor", [
    torch.eye(3).to_sparse(), torch.eye(3).to_sparse().coalesce(), torch.eye(4).to_sparse_csr(),
    torch.eye(4).to_sparse_bsc((2, 2)),
    torch.empty(0, 3), torch.tensor(1.5), torch.ones(3, dtype=torch.float8_e4m3fn), torch.ones(2, dtype=torch.complex64),
    torch.ones(1).expand(5), torch.ones(2, dtype=torch.complex64).conj(), torch.empty(3, device="meta"), torch.ones(2) > 0,
])  # fmt: skip
def test_tensors_of_all_kinds(tensor: Tensor, backend: str) -> None:
    class Holder(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.register_buffer("held", tensor)

        def forward(self) -> Tensor:
            return self.held

    loaded = again(ab.script(Holder())).held
    facts = [(t.dtype, t.shape, t.layout, t.device) for t in (loaded, tensor)]
    assert facts[0] == facts[1]
    if tensor.device.type != "meta":
        plain = [t.to_dense() if t.layout != torch.strided else t for t in (loaded, tensor)]
        assert plain[0].tolist() == plain[1].tolist()
        if tensor.layout == torch.strided and not tensor.is_conj():
            assert loaded.stride() == tensor.stride()


@pytest.mark.compiles_only
def test_what_cannot_be_saved_says_so(backend: str) -> None:
    @ab.ignore
    def in_python(x: Tensor) -> Tensor:
        return x

    def calls(x: Tensor) -> Tensor:
        return in_python(x)

    with pytest.raises(ArchiveError, match="(?s)test_archive_values.py:.*in_python.*~~~.*help: ") as caught:
        ab.save(ab.script(calls), io.BytesIO())
    assert "INTERNAL" not in str(caught.value)
    with pytest.raises(TypeError, match="expected a compiled function, module or object, got Linear\nhelp"):
        ab.save(nn.Linear(1, 1), io.BytesIO())


@pytest.mark.compiles_only
def test_a_quantised_tensor_is_refused_with_its_attribute(backend: str) -> None:
    class Quantised(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.register_buffer("q", torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8))

        def forward(self) -> Tensor:
            return self.q

    with pytest.raises(ArchiveError, match="attribute 'q' of .*Quantised.*: a quantized tensor cannot be saved"):
        ab.save(ab.script(Quantised()), io.BytesIO())


# -- what is done with a loaded one


class Around(nn.Module):
    def __init__(self, inner: Any) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        return self.inner(x).x + self.inner.op(x) + self.inner.base[1] + self.inner.counter.add()


class AroundTraced(nn.Module):
    def __init__(self, inner: Any) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        return self.inner(x).x * 2


def test_a_loaded_one_is_part_of_new_programs(net: Any) -> None:
    x = torch.randn(2, 3)
    expected = ab.script(Around(again(net)))(x)
    assert torch.equal(ab.script(Around(net))(x), expected)
    assert torch.equal(again(ab.script(Around(again(again(net)))))(x), expected + 2)  # the first counter has counted twice
    traced = again(ab.trace(AroundTraced(again(net)), (x,)))
    assert torch.equal(traced(x), 2 * net(x).x)


def test_a_loaded_one_is_copied_moved_and_trained(net: Any) -> None:
    loaded = again(net)
    copied = copy.deepcopy(loaded)
    x = torch.randn(2, 3)
    assert torch.equal(copied(x).x, net(x).x) and copied.op.weight is not loaded.op.weight
    loaded.to(torch.float64)
    loaded.load_state_dict(net.state_dict())
    optimizer = torch.optim.SGD(loaded.parameters(), lr=0.1)
    loaded(x.double()).x.sum().backward()
    optimizer.step()
    assert loaded.op.weight.dtype == torch.float64 and not torch.equal(loaded.op.weight.float(), net.op.weight)
    assert torch.equal(again(loaded).op.weight, loaded.op.weight)
