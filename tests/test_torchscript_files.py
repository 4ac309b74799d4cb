"""What files of torch.jit.save hold besides programs, read by ours: objects, tensors, versions; what is refused, in words."""

import enum
import io
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from support.torchscript_files import changed, saved, with_code

pytestmark = [pytest.mark.oracle, pytest.mark.usefixtures("backend")]
ONLY_LOADED = pytest.mark.compiles_only


def load(data: bytes, **options: Any) -> Any:
    return ab.load(io.BytesIO(data), **options)


def both(compiled: Any) -> "tuple[Any, Any]":
    """What torch.jit and ours load of it."""
    data = saved(compiled)
    return torch.jit.load(io.BytesIO(data)), load(data)


def halves(x: Tensor, n: int) -> Tensor:
    return x[:n].sum() * 2


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(3, 4), nn.ReLU())
        self.same = self.inner
        self.register_buffer("scale", torch.arange(6.0).reshape(2, 3)[:, 1:])
        self.register_buffer("whole", self.scale.as_strided((6,), (1,), 0))

    def forward(self, x: Tensor) -> Tensor:
        task = torch.jit.fork(halves, x, 1)
        return self.inner(x).sum() + self.scale.sum() + torch.jit.wait(task)


def test_a_module_is_what_it_was(tmp_path: Path) -> None:
    net = Net().eval()
    path = tmp_path / "net.pt"
    torch.jit.script(net).save(str(path))
    x = torch.randn(2, 3)
    for file in (path, str(path), io.BytesIO(path.read_bytes())):
        loaded = ab.load(file)
        assert torch.equal(loaded(x), net(x)) and not loaded.training and isinstance(loaded, ab.ScriptModule)
        assert [n for n, _ in loaded.named_parameters()] == [n for n, _ in net.named_parameters()]
        assert {n: t.tolist() for n, t in loaded.state_dict().items()} == {n: t.tolist() for n, t in net.state_dict().items()}
        assert loaded.inner[0].weight is loaded.same[0].weight and all(p.requires_grad for p in loaded.parameters())
        assert loaded.scale.stride() == net.scale.stride()
        loaded.whole.add_(1)
        assert loaded.scale.tolist() == (net.scale + 1).tolist(), "views share their storage"


@ONLY_LOADED
def test_graphs_show_forks() -> None:
    loaded = load(saved(torch.jit.script(Net())))
    assert loaded.graph.findNode("prim::fork") is not None and loaded.graph.findNode("aten::wait") is not None


def test_gradients_and_training() -> None:
    theirs, ours = both(torch.jit.script(nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3))))
    x = torch.randn(5, 3)
    for net in (theirs, ours):
        net(x).square().sum().backward()
    grads = [[p.grad for p in net.parameters()] for net in (theirs, ours)]
    torch.testing.assert_close(*grads)
    torch.testing.assert_close(dict(ours.state_dict()), dict(theirs.state_dict()))


class Colour(enum.Enum):
    RED = "r"
    BLUE = "b"


class Point(NamedTuple):
    where: Tensor
    name: str


class Values(nn.Module):
    maybe: Optional[int]
    table: Dict[str, List[Tuple[int, float]]]
    points: List[Point]
    anything: Any

    def __init__(self) -> None:
        super().__init__()
        self.colour, self.maybe, self.big, self.negative = Colour.BLUE, 5, 2**40, -7
        self.table = {"é": [(1, 1.5)], "b": []}
        self.points = [Point(torch.ones(2), "p")]
        self.anything, self.device = [1, 2], torch.device("cpu")
        self.number, self.text, self.flags = 1 + 2j, "日本\n\"'\\", [True, False]

    def forward(self) -> Tuple[Colour, str, Dict[str, List[Tuple[int, float]]], Point]:
        return self.colour, "é日" + self.text, self.table, self.points[0]


def test_values_of_every_kind() -> None:
    net = Values()
    _, ours = both(torch.jit.script(net))
    for name in ("colour", "maybe", "big", "negative", "table", "anything", "device", "number", "text", "flags"):
        assert getattr(ours, name) == getattr(net, name), name
    colour, text, table, point = ours()
    assert (colour, text, table, point.name) == (Colour.BLUE, "é日" + net.text, net.table, "p") and type(point) is Point


