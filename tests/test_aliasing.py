"""Alias analysis: by hand, and PyTorch's table of operators for results that share memory though no schema says so."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.testing._internal.common_methods_invocations import op_db
from torch.utils._pytree import tree_leaves

import anabranch as ab
from anabranch.analysis.aliasing import Aliases
from anabranch.ops import operators
from anabranch.ops.unmarked_views import UNMARKED_VIEWS
from anabranch.passes.inline import inline_calls


def values(graph: Any) -> dict[str, Any]:
    """The values of a graph and its tasks by the names that the source gives them."""
    found = {v.debugName().split(".")[0]: v for v in graph.inputs()}
    for node in graph.walk():
        found.update({v.debugName().split(".")[0]: v for v in node.outputs()})
        for _, body in node.subgraphs():
            found.update(values(body))
    return found


def with_tasks_inlined(program: Any) -> Any:
    graph = ab.script(program).inlined_graph
    for node in graph.walk():
        for _, body in node.subgraphs():
            inline_calls(body)
    return graph


def views(x: Tensor, n: int):
    a = x + 1
    b = a.view(-1)
    c = b[0]
    d = a * 2
    return a, b, c, d


def lists(x: Tensor, n: int):
    a = x + 1
    b = x + 2
    held = [a]
    held.append(b)
    c = held[n]
    other = [x + 3]
    d = other[0]
    return a, b, c, d


def branches(x: Tensor, n: int):
    a = x + 1
    b = x + 2
    if n > 0:
        c = a
    else:
        c = b
    d = x + 3
    for _ in range(n):
        d = d + 1
    return a, b, c, d


def parts(x: Tensor, n: int):
    a = x + 1
    pair = [a, x + 2]
    b = pair[n]
    halves = a.chunk(2)
    c = halves[0]
    d = torch.cat([a, a])
    return a, b, c, d


def add_one(x: Tensor):
    y = x.add_(1)
    return y


def tasks(x: Tensor, n: int):
    a = x + 1
    f = ab.fork(add_one, a)
    b = ab.wait(f)
    c = x + 2
    d = x + 3
    return a, b, c, d


CASES = [
    (views, {"ab", "ac", "bc"}), (lists, {"ac", "bc"}), (branches, {"ac", "bc"}), (parts, {"ab", "ac", "bc"}), (tasks, {"ab"}),
]  # fmt: skip


@pytest.mark.parametrize(("program", "shared"), CASES, ids=lambda p: getattr(p, "__name__", ""))
def test_who_shares_memory(program: Any, shared: set[str]) -> None:
    graph = with_tasks_inlined(program)
    aliases, named = Aliases(graph), values(graph)
    pairs = {x + y for x in "abcd" for y in "abcd" if x < y and aliases.may_alias(named[x], named[y])}
    assert pairs == shared
    assert not any(aliases.may_alias(named["x"], named[v]) for v in "abd" if program is not tasks)


def test_writers() -> None:
    graph = with_tasks_inlined(tasks)
    aliases, named = Aliases(graph), values(graph)
    assert [n.kind() for n in aliases.writers(named["a"])] == ["aten::add_"]
    assert aliases.writers(named["c"]) == []


def test_what_python_is_given_may_be_written() -> None:
    @ab.ignore
    def python(x: Tensor) -> Tensor:
        return x

    def program(x: Tensor):
        a = x + 1
        b = x + 2
        c = python(a)
        return b, c

    graph = ab.script(program).graph
    aliases, named = Aliases(graph), values(graph)
    assert aliases.writers(named["a"]) and not aliases.writers(named["b"])


# -- what schemas do not say


def storages(tree: Any) -> set[int]:
    tensors = [t for t in tree_leaves(tree) if isinstance(t, Tensor) and t.layout is torch.strided]
    return {t.untyped_storage()._cdata for t in tensors if t.untyped_storage().nbytes()}


def shares(op: Any) -> bool:
    dtype = torch.float32 if op.supports_dtype(torch.float32, "cpu") else next(iter(op.dtypes), None)
    if dtype is None:
        return False
    for sample in list(op.sample_inputs("cpu", dtype))[:60]:
        try:
            result = op(sample.input, *sample.args, **sample.kwargs)
        except (RuntimeError, ValueError, TypeError, NotImplementedError):
            continue
        if storages(result) & storages((sample.input, sample.args, sample.kwargs)):
            return True
    return False


def marks(name: str) -> bool:
    """Whether every overload that gives tensors says what they alias."""
    found = [s for s in operators.overloads(name) if not s.is_own and not any(a.is_output for a in s.arguments)]
    return all(any(r.alias for r in s.returns) for s in found)


@pytest.mark.database
@pytest.mark.filterwarnings("ignore")
def test_results_that_share_memory_are_marked_or_listed() -> None:
    unknown, listed = [], set()
    for op in op_db:
        name = "aten::" + op.name.replace("nn.functional.", "").replace("linalg.", "linalg_").replace("fft.", "fft_")
        listed |= {name} & UNMARKED_VIEWS
        if operators.overloads(name) and name not in UNMARKED_VIEWS and not marks(name) and shares(op):
            unknown.append(name)
    assert sorted(set(unknown)) == [] and len(listed) > 10
