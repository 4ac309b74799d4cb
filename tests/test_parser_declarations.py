"""``parse_ir(graph.dumps(), graph.constants)`` gives the graph with everything that it names: classes, modules, interfaces,
enums, named tuples, functions."""

from __future__ import annotations

import enum
import random
from typing import Any, NamedTuple, Optional

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.base.errors import GraphError
from anabranch.ir.graph import Graph
from anabranch.ir.graph_function import function_of
from anabranch.lang.nominal import AttributeKind, ClassType, EnumType, InterfaceType
from anabranch.lang.types import INT, NamedTupleType
from anabranch.objects.script_function import ScriptFunction
from anabranch.text.declarations import reachable, types_in
from support import corpus
from support.text_mutants import is_read, mutant


def read_back(graph: Graph) -> Graph:
    text = graph.dumps()
    again = ab.parse_ir(text, graph.constants)
    assert again.dumps() == text
    again.verify()
    return again


# -- the corpus


@pytest.fixture(scope="module")
def programs() -> list[tuple[str, Graph]]:
    return list(corpus.graphs())


@pytest.mark.slow
@pytest.mark.compiles_only
@pytest.mark.xdist_group("corpus")
def test_every_program_of_the_corpus(programs: list[tuple[str, Graph]]) -> None:
    assert len(programs) > 250
    for name, graph in programs:
        assert read_back(graph), name


@pytest.mark.slow
@pytest.mark.compiles_only
@pytest.mark.xdist_group("corpus")
def test_mutants_of_every_program_of_the_corpus(programs: list[tuple[str, Graph]]) -> None:
    chance = random.Random(1)
    outcomes = [is_read(mutant(graph.dumps()[:20_000], chance)) for _, graph in programs]
    assert 0 < sum(outcomes) < len(outcomes)


# -- one of each


class Color(enum.Enum):
    RED = 1
    GREEN = 2


class Point(NamedTuple):
    x: Tensor
    n: int = 3
    s: str = "a, (b\""


@ab.script
class Counter:
    def __init__(self, start: int, *, step: float = 1) -> None:
        self.count = start
        self.step = step
        self.next: Optional[Counter] = None

    @property
    def double(self) -> int:
        return self.count * 2

    @double.setter
    def double(self, value: int) -> None:
        self.count = value // 2

    def add(self, n: int) -> int:
        self.count = self.count + n
        return self.count


@ab.interface
class Adds:
    def add(self, n: int) -> int: ...


def helper(c: Adds) -> int:
    if c.add(1) > 100:
        return c.add(1)
    return c.add(2)


class Elsewhere:
    @staticmethod
    def helper(n: int, pair: tuple[int, str] = (1, "2")) -> int:
        if n > 100:
            return n - 1
        return n + pair[0]


other_helper = Elsewhere.helper


def uses_all(x: Tensor, n: int) -> tuple[Tensor, int, str]:
    c = Counter(n)
    c.double = c.double + 4
    p = Point(x + torch.tensor([[1.5, 2.5]]), n)
    future = ab.fork(helper, c)
    total = ab.wait(future) + other_helper(c.add(1))
    return p.x, total + p.n, p.s


def with_enums(x: Tensor, color: Color) -> Point:
    if color == Color.RED:
        return Point(x)
    return Point(x, color.value)


class Inner(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(2))
        self.register_buffer("seen", torch.zeros(2))
        self.names: list[str] = ["a"]
        self.color = Color.RED

    __constants__ = ["size", "dtype"]
    size = (2, None, 0.5)
    dtype = torch.float32

    def forward(self, x: Tensor) -> Tensor:
        return x * self.weight + self.seen


class Outer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList([Inner(), nn.Linear(2, 2)])

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x)
        return x


def types_by_name(graph: Graph) -> dict[str, object]:
    found: list[Any] = reachable(types_in(graph))
    return {getattr(t, "name", "").rpartition(".")[2] or t.function.qualified_name: t for t in found}


def test_a_read_program_runs_like_the_one_that_was_printed(backend: str) -> None:
    compiled = ab.script(uses_all)
    again = ScriptFunction(function_of("uses_all", read_back(compiled.graph), ["x", "n"]))
    for n in (2, 200):
        x = torch.ones(1, 2)
        got, expected = again(x, n), uses_all(x, n)
        torch.testing.assert_close(got[0], expected[0])
        assert got[1:] == expected[1:]