@pytest.mark.parametrize(
    "make",
    [
        lambda: torch.eye(3).to_sparse(), lambda: torch.eye(3).to_sparse_csr(),
        lambda: torch.ones(2, dtype=torch.cfloat).conj(),
        lambda: torch.ones(2, dtype=torch.cfloat).conj().imag, lambda: torch.ones(2).to(torch.float8_e5m2),
        lambda: torch.ones(2, dtype=torch.bfloat16), lambda: torch.zeros(0, 3), lambda: torch.tensor(True),
        lambda: torch.tensor(3, dtype=torch.uint8), lambda: torch.randn(4, 4).t()[1:, ::2],
    ],
)  # fmt: skip
def test_tensors_of_every_kind(make: Any) -> None:
    class One(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.register_buffer("value", make())

        def forward(self) -> Tensor:
            return self.value

    theirs, ours = both(torch.jit.script(One()))
    a, b = theirs(), ours()
    assert (a.dtype, a.layout, a.shape, a.is_conj(), a.is_neg()) == (b.dtype, b.layout, b.shape, b.is_conj(), b.is_neg())
    assert a.layout != torch.strided or a.stride() == b.stride()
    assert str(a) == str(b)


class Counter(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.count, self.weight = 3, torch.ones(2)

    def forward(self) -> Tensor:
        return self.weight * self.count

    @torch.jit.export
    def __getstate__(self) -> Tuple[int, bool]:
        return self.count * 10, self.training

    @torch.jit.export
    def __setstate__(self, state: Tuple[int, bool]) -> None:
        self.count, self.training = state[0] + 1, state[1]
        self.weight = torch.full((2,), 2.0)


def test_state_goes_through_the_methods_of_the_class() -> None:
    theirs, ours = both(torch.jit.script(nn.Sequential(Counter(), nn.Identity())[0]))
    assert ours.count == theirs.count == 31 and ours().tolist() == theirs().tolist() == [62.0, 62.0]


def test_properties_and_exported_methods() -> None:
    class Scaled(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.factor = 2.0

        @property
        def twice(self) -> float:
            return self.factor * 2

        @twice.setter
        def twice(self, value: float) -> None:
            self.factor = value / 2

        @torch.jit.export
        def other(self, x: Tensor, n: int = 2) -> Tensor:
            self.twice = 6.0
            return x * self.twice * n

        def forward(self, x: Tensor) -> Tensor:
            return x * self.twice

    _, ours = both(torch.jit.script(Scaled()))
    assert ours.twice == 4.0 and ours(torch.ones(1)).item() == 4 and ours.other(torch.ones(1)).item() == 12


def test_hooks_run_around_loaded_modules() -> None:
    class Inner(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x + 1

    def before(self: Any, inputs: Tuple[Tensor]) -> Tuple[Tensor]:
        return (inputs[0] * 10,)

    def behind(self: Any, inputs: Tuple[Tensor], result: Tensor) -> Tensor:
        return result * 2

    inner = Inner()
    inner.register_forward_pre_hook(before)
    inner.register_forward_hook(behind)
    theirs, ours = both(torch.jit.script(inner))
    assert ours(torch.ones(1)).item() == theirs(torch.ones(1)).item() == 22


@ONLY_LOADED
def test_extra_files_and_devices() -> None:
    data = saved(torch.jit.script(nn.Linear(2, 2)), {"a/b.txt": "text"})
    files: dict[str, Any] = {"a/b.txt": b"", "none": b""}
    load(data, _extra_files=files)
    assert files == {"a/b.txt": b"text", "none": b""}
    assert load(data, map_location="meta").weight.device.type == "meta"
    with torch.device("meta"):
        assert load(data).weight.device.type == "meta"


def test_it_can_be_saved_in_our_own_format() -> None:
    loaded = load(saved(torch.jit.script(Net())))
    file = io.BytesIO()
    ab.save(loaded, file)
    x = torch.randn(2, 3)
    assert torch.equal(load(file.getvalue())(x), loaded(x))


def test_errors_show_the_source_that_was_compiled() -> None:
    def fails(x: Tensor) -> Tensor:
        return x.view(7, 7)  # the line

    loaded = load(saved(torch.jit.script(fails)))
    with pytest.raises(RuntimeError) as caught:
        loaded(torch.ones(2))
    assert any("the line" in note for note in caught.value.__notes__)


# -- older versions


def old(function: Any, version: int) -> "tuple[Any, Any]":
    data = changed(saved(torch.jit.script(function)), {"version": str(version).encode(), ".data/version": None})
    return torch.jit.load(io.BytesIO(data)), load(data)


def _divide(a: Tensor, b: Tensor, out: Tensor):
    return [a / b, torch.div(a, b), torch.div(a, b, rounding_mode="floor"), torch.div(a, b, out=out)]


def _divide_numbers(a: Tensor, n: int, f: float):
    return [a / 2, torch.div(a, n), torch.div(a, f), torch.div(a, 3, rounding_mode="floor")], n / 2, n / f


def _divide_in_place(a: Tensor, b: Tensor):
    rounded = a.clone().div_(b, rounding_mode="floor"), a.clone().div_(2, rounding_mode="trunc")
    return a.clone().div_(b), a.clone().div_(2), rounded


def _fill(n: int, f: float, out: Tensor, dtype: Optional[int]):
    full = [torch.full([2], n), torch.full([2], f), torch.full([2], n, dtype=torch.int64), torch.full([2], n, dtype=dtype)]
    return full, torch.full([2], n, out=out)


def _gelu(a: Tensor, out: Tensor):
    return torch.nn.functional.gelu(a), torch._C._nn.gelu(a, out=out)


def _spaces(a: float, out: Tensor):
    spaced = [torch.linspace(0, a, 5), torch.logspace(0, a, 3), torch.logspace(0, a, 3, 2.0)]
    return spaced, torch.linspace(0, a, 4, out=out.clone()), torch.logspace(0, a, 2, out=out.clone())


def ints() -> Tensor:
    return torch.tensor([7, -7, 9])


OLD = [
    (_divide, lambda: (ints(), torch.tensor([2, 2, -4]), torch.empty(3, dtype=torch.long))),
    (_divide, lambda: (ints() * 1.0, torch.tensor([2, 2, -4]), torch.empty(3))),
    (_divide, lambda: (ints(), torch.tensor([2, 2, -4]), torch.empty(3))),
    (_divide_numbers, lambda: (ints(), 3, 2.5)), (_divide_numbers, lambda: (ints() * 1.0, 3, 2.5)),
    (_divide_in_place, lambda: (ints(), torch.tensor([2, 2, -4]))),
    (_divide_in_place, lambda: (ints() * 1.0, torch.tensor([2, 2, -4]))),
    (_fill, lambda: (3, 1.5, torch.empty(2), None)), (_fill, lambda: (3, 1.5, torch.empty(2), torch.int32)),
    (_gelu, lambda: (ints() * 1.0, torch.empty(3))), (_spaces, lambda: (2.0, torch.empty(0))),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:An output with one or more elements was resized")
@pytest.mark.parametrize("version", [2, 3, 4, 5, 7, 8, 9, 10])
@pytest.mark.parametrize("case", range(len(OLD)))
def test_operators_mean_what_they_meant_in_the_version_of_the_file(case: int, version: int) -> None:
    function, make = OLD[case]
    results = [_result(loaded, make()) for loaded in old(function, version)]
    assert results[0] == results[1]


def _result(loaded: Any, given: Any) -> str:
    try:
        return str(loaded(*given))
    except RuntimeError as error:
        return str(error).strip().splitlines()[-1].removeprefix("RuntimeError: ")


@pytest.mark.parametrize("steps", ["", ", None", ", 4"])
@pytest.mark.parametrize("call", ["torch.linspace(0, a", "torch.logspace(0, a"])
def test_steps_could_be_left_out(call: str, steps: str) -> None:
    def space(a: float):
        return torch.linspace(0, a, 5)

    data = with_code(saved(torch.jit.script(space)), "torch.linspace(0, a, 5", call + steps)
    data = changed(data, {"version": b"7", ".data/version": None})
    assert torch.equal(load(data)(2.0), torch.jit.load(io.BytesIO(data))(2.0))
