"""``.code``: what it looks like, what it needs besides itself, what it refuses."""

from __future__ import annotations

import enum
import math
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.ir.graph_function import function_of
from anabranch.python import program
from support.code_round_trip import loaded, structure


def scripted_again(compiled: Any) -> Any:
    text, constants = compiled.code_with_constants
    return ab.script(getattr(loaded(text, constants), compiled.name))


def half(x: Tensor, by: float = 2.0) -> Tensor:
    return x / by


def forks(x: Tensor, n: int) -> Tensor:
    first = ab.fork(half, x)
    others = [ab.fork(half, x, by=float(i + 2)) for i in range(n)]
    total = first.wait()
    for other in others:
        total = total + ab.wait(other)
    return total


FORKS = """\
import anabranch as ab
from torch import Tensor
from typing import List


def half(x: Tensor, by: float = 2.0) -> Tensor:
    return x / by


def forks(x: Tensor, n: int) -> Tensor:
    first = ab.fork(half, x)
    others = ab.annotate(List[ab.Future[Tensor]], [])
    for i in range(n):
        others.append(ab.fork(half, x, float(i + 2)))
    total = ab.wait(first)
    for i_0 in range(len(others)):
        other = others[i_0]
        total = total + ab.wait(other)
    return total
"""


@pytest.mark.forks
def test_forks_are_shown(backend: str) -> None:
    compiled = ab.script(forks)
    assert compiled.code == FORKS
    x = torch.randn(3)
    assert torch.equal(scripted_again(compiled)(x, 3), forks(x, 3))


@pytest.mark.compiles_only
def test_a_text_runs_in_plain_python_too() -> None:
    x = torch.randn(3)
    assert torch.equal(vars(loaded(FORKS, None))["forks"](x, 3), forks(x, 3))


def loops(xs: list[int], limit: int) -> tuple[int, str]:
    total, at = 0, 0
    while total < limit and at < len(xs):
        x = xs[at]
        at += 1
        if x < 0:
            continue
        if x == 7:
            break
        total += x
    for i in range(2, 20, 3):
        if i % 5 == 0:
            return i, "five"
        total += i
    return total, "none"


LOOPS = """\
def loops(xs: List[int], limit: int) -> Tuple[int, str]:
    total = 0
    at = 0
    while total < limit and at < len(xs):
        x = xs[at]
        at = at + 1
        if x < 0:
            continue
        if x == 7:
            break
        total = total + x
    for i in range(2, 20, 3):
        if i % 5 == 0:
            return (i, 'five')
        total = total + i
    return (total, 'none')
"""


def test_loops_look_as_they_were_written(backend: str) -> None:
    compiled = ab.script(loops)
    assert compiled.code.endswith(LOOPS)
    again = scripted_again(compiled)
    assert structure(again.graph) == structure(compiled.graph)
    for xs, limit in (([1, -2, 3], 100), ([5, 7, 1], 100), ([5, 6], 3)):
        assert again(xs, limit) == loops(xs, limit)


def narrowed(x: Tensor | None, y: int | str) -> Tensor:
    if x is None:
        raise ValueError("nothing")
    if isinstance(y, int):
        return x + y
    assert len(y) > 1, "short"
    return x if y == "same" else -x


NARROWED = """\
def narrowed(x: Optional[Tensor], y: Union[int, str]) -> Tensor:
    if x is None:
        raise ValueError('nothing')
    if isinstance(y, int):
        return x + y
    assert len(y) > 1, 'short'
    if y == 'same':
        return x
    return -x
"""


def test_types_that_conditions_tell_need_no_word(backend: str) -> None:
    compiled = ab.script(narrowed)
    assert compiled.code.endswith(NARROWED)
    again, x = scripted_again(compiled), torch.ones(2)
    assert all(torch.equal(again(x, y), narrowed(x, y)) for y in (1, "same", "other"))
    with pytest.raises(ValueError, match="nothing"):
        again(None, 1)


# -- what a text needs besides itself


class Pair(NamedTuple):
    a: Tensor
    n: int = 2


class Kind(enum.Enum):
    ONE = 1
    TWO = 2


class Counter:
    def __init__(self, count: int) -> None:
        self.count = count

    def add(self, by: int) -> int:
        self.count += by
        return self.count


def objects(p: Pair, kind: Kind, c: Counter) -> tuple[Pair, Kind, int, float]:
    mine = Counter(3)
    if kind is Kind.ONE:
        kind = Kind.TWO
    return Pair(p.a + p.n, mine.add(c.add(1))), kind, mine.count, -math.inf


