"""``parse_ir(str(g), g.constants, g.types) == g``, for random graphs and for chosen ones."""

import enum
import math
from typing import NamedTuple

import pytest
import torch
from hypothesis import given, settings

import graph_strategies
from anabranch.ir.builder import Builder
from anabranch.ir.equality import difference
from anabranch.ir.function import Function
from anabranch.ir.graph import Graph
from anabranch.lang.nominal import ClassType, EnumType, InterfaceType
from anabranch.lang.schema import Schema
from anabranch.lang.tensor_types import refined
from anabranch.lang.types import INT, TENSOR, FunctionType, ListType, NamedTupleType
from anabranch.text.parser import parse_ir


def round_trip(graph: Graph) -> Graph:
    again = parse_ir(str(graph), graph.constants, graph.types)
    assert difference(graph, again) is None
    assert str(again) == str(graph)
    return again


@settings(max_examples=60, deadline=None)
@given(graph_strategies.graphs())
@pytest.mark.slow
def test_random_graphs(graph: Graph) -> None:
    round_trip(graph)
    copy = graph.copy()
    assert copy == graph and str(copy) == str(graph)


@settings(max_examples=100, deadline=None)
@given(graph_strategies.constants)
@pytest.mark.slow
def test_constants(value: object) -> None:
    builder = Builder()
    builder.graph.registerOutput(builder.constant(value))
    round_trip(builder.graph)


@settings(max_examples=100, deadline=None)
@given(graph_strategies.types)
@pytest.mark.slow
def test_types(t: object) -> None:
    graph = Graph()
    graph.addInput("x", t)
    assert next(parse_ir(str(graph)).inputs()).type() == t


class Color(enum.Enum):
    RED = 1
    GREEN = "g"


class Point(NamedTuple):
    x: torch.Tensor
    y: int = 3


def test_nominal_types_come_back_as_the_same_objects() -> None:
    cls = ClassType("__torch__.Net", is_module=True)
    color = EnumType("__torch__.Color", INT, {"RED": 1}, Color)
    point = NamedTupleType((TENSOR, INT), "__torch__.Point", ("x", "y"), (("y", 3),), Point)
    interface = InterfaceType("__torch__.mod.Shape")
    graph = Graph()
    for name, t in {"a": cls, "b": color, "c": point, "d": interface, "e": ListType(cls)}.items():
        graph.addInput(name, t)
    builder = Builder(graph)
    builder.emit("prim::Constant", [], color, {"value": ("ival", Color.RED)})
    fn = Function("__torch__.callee", Schema("callee", "", (), ()))
    builder.function(fn)
    again = round_trip(graph)
    assert [v.type() for v in again.inputs()] == [v.type() for v in graph.inputs()]
    assert again.findNode("prim::Constant").constant_value() is Color.RED
    assert isinstance(graph.types["callee"], FunctionType)


def test_wrapped_numbers_and_other_scalars_are_told_apart() -> None:
    builder = Builder()
    t = refined(torch.tensor(2))
    builder.constant(torch.tensor(2), t).node().set_attribute("wrapped", "i", 1)
    builder.constant(torch.tensor(2), t)
    text = str(round_trip(builder.graph))
    assert "Constant[value={2}]()" in text
    assert "Constant[value={2}, wrapped=0]()" in text


@pytest.mark.parametrize("value", [0.1, 1 / 3, 1e-45, 3.4e38, -0.0, math.inf, -math.inf, math.nan, 5.0, 16777217.0])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.float16, torch.bfloat16])
def test_scalar_tensors_keep_every_digit(value: float, dtype: torch.dtype) -> None:
    tensor = torch.tensor(value, dtype=dtype)
    builder = Builder()
    builder.constant(tensor, refined(tensor))
    assert not builder.graph.constants
    round_trip(builder.graph)


def test_tensors_travel_beside_the_text() -> None:
    builder = Builder()
    tensor = torch.randn(2, 3)
    builder.constant(tensor)
    builder.constant(torch.arange(30.0))
    assert list(builder.graph.constants) == ["0", "1"]
    again = round_trip(builder.graph)
    assert next(again.nodes()).t("value") is tensor


def test_overloads_that_types_do_not_tell_are_written() -> None:
    from anabranch.ops import operators

    graph = Graph()
    x = graph.addInput("x")
    builder = Builder(graph)
    op = operators.find("aten::add.out")
    builder.call_op(op, [x, x, builder.constant(1), x])
    usual = operators.find("aten::add.Tensor")
    builder.call_op(usual, [x, x, builder.constant(1)])
    again = round_trip(graph)
    assert [n.op for n in again.findAllNodes("aten::add")] == [op, usual]
