"""Passes: how they are run and checked, and outlining, which both ways in share."""

from __future__ import annotations

import pytest
import torch

import anabranch as ab
from anabranch.base import config
from anabranch.base.errors import GraphError
from anabranch.ir.graph import Graph
from anabranch.lang.types import INT
from anabranch.passes import pipelines
from anabranch.passes.context import PassContext
from anabranch.passes.outline import free_values, is_inside, outline


def twice(x: int) -> int:
    return x + x


def drops_what_is_used(graph: Graph, context: PassContext) -> int:
    """A faulty pass: the result of the graph is no longer defined."""
    next(n for n in graph.nodes() if n.kind() == "aten::add")._unlink()
    return 1


def test_a_pass_that_breaks_the_graph_is_caught() -> None:
    graph = ab.script(twice).graph.copy()
    with config.settings.override(verify=True), pytest.raises(GraphError, match="used before it is defined"):
        pipelines.run((drops_what_is_used,), graph)


def test_without_verification_it_is_not() -> None:
    with config.settings.override(verify=False):
        pipelines.run((drops_what_is_used,), ab.script(twice).graph.copy())


def test_the_suite_verifies() -> None:
    assert config.settings.verify


def test_statistics_count_what_each_pass_did() -> None:
    graph = Graph()
    x = graph.addInput("x", INT)
    for value in (1, 1, 2):
        graph.block().append(graph.create("prim::Constant", [], [INT]).set_attribute("value", "i", value))
    graph.registerOutput(x)
    context = pipelines.run((*pipelines.CANONICAL, *pipelines.BEFORE_EMIT), graph)
    assert context.changes["drop_unused"] == 3
    assert list(graph.nodes()) == []


def test_dump_says_how_many_changes_a_pass_made(capsys: pytest.CaptureFixture[str]) -> None:
    with config.settings.override(dump=frozenset({"passes"})):
        pipelines.run(pipelines.BEFORE_EMIT, ab.script(twice).graph.copy())
    assert "after drop_dead_constants (0 changes):\ngraph(" in capsys.readouterr().out


def nested(x: torch.Tensor, n: int) -> torch.Tensor:
    y = torch.relu(x)
    if n > 0:
        z = y
    else:
        z = x
    return z


def test_outlining_takes_what_only_inner_results_use() -> None:
    """A value that a branch merely hands on is read from outside, too."""
    graph = ab.script(nested).graph
    branch = graph.findNode("prim::If")
    assert branch is not None
    taken, handed_on = branch.blocks()
    assert [v.debugName() for v in free_values(taken)] == ["y.1"]
    assert [v.debugName() for v in free_values(handed_on)] == ["x.1"]
    assert [v.debugName() for v in free_values(graph.block())] == []
    body, values = outline(handed_on, free_values(handed_on), list(handed_on.outputs()))
    assert [v.debugName() for v in body.inputs()] == ["x.1"]
    assert list(body.outputs()) == [values[v] for v in handed_on.outputs()]
    assert not is_inside(branch, taken)


def fork_in_a_branch(x: torch.Tensor, flag: bool) -> torch.Tensor:
    scale = x + 1
    future = ab.fork(nested, scale, 2)
    if flag:
        future = ab.fork(nested, x, 0)
    return ab.wait(future)


def test_scripted_and_traced_forks_are_outlined_alike() -> None:
    scripted = ab.script(fork_in_a_branch).graph.findAllNodes("prim::fork")
    traced = ab.trace(lambda x: ab.wait(ab.fork(torch.relu, x + 1)), (torch.ones(2),)).graph.findAllNodes("prim::fork")
    for fork in [*scripted, *traced]:
        body = fork.g("Subgraph")
        assert len(list(body.inputs())) == fork.inputsSize()
        assert len(list(body.outputs())) == 1


def constant_arithmetic(n: int) -> float:
    day = 60 * 60 * 24
    half: float = -1 / 2
    return n % (day // 3600) + half if 2 * 3 > 5 else 0.0


def raises_when_run(n: int) -> int:
    if n > 0:
        return 1 // (2 - 2)
    return 9223372036854775807 + 1 if n < -5 else n


def test_arithmetic_of_constants_is_folded_except_what_raises() -> None:
    folded = pipelines.prepared(ab.script(constant_arithmetic).graph)
    assert [n.kind() for n in folded.walk() if n.kind().startswith("aten::")] == ["aten::remainder", "aten::add"]
    kept = pipelines.prepared(ab.script(raises_when_run).graph)
    assert len(kept.findAllNodes("aten::floordiv")) == len(kept.findAllNodes("aten::add")) == 1
    assert not kept.findAllNodes("aten::sub")


def test_folded_programs_mean_the_same(backend: str) -> None:
    assert ab.script(constant_arithmetic)(50) == constant_arithmetic(50) == 1.5
    compiled = ab.script(raises_when_run)
    assert compiled(-3) == -3
    with pytest.raises(ZeroDivisionError, match="integer division"):
        compiled(1)
    with pytest.raises(OverflowError):
        compiled(-9)