def test_classes_are_imported(backend: str) -> None:
    compiled = ab.script(objects)
    assert f"from {__name__} import Pair" in compiled.code
    again = scripted_again(compiled)
    pair, *rest = again(Pair(torch.ones(1)), Kind.ONE, Counter(4))
    assert type(pair) is Pair and pair == (3.0, 8) and rest == [Kind.TWO, 8, -math.inf]


def test_classes_that_no_import_reaches_are_constants(backend: str) -> None:
    class Local(NamedTuple):
        x: Tensor

    def f(x: Tensor) -> Local:
        return Local(x + 1)

    compiled = ab.script(f)
    code, constants = compiled.code_with_constants
    assert "Local = CONSTANTS.Local" in code and constants.Local is Local
    assert type(scripted_again(compiled)(torch.ones(1))) is Local


def test_tensors_are_constants(backend: str) -> None:
    table = torch.arange(3.0)
    traced = ab.trace(lambda x: x * table + 2, (torch.ones(3),))
    code, constants = traced.code_with_constants
    assert "x * CONSTANTS.c0 + 2" in code and torch.equal(constants.c0, table)
    x = torch.randn(3)
    assert torch.equal(scripted_again(traced)(x), x * table + 2)


def test_parameters_keep_their_names(backend: str) -> None:
    def f(len: list[int], torch: Tensor, ab: int) -> tuple[Tensor, int, list[int]]:
        str = [1]
        return torch.sum() + ab, ab, len + str

    def g(len: list[int], ab: int) -> int:
        size = 0
        for x in len:
            size += x * ab
        return size

    for compiled, arguments in ((ab.script(f), ([1], torch.ones(2), 3)), (ab.script(g), ([1, 2], 3))):
        names = [a.name for a in compiled.schema.arguments]
        again = scripted_again(compiled)
        assert again(**dict(zip(names, arguments))) == compiled(*arguments)


# -- modules and methods


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
        self.register_buffer("calls", torch.zeros(1))

    def scaled(self, x: Tensor, by: int) -> Tensor:
        self.calls += 1
        return x * by

    @ab.export
    def forward(self, x: Tensor) -> Tensor:
        task = ab.fork(self.scaled, x, 3)
        first = ab.fork(self.layers, x)
        return self.layers[0](x) + ab.wait(task) + first.wait()


NET = """\
import anabranch as ab
from torch import Tensor


def forward(self, x: Tensor) -> Tensor:
    task = ab.fork(self.scaled, x, 3)
    first = ab.fork(self.layers.forward, x)
    return getattr(self.layers, '0').forward(x) + ab.wait(task) + ab.wait(first)
"""


@pytest.mark.compiles_only
def test_a_module_shows_forward_and_its_methods_themselves() -> None:
    compiled = ab.script(Net())
    assert compiled.code == NET == compiled.forward.code
    assert compiled.code_with_constants[0] == NET
    assert "def scaled(self, x: Tensor, by: int) -> Tensor:" in compiled.scaled.code
    kinds = [n.kind() for n in compiled.inlined_graph.walk()]
    assert "prim::CallMethod" not in kinds and kinds.count("prim::fork") == 2
    assert [n.kind() for n in compiled.scaled.inlined_graph.walk()] == [n.kind() for n in compiled.scaled.graph.walk()]


@pytest.mark.forks
def test_a_traced_module_can_be_written(backend: str) -> None:
    module, x = Net(), torch.randn(2, 2)
    traced = ab.trace(module, (x,))

    class Written(Net):
        forward = vars(loaded(*traced.code_with_constants))["forward"]

    again = Written()
    again.load_state_dict(module.state_dict())
    assert torch.allclose(ab.script(again)(x), module(x))
    assert traced.code.count("ab.fork(") == 2


# -- refusals


STRANGE = """
graph(%x.1 : Tensor):
  %2 : Tensor = prim::Strange(%x.1) # model.py:3:4
  return (%2)
"""


@pytest.mark.compiles_only
def test_what_has_no_spelling_is_refused_in_words() -> None:
    with pytest.raises(ab.ExportError, match=r"prim::Strange cannot be written in Python") as caught:
        program.code(function_of("strange", ab.parse_ir(STRANGE)))
    assert "model.py:3:4" in str(caught.value) and "help: " in str(caught.value)
