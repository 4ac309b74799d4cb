"""Attributes of compiled modules: read, written and shared between Python, nn.Module's machinery and compiled code."""

import copy
import io
import pickle
from typing import Dict, List, NamedTuple, Optional, Tuple

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.base.errors import CompileError

pytestmark = pytest.mark.usefixtures("backend")


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(2))
        self.register_buffer("total", torch.zeros(2))
        self.register_buffer("scratch", torch.zeros(2), persistent=False)
        self.calls = 0
        self.names = ["a"]

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        self.total = self.total + x
        self.names.append("b")
        return x * self.weight


def test_reads_and_writes_meet_in_one_place():
    m = ab.script(Scale())
    m(torch.ones(2))
    m.calls = 10
    m(torch.ones(2))
    assert m.calls == 11 and m.names == ["a", "b", "b"]
    assert m.total.tolist() == [2, 2] and m.state_dict()["total"].tolist() == [2, 2]


def test_the_original_shares_tensors_but_not_slots():
    original = Scale()
    m = ab.script(original)
    assert m.weight is original.weight
    m(torch.ones(2))
    assert original.calls == 0 and original.names == ["a"] and original.total.tolist() == [0, 0]


@pytest.mark.compiles_only
def test_nn_module_machinery_sees_the_slots():
    m = ab.script(nn.Sequential(Scale(), nn.Linear(2, 2)))
    assert isinstance(m, nn.Module)
    assert [n for n, _ in m.named_parameters()] == ["0.weight", "1.weight", "1.bias"]
    assert [n for n, _ in m.named_buffers()] == ["0.total", "0.scratch"]
    assert sorted(m.state_dict()) == ["0.total", "0.weight", "1.bias", "1.weight"]
    assert [n for n, _ in m.named_modules()] == ["", "0", "1"]
    assert len(list(m.children())) == 2


def test_to_changes_what_compiled_code_sees():
    m = ab.script(Scale())
    m.double()
    assert m(torch.ones(2, dtype=torch.double)).dtype == torch.double
    assert m.total.dtype == torch.double and m.weight.dtype == torch.double


def test_load_state_dict():
    m = ab.script(Scale())
    m.load_state_dict({"weight": torch.full((2,), 3.0), "total": torch.ones(2)})
    assert m(torch.ones(2)).tolist() == [3, 3] and m.total.tolist() == [2, 2]


def test_a_parameter_can_be_replaced():
    m = ab.script(Scale())
    m.weight = nn.Parameter(torch.full((2,), 5.0))
    assert m(torch.ones(2)).tolist() == [5, 5]
    assert next(m.parameters()).tolist() == [5, 5]


@pytest.mark.slow  # torch.optim imports a lot
def test_an_optimizer_trains_it():
    m = ab.script(nn.Linear(2, 1))
    optimizer = torch.optim.SGD(m.parameters(), lr=0.1)
    x = torch.randn(8, 2)
    losses = []
    for _ in range(5):
        optimizer.zero_grad()
        loss = (m(x) - 1).pow(2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0]


def test_train_and_eval_reach_every_submodule():
    m = ab.script(nn.Sequential(nn.Dropout(0.5), nn.Linear(2, 2)))
    assert m.training and m[0].training
    m.eval()
    assert not m.training and not m[0].training
    x = torch.ones(2)
    assert torch.equal(m(x), m[1](x))


def test_apply_and_requires_grad():
    m = ab.script(Scale())
    m.requires_grad_(False)
    assert not m(torch.ones(2)).requires_grad
    seen = []
    m.apply(lambda inner: seen.append(type(inner).__name__))
    assert seen == ["ScriptModule"]


def test_a_wrong_type_is_refused_by_name():
    m = ab.script(Scale())
    with pytest.raises(TypeError, match="attribute 'calls' of 'Scale': expected int, got str"):
        m.calls = "many"
    m(torch.ones(2))


def test_deepcopy_is_independent():
    m = ab.script(nn.Sequential(Scale()))
    m(torch.ones(2))
    other = copy.deepcopy(m)
    other(torch.ones(2))
    assert (m[0].calls, other[0].calls) == (1, 2)
    assert other[0].weight is not m[0].weight and m[0].total.tolist() == [1, 1]


class Holder(nn.Module):  # plain, of compiled parts
    def __init__(self):
        super().__init__()
        self.part, self.double = ab.script(nn.Sequential(Scale())), ab.script(lambda x: x * 2)

    def forward(self, x):
        return self.double(self.part(x))


class Counter:
    def __init__(self, at: int):
        self.at = at

    def next(self) -> int:
        self.at += 1
        return self.at


def counter(at: int) -> Counter:
    return Counter(at)


def test_pickles_hold_the_archive():
    m = Holder()
    m(torch.ones(2))
    again = pickle.loads(pickle.dumps(m))
    assert torch.equal(again(torch.ones(2)), m(torch.ones(2))) and again.part[0].calls == 2
    assert again.part[0].weight is not m.part[0].weight
    saved = io.BytesIO()
    torch.save(m, saved)
    saved.seek(0)
    assert torch.equal(torch.load(saved, weights_only=False)(torch.ones(2)), m(torch.ones(2)))
    made = ab.script(counter)(4)
    made.next()
    assert pickle.loads(pickle.dumps(made)).next() == 6


class Impure(nn.Module):
    @ab.ignore
    def python(self, x: torch.Tensor) -> torch.Tensor:
        return x

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.python(x)


