"""Texts that are no graph: edits at random of graphs' texts, nesting without end.  Only GraphError leaves, with its place."""

from __future__ import annotations

import random

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.base.errors import GraphError
from anabranch.ir.graph import Graph
from support.text_mutants import is_read, mutant


def loops(x: Tensor, n: int) -> Tensor:
    futures = [ab.fork(torch.relu, x)]
    for i in range(n):
        if i % 2 == 0:
            x = x + i * 0.5
        else:
            x = x[0:1, None] @ x.t()
    names = {"a": 1, "b": n}
    return x + ab.wait(futures[0]) * float(names["a"])


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(3, 3)

    def forward(self, x: Tensor) -> tuple[Tensor, str]:
        return self.inner(x), "é\n\"" + str(x.dtype)


def texts() -> list[str]:
    graphs: list[Graph] = [
        ab.script(loops).graph,
        ab.script(Net()).graph,
        ab.trace(lambda x: (x @ x + torch.tensor([[1.5, 2.0]])).sum(), torch.ones(2, 2)).graph,
    ]
    return [*map(str, graphs), graphs[1].dumps()]


def check(count: int) -> None:
    chance = random.Random(0)
    outcomes = [is_read(mutant(text, chance)) for text in texts() for _ in range(count)]
    assert 0 < sum(outcomes) < len(outcomes)


@pytest.mark.compiles_only
def test_mutants() -> None:
    check(60)


@pytest.mark.slow
@pytest.mark.compiles_only
def test_thousands_of_mutants() -> None:
    check(2000)


def read(text: str) -> str:
    try:
        return str(ab.parse_ir(text))
    except GraphError as error:
        return f"error: {error}"


@pytest.mark.slow
@pytest.mark.compiles_only
def test_a_line_at_once_is_what_its_pieces_are(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(1)
    mutants = [*texts(), *(mutant(text, chance) for text in texts() for _ in range(300))]
    by_lines = [read(text) for text in mutants]
    monkeypatch.setattr("anabranch.text.parser.line_at", lambda text, at: None)
    assert by_lines == [read(text) for text in mutants]


NESTED = {
    "lists": "graph(%x : int" + "[]" * 50_000 + "):\n  return (%x)\n",
    "optionals": "graph(%x : " + "Optional[" * 50_000 + "int" + "]" * 50_000 + "):\n  return (%x)\n",
    "tuples": "graph(%x : " + "(" * 50_000 + "int" + ")" * 50_000 + "):\n  return (%x)\n",
    "values": "graph():\n  %1 : Any = prim::Constant[value=" + "[" * 50_000 + "]" * 50_000 + "]()\n  return (%1)\n",
    "blocks": "graph(%c : bool):\n" + "  = prim::If(%c)\n block0():\n" * 50_000 + "  return (%c)\n",
    "bodies": "graph():\n" + "  %1 : Future(int) = prim::fork_0()\n  return ()\nwith prim::fork_0 = graph():\n" * 5_000,
}


@pytest.mark.parametrize("kind", NESTED)
def test_nesting_is_bounded(kind: str) -> None:
    with pytest.raises(GraphError, match=r"<graph>:\d+:\d+: nested deeper than 100 levels") as caught:
        ab.parse_ir(NESTED[kind])
    assert len(str(caught.value)) < 1_000


def test_a_graph_verifies_itself() -> None:
    graph = ab.script(loops).graph
    assert graph.verify() is None
    lost = ab.parse_ir("graph(%x : Tensor):\n  %2 : Tensor = aten::relu(%x)\n  return (%2)\n")
    relu = next(lost.nodes())
    relu.removeAllInputs()
    with pytest.raises(GraphError, match=r"aten::relu takes 1 inputs, got 0"):
        lost.verify()
