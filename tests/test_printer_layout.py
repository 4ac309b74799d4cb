"""The layout of graphs is TorchScript's; tensors and strings as torch shows them."""

import pytest
import torch

from anabranch.base.source import Span
from anabranch.ir.builder import Builder
from anabranch.ir.graph import Graph
from anabranch.lang.types import INT, NONE
from anabranch.lang.value_text import complex_text, float_text, string_text
from anabranch.text.tensor_text import tensor_text


def test_blocks_attributes_and_places():
    graph = Graph()
    x, y = graph.addInput("x.1"), graph.addInput("y", INT)
    builder = Builder(graph)
    with builder.from_(Span("m.py", 3, 7)):
        node = builder.if_(builder.constant(True))
    for block in node.blocks():
        block.registerOutput(x)
    node.addOutput(x.type()).setDebugName("z")
    builder.scope = "__module.lin"
    builder.set_attr(x, "n", y)
    graph.registerOutput(node.output())
    assert str(graph) == (
        "graph(%x.1 : Tensor,\n"
        "      %y : int):\n"
        "  %2 : bool = prim::Constant[value=1]() # m.py:3:7\n"
        "  %z : Tensor = prim::If(%2) # m.py:3:7\n"
        "    block0():\n"
        "      -> (%x.1)\n"
        "    block1():\n"
        "      -> (%x.1)\n"
        '   = prim::SetAttr[name="n"](%x.1, %y), scope: __module.lin\n'
        "  return (%z)\n"
    )
    assert " # " not in graph.str(False)


def test_forks_are_numbered_over_the_whole_text():
    def body(inner=None):
        made = Builder()
        value = made.graph.addInput("a")
        made.graph.registerOutput(made.wait(made.fork(inner, [value])) if inner else value)
        return made.graph

    builder = Builder()
    x = builder.graph.addInput("x")
    builder.fork(body(body()), [x])
    builder.fork(body(), [x])
    heads = [line for line in str(builder.graph).splitlines() if line.startswith("with")]
    assert [h.split()[1] for h in heads] == ["prim::fork_0", "prim::fork_2", "prim::fork_1"]


def test_python_operators():
    builder = Builder()
    x = builder.graph.addInput("x")
    builder.emit("prim::PythonOp", [x], NONE, {"name": ("s", "show"), "fn": ("py", print)})
    assert "= ^show(%x)" in str(builder.graph)


@pytest.mark.parametrize(
    "value, text",
    [
        (2.0, "2."),
        (0.1, "0.10000000000000001"),
        (1e100, "1e+100"),
        (float("inf"), "inf"),
        (-0.0, "-0."),
        (1e20, "1e+20"),
    ],
)
def test_floats(value, text):
    assert float_text(value) == text


def test_complex_numbers_and_strings():
    assert complex_text(1 - 2j) == "1.-2.j"
    assert string_text('it\'s "é"\n\x01') == r'"it\'s \"\303\251\"\n\001"'


TENSORS = [
    torch.tensor([1.0, 1 / 3]), torch.tensor([True, False]), torch.tensor([1.5, 1e10, -1]),
    torch.tensor([[1, 2], [30, 4]]),
    torch.tensor([1e-5, 1]), torch.tensor([float("inf"), 1]), torch.tensor([]), torch.tensor([[[1.0, 2], [3, 4]]]),
    torch.tensor([0.001, 0.002]), torch.arange(20), torch.tensor([123456.5, 1.25]), torch.tensor([1e9, 3.0]),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("tensor", TENSORS, ids=str)
@pytest.mark.oracle
def test_tensors_look_as_in_torch(tensor):
    shown = str(torch.jit.trace(lambda x: x + tensor.sum(), (torch.ones(()),), check_trace=False).graph)
    constant = next(line for line in shown.splitlines() if "prim::Constant[value=" in line and "strides" in line)
    assert constant.partition("value=")[2].rpartition("]()")[0] == tensor_text(tensor)