@pytest.mark.compiles_only
def test_what_the_declarations_say() -> None:
    found = types_by_name(read_back(ab.script(uses_all).graph)) | types_by_name(read_back(ab.script(with_enums).graph))
    counter, color, point, adds = (found[name] for name in ("Counter", "Color", "Point", "Adds"))
    assert isinstance(counter, ClassType) and set(counter.attributes) == {"count", "step", "next"}
    assert counter.attributes["next"].type.contained() == (counter,)
    assert {"__double_getter", "__double_setter"} <= counter.methods.keys()
    step = counter.methods["__init__"].schema.arguments[-1]
    assert (step.name, step.default) == ("step", 1.0)
    assert isinstance(color, EnumType) and (color.value_type, color.members) == (INT, {"RED": 1, "GREEN": 2})
    assert isinstance(point, NamedTupleType) and dict(point.defaults) == {"n": 3, "s": 'a, (b"'}
    assert isinstance(adds, InterfaceType) and adds.methods["add"].return_type == INT


@pytest.mark.compiles_only
def test_modules() -> None:
    found = types_by_name(read_back(ab.script(Outer()).graph))
    inner = found["Inner"]
    assert isinstance(inner, ClassType) and inner.is_module
    kinds = {a.name: a.kind for a in inner.attributes.values()}
    assert kinds["weight"] is AttributeKind.PARAMETER and kinds["seen"] is AttributeKind.BUFFER
    assert kinds["names"] is AttributeKind.ATTRIBUTE
    assert inner.constants["size"] == (2, None, 0.5) and inner.constants["dtype"] is torch.float32


@pytest.mark.compiles_only
def test_functions_of_one_name() -> None:
    graph = ab.script(uses_all).graph
    assert '[name="helper"]' in str(graph) and '[name="helper.1"]' in str(graph)
    assert ab.parse_ir(str(graph), graph.constants, graph.types) == graph


@pytest.mark.compiles_only
def test_given_types_come_before_declared_ones() -> None:
    graph = ab.script(Outer()).graph
    again = ab.parse_ir(graph.dumps(), graph.constants, graph.types)
    assert again == graph
    assert next(again.inputs()).type() is next(graph.inputs()).type()


@pytest.mark.compiles_only
def test_a_constant_that_no_text_holds() -> None:
    t = ClassType("__torch__.C")
    t.constants["f"] = print
    graph = Graph()
    graph.addInput("x", t)
    assert "constant f = ...\n" in graph.dumps()
    read_back(graph)


# -- texts that are wrong

HEAD = "graph(%x : __torch__.A):\n  return (%x)\n\n"
WRONG = {
    "class __torch__.A:\n  attribute a : int\nclass __torch__.A:\n": (r"6:0: __torch__.A is declared twice"),
    "class __torch__.A:\n  colour a : int\n": (r"5:9: no member of a class begins with 'colour'"),
    "class __torch__.A:\n  attribute a : nothing\n": (r"5:16: unknown type nothing"),
    "class __torch__.A:\n  def m(self : int) -> int:\n  graph(%x : int):\n    return (%y)\n": (r"7:12: undefined value %y"),
    "class __torch__.A:\n  constant a = nothing\n": (r"5:15: expected a value, got 'nothing'"),
    "enum __torch__.A(int):\n  B = 1.5\n": (r"5:6: expected an int"),
    "interface a.I:\ninterface b.I:\n": (r"5:0: a second interface is spelled InterfaceType<I>"),
    "namedtuple P: NamedTuple(a : int)\nnamedtuple Q: NamedTuple(a : int)\n": (r"5:0: P and Q have the same fields"),
    "namedtuple P: int\n": (r"4:14: expected the fields of a named tuple"),
    "class __torch__.A:\n  def m(self : __torch__.A) -> int class __torch__.B:\n": (r"5:35: expected ','"),
    "class __torch__.A:\n  class __torch__.B:\n": (r"\d+:\d+: "),
    "class __torch__.A:\n  constant a = payload(7)\n": (r"5:\d+: there is no payload 7"),
    "what is this": (r"4:0: expected a declaration or the end of the text, got 'what'"),
    "class __torch__.A:\n  attribute a : int" + "[]" * 50_000 + "\n": (r"5:.*nested deeper than 100 levels"),
    "class __torch__.A:\n  constant a = " + "[" * 50_000 + "]" * 50_000 + "\n": (r"5:.*nested deeper than 100 levels"),
}


@pytest.mark.parametrize("text", WRONG, ids=lambda text: text[:60])
def test_errors_say_where_and_what(text: str) -> None:
    with pytest.raises(GraphError, match=f"<graph>:(?:{WRONG[text]})") as caught:
        ab.parse_ir(HEAD + text)
    assert len(str(caught.value)) < 1_000


@pytest.mark.parametrize("number", ["9" * 20_000, "1." + "9" * 20_000, "9" * 20_000 + "+" + "9" * 20_000, "1e" + "9" * 20_000])
def test_long_numbers_take_no_time(number: str) -> None:
    """They took for ever; mutants found it.  The limit is pytest's."""
    try:
        ab.parse_ir(HEAD + f"class __torch__.A:\n  constant a = {number}\n")
    except GraphError as error:
        assert "<graph>:5:" in str(error)