@pytest.mark.compiles_only
def test_what_no_archive_holds_is_not_pickled():
    with pytest.raises(pickle.PicklingError, match="is pickled as its archive: .*'Impure.python' cannot be saved"):
        pickle.dumps(ab.script(Impure()))


def test_repr_names_the_original():
    m = ab.script(nn.Sequential(nn.ReLU()))
    m(torch.ones(1))
    assert repr(m) == "ScriptModule(\n  original_name=Sequential\n  (0): ScriptModule(original_name=ReLU)\n)"


class Point(NamedTuple):
    x: int
    y: float


class Values(nn.Module):
    table: Dict[str, List[int]]
    maybe: Optional[Tensor]

    def __init__(self):
        super().__init__()
        self.table = {}
        self.maybe = None
        self.pair = (1, "a")
        self.point = Point(1, 2.0)
        self.device = torch.device("cpu")
        self.kind = torch.float64

    def forward(self, x: Tensor) -> Tuple[Tensor, int, str, float]:
        self.table["n"] = [len(self.table)]
        last = self.maybe
        if last is not None:
            x = x + last
        self.maybe = x
        made = torch.zeros(2, dtype=self.kind, device=self.device)
        return x + made, self.pair[0], self.pair[1], self.point.x + self.point.y


def test_values_of_every_kind_live_in_slots():
    m = ab.script(Values())
    m(torch.ones(2))
    x, one, a, three = m(torch.ones(2))
    assert (x.dtype, x.tolist(), one, a, three) == (torch.float64, [2, 2], 1, "a", 3.0)
    assert m.table == {"n": [1]} and m.maybe.tolist() == [2, 2] and m.point == Point(1, 2.0)


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2, bias=False)
        self.b = nn.Linear(2, 2, bias=False)
        self.b.weight = self.a.weight
        self.again = self.a

    def forward(self, x: Tensor) -> Tensor:
        return self.b(self.a(self.again(x)))


def test_tied_parameters_and_shared_submodules_stay_so():
    m = ab.script(Tied())
    assert m.a.weight is m.b.weight and m.a is m.again
    assert len(list(m.parameters())) == 1
    m(torch.ones(1, 2)).sum().backward()
    eager = Tied()
    eager.load_state_dict(m.state_dict())
    eager(torch.ones(1, 2)).sum().backward()
    torch.testing.assert_close(m.a.weight.grad, eager.a.weight.grad)


class Maybe(nn.Module):
    def __init__(self, with_bias: bool):
        super().__init__()
        self.bias = nn.Parameter(torch.ones(2)) if with_bias else None
        self.act = nn.ReLU() if with_bias else None

    def forward(self, x: Tensor) -> Tensor:
        if self.bias is not None:
            x = x + self.bias
        if self.act is not None:
            x = self.act(x)
        return x


@pytest.mark.parametrize("with_bias", [True, False])
def test_none_decides_branches_when_compiling(with_bias):
    m = ab.script(Maybe(with_bias))
    assert m(torch.tensor([-3.0, 1.0])).tolist() == ([0, 2] if with_bias else [-3, 1])
    assert "prim::If" not in str(m.graph)


class Misspelt(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = 2.0
        self.odd = object()

    def forward(self, x: Tensor) -> Tensor:
        return x * self.sclae


class UsesOdd(Misspelt):
    def forward(self, x: Tensor) -> Tensor:
        return x * self.odd


@pytest.mark.compiles_only
def test_a_missing_attribute_is_named_with_its_place_and_a_remedy():
    with pytest.raises(CompileError) as caught:
        ab.script(Misspelt())
    text = str(caught.value)
    assert "Module 'Misspelt' has no attribute 'sclae'" in text and "did you mean 'scale'?" in text
    assert "return x * self.sclae" in text and "test_modules_attributes.py" in text


@pytest.mark.compiles_only
def test_an_attribute_without_type_says_why_when_it_is_used():
    with pytest.raises(CompileError, match="'odd' that has no type in the language"):
        ab.script(UsesOdd())


class SetsNew(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        self.fresh = x
        return x


@pytest.mark.compiles_only
def test_a_new_attribute_cannot_be_made_in_forward():
    with pytest.raises(CompileError, match="has no attribute 'fresh'"):
        ab.script(SetsNew())


class Declares(nn.Module):
    names: List[str]

    def __init__(self) -> None:
        super().__init__()
        self.names = [1, 2]  # type: ignore[list-item]

    def forward(self) -> int:
        return len(self.names)


@pytest.mark.compiles_only
def test_a_value_of_another_type_than_declared_is_a_compile_error(backend: str) -> None:
    with pytest.raises(CompileError, match=r"attribute 'names' of 'Declares': expected List\[str\], got list\nhelp: give"):
        ab.script(Declares())


class Rule:
    def __init__(self, weight: int):
        self.weight = weight

    def apply(self, x: int) -> int:
        return x + self.weight


class Doubling(Rule):
    def apply(self, x: int) -> int:
        return x * 2 + self.weight


class DeclaredAsBase(torch.nn.Module):
    rule: Rule

    def __init__(self) -> None:
        super().__init__()
        self.rule = Doubling(1)

    def forward(self, x: int) -> int:
        return self.rule.apply(x)


def test_an_attribute_declared_with_a_base_runs_its_own_class(backend):
    """As torchvision's SSD declares its matcher; the declared class's methods would be the wrong ones."""
    assert ab.script(DeclaredAsBase())(3) == DeclaredAsBase()(3) == 7
