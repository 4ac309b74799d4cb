"""Text that torch.jit prints: read, printed again alike, and what it has lost is named."""

import re
import warnings

import pytest
import torch

from anabranch.base.errors import GraphError
from anabranch.lang.types import FutureType
from anabranch.text.parser import parse_ir
from anabranch.text.verify import problems, verify
from support.graphs import SEED

warnings.filterwarnings("ignore", category=DeprecationWarning)


def lines(text: str) -> list[str]:
    return [line.split(" # ")[0].rstrip() for line in text.strip().splitlines()]


def inner(x, n: int):
    f = torch.jit.fork(torch.neg, x)
    return torch.jit.wait(f) + n


def program(x: torch.Tensor, l: list[int], d: dict[str, torch.Tensor], o: int | None):
    f = torch.jit.fork(inner, x, 2)
    y = torch.jit.wait(f)
    if l[0] > 1:
        y = y + 1.5
    for i in range(10):
        if i == 3:
            break
        y = y * i
    while bool(y.sum() > 3):
        y = y / 2
    with torch.no_grad():
        y = y.relu()
    if o is not None:
        y = y + o
    assert len(l) > 2, 'it\'s "short"'
    print("tab\t", 1e100, 2.0, 1 / 3, 2j, float("inf"))
    return y[1:2, None], {"a": [1, 2]}, torch.device("cpu"), d


@pytest.mark.slow
@pytest.mark.oracle
def test_a_script_reads_and_prints_as_torch_prints_it():
    text = str(torch.jit.script(program).graph)
    graph = parse_ir(text)
    assert lines(str(graph)) == lines(text)
    assert [str(p).split("\n")[0] for p in problems(graph) if "lost" not in str(p) and "takes 0" not in str(p)] == []


def traced(x, y):
    f = torch.jit.fork(lambda a: a * y + 1, x)
    g = torch.jit.fork(lambda a: torch.jit.wait(torch.jit.fork(torch.neg, a)), x)
    return torch.jit.wait(f) + torch.jit.wait(g) + 2.5 + x.size(0)


@pytest.mark.slow
@pytest.mark.oracle
def test_a_trace_with_nested_forks():
    text = str(torch.jit.trace(traced, (torch.ones(2), torch.ones(2))).graph)
    graph = parse_ir(text)
    verify(graph)
    forks = graph.findAllNodes("prim::fork")
    assert len(forks) == 2 and all(isinstance(f.output().type(), FutureType) for f in forks)
    assert forks[1].g("Subgraph").findNode("prim::fork") is not None
    assert forks[0].g("Subgraph").findNode("prim::fork") is None
    # torch counts nested forks from 0 again; ours go on counting
    renumbered = re.sub(r"prim::fork_\d", "prim::fork_N", "\n".join(lines(text)))
    assert re.sub(r"prim::fork_\d", "prim::fork_N", "\n".join(lines(str(graph)))) == renumbered


def test_futures_in_both_spellings():
    for spelling in ("Future[Tensor]", "Future(Tensor)"):
        graph = parse_ir(f"graph(%f : {spelling}):\n  %x : Tensor = aten::wait(%f)\n  return (%x)")
        verify(graph)


def test_what_the_text_has_lost_is_named():
    graph = parse_ir(
        """graph(%x : Tensor):
  %1 : Float(2, strides=[1], requires_grad=0, device=cpu) = prim::Constant[value= 1.0000  0.3333 [ CPUFloatType{2} ]]()
  %2 : Tensor = prim::Constant[value=<Tensor>]()
  %3 : Function = prim::Constant[name="callee"]()
  %4 : Tensor = ^ign[]()(%x)
  return (%1)
"""
    )
    with pytest.raises(GraphError) as error:
        verify(graph)
    for lost in ("the value of the tensor", "the function callee", "the Python function ign"):
        assert f"the text has lost {lost}" in str(error.value)


def test_the_seed_document():
    graph = parse_ir(SEED)
    verify(graph)
    assert str(graph) == SEED
    assert parse_ir(str(graph)) == graph


@pytest.mark.compiles_only
@pytest.mark.oracle
def test_parsed_graphs_run(backend):
    from anabranch.api.script import ScriptFunction
    from anabranch.ir.graph_function import function_of

    graph = parse_ir(str(torch.jit.trace(traced, (torch.ones(2), torch.ones(2))).graph))
    x, y = torch.randn(2, 3)
    torch.testing.assert_close(ScriptFunction(function_of("parsed", graph))(x, y), traced(x, y))


@pytest.mark.parametrize(
    "text, place, message",
    [
        ("graph(%x : Tensor):\n  return (%y)", "2:10", "undefined value %y"),
        ("graph(%x : Tensr):\n  return (%x)", "1:11", "unknown type Tensr"),
        ("graph(%x : Tensor)\n  return (%x)", "2:2", "expected ':', got 'return'"),
        ("graph(%x : int):\n  %x : int = prim::Constant[value=1]()\n  return (%x)", "2:2", "%x is defined twice"),
        ("graph():\n  %x : int = prim::Constant[value=1.5]()\n  return (%x)", "2:34", "expected an int"),
        ("graph():\n  %x : int = Constant()\n  return (%x)", "2:13", "expected a kind such as aten::add"),
        ("graph():\n  %x : bool = prim::Constant[value=1]() )\n  return (%x)", "2:40", "expected a node"),
        ("graph():\n  return ()\nwith prim::fork_0 = graph():\n  return ()", "3:0", "expected a declaration"),
    ],
)
def test_errors_say_where_and_what(text, place, message):
    with pytest.raises(GraphError) as error:
        parse_ir(text)
    assert str(error.value).startswith(f"<graph>:{place}: {message}")
    assert str(error.value).splitlines()[-1].strip() == "~"
