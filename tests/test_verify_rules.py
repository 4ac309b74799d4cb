"""``verify``: each rule with a graph that breaks it, and the words it uses."""

import pytest
import torch

from anabranch.base.errors import GraphError
from anabranch.ir.builder import Builder
from anabranch.lang.types import BOOL, INT, TENSOR, FutureType, ListType
from anabranch.ops import operators
from anabranch.text.parser import parse_ir
from anabranch.text.verify import verify


def message(graph) -> str:
    with pytest.raises(GraphError) as error:
        verify(graph)
    return str(error.value)


def test_use_before_definition():
    builder = Builder()
    a, b = builder.constant(1), builder.constant(2)
    total = builder.call_op(operators.find("aten::add.int"), [a, b])
    b.node().moveAfter(total)
    assert f"%{b.debugName()} is used before it is defined" in message(builder.graph)


def test_a_value_of_an_inner_block_is_not_known_outside():
    builder = Builder()
    node = builder.if_(builder.constant(True))
    for block in node.blocks():
        with builder.at(block):
            inner = builder.constant(1)
        block.registerOutput(inner)
    node.addOutput(INT)
    builder.graph.registerOutput(inner)
    assert "is used before it is defined" in message(builder.graph)


def test_uses_that_are_not_there():
    builder = Builder()
    a = builder.constant(1)
    builder.graph.registerOutput(a)
    a._uses.clear()
    assert "does not know that it is used here" in message(builder.graph)


def test_operators_against_their_schemas():
    builder = Builder()
    text, one = builder.constant("a"), builder.constant(1)
    builder.call_op(operators.find("aten::add.int"), [text, one])
    assert "argument a of aten::add.int: expected int, got str" in message(builder.graph)
    builder = Builder()
    builder.call_op(operators.find("aten::add.int"), [builder.constant(1)])
    assert "aten::add.int takes 2 inputs, got 1" in message(builder.graph)


def test_an_operator_without_overload():
    text = 'graph():\n  %s : str = prim::Constant[value="a"]()\n  %x : int = aten::relu(%s)\n  return (%x)'
    assert "no overload of aten::relu is chosen" in message(parse_ir(text))


BOOL_X = "%b : bool = prim::Constant[value=1]()\n  "
INT_X = "%x : int = prim::Constant[value=1]()\n  "
GIVES_B = "():\n      -> (%b)\n    "


@pytest.mark.parametrize(
    "body, words",
    [
        (
            f"%b : int = prim::Constant[value=1]()\n  %x : int = prim::If(%b)\n    block0{GIVES_B}block1{GIVES_B}",
            "the condition of prim::If: expected bool",
        ),
        (
            f"{BOOL_X}%x : bool = prim::If(%b)\n    block0():\n      -> ()\n    block1{GIVES_B}",
            "a block of prim::If gives 1 values, got 0",
        ),
        (f"{BOOL_X}%x : bool = prim::If(%b)\n    block0{GIVES_B}", "prim::If has 2 blocks, got 1"),
        (f"{INT_X}%w : int = aten::wait(%x)", "aten::wait: expected a Future, got int"),
        (f"{INT_X}%v : str[] = prim::ListConstruct(%x)", "element %x of the list: expected str, got int"),
        (f"{INT_X}%w : (int, str) = prim::TupleConstruct(%x, %x)", "expected str, got int"),
    ],
)
def test_structure(body, words):
    assert words in message(parse_ir(f"graph():\n  {body}\n  return (%x)"))


def test_forks():
    body = Builder()
    body.graph.registerOutput(body.graph.addInput("a", INT))
    builder = Builder()
    x = builder.graph.addInput("x", BOOL)
    builder.emit("prim::fork", [x], FutureType(TENSOR), {"Subgraph": ("g", body.graph)})
    text = message(builder.graph)
    assert "prim::fork captures %x: expected int, got bool" in text
    assert "prim::fork: expected Future[int], got Future[Tensor]" in text


def test_a_good_graph_passes():
    builder = Builder()
    x = builder.graph.addInput("x", ListType(INT))
    builder.graph.registerOutput(x)
    builder.constant(torch.ones(3))
    verify(builder.graph)
