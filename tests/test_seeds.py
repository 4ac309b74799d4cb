"""The two documents that describe the system (seeds 000 and 002): their examples, as written there."""

import re

import pytest
import torch
from torch import Tensor

import anabranch as ab
from support.graphs import SEED


def foo(a: Tensor, b: int) -> Tensor:
    return a + b


def bar(a):
    fut: ab.Future[Tensor] = ab.fork(foo, a, b=2)
    return ab.wait(fut)


def bar_old_spelling(a):
    fut: torch.jit.Future[Tensor] = torch.jit.fork(foo, a, b=2)
    return torch.jit.wait(fut)


class AddMod(torch.nn.Module):
    def forward(self, a: Tensor, b: int):
        return a + b


class Mod(torch.nn.Module):
    def __init__(self):
        super(Mod, self).__init__()
        self.mod = AddMod()

    def forward(self, input):
        fut = ab.fork(self.mod, a, b=2)  # noqa: F821 - the mistake stands in the document
        return ab.wait(fut)


class ModOldSpelling(Mod):
    def forward(self, input):
        fut = torch.jit.fork(self.mod, a, b=2)  # noqa: F821
        return torch.jit.wait(fut)


class MeantMod(Mod):
    def forward(self, input):
        fut = ab.fork(self.mod, input, b=2)
        return ab.wait(fut)


def without_numbers_and_places(graph: str) -> str:
    """The text with numbered values renumbered in order of appearance, without source comments."""
    text = re.sub(r"\s*# \S+:\d+:\d+[^\n]*", "", graph)
    numbers: dict[str, str] = {}
    return re.sub(r"%\d+\b", lambda match: numbers.setdefault(match[0], f"%{len(numbers)}"), text).strip()


def test_eager():
    assert bar(torch.tensor(2)) == 4


@pytest.mark.forks
@pytest.mark.parametrize("program", [bar, bar_old_spelling])
def test_scripted(backend, program):
    input = torch.tensor(2)
    script_bar = ab.script(program)
    assert script_bar(input) == bar(input)
    assert isinstance(script_bar, ab.ScriptFunction)
    text = str(script_bar.graph)
    assert "Future[Tensor] = prim::fork_0(" in text and "with prim::fork_0 = graph(" in text and "aten::wait" in text


@pytest.mark.forks
def test_traced(backend):
    input = torch.tensor(2)
    traced = ab.trace(bar, (input,))
    assert "fork" in str(traced.graph)
    assert traced(input) == 4
    assert traced(torch.tensor(40)) == 42


@pytest.mark.compiles_only
def test_the_traced_graph_is_the_one_in_the_document():
    graph = str(ab.trace(bar, (torch.tensor(2),)).graph)
    assert without_numbers_and_places(graph) == without_numbers_and_places(SEED)


@pytest.mark.slow
@pytest.mark.oracle
def test_the_traced_graph_is_torch_jits():
    theirs = str(torch.jit.trace(bar_old_spelling, (torch.tensor(2),)).graph)
    ours = str(ab.trace(bar, (torch.tensor(2),)).graph)
    assert without_numbers_and_places(ours) == without_numbers_and_places(theirs)


def test_the_document_s_graph_reads_back():
    graph = ab.parse_ir(SEED)
    assert without_numbers_and_places(str(graph)) == without_numbers_and_places(SEED)


@pytest.mark.parametrize("module", [Mod, ModOldSpelling])
def test_the_undefined_name_eager(module):
    with pytest.raises(NameError, match="name 'a' is not defined"):
        module()(torch.tensor(2))


@pytest.mark.parametrize("module", [Mod, ModOldSpelling])
def test_the_undefined_name_compiled(module):
    with pytest.raises(ab.CompileError) as raised:
        ab.script(module())
    line = module.forward.__code__.co_firstlineno + 1
    lines = str(raised.value).splitlines()
    first = re.fullmatch(rf"\S*test_seeds\.py:{line}:(\d+): undefined value a", lines[0])
    assert first, lines[0]
    source, mark = lines[1], lines[2]
    assert "fork(self.mod, a, b=2)" in source
    assert source[mark.index("~")] == "a" and mark.strip() == "~"
    assert "forward" in str(raised.value)


@pytest.mark.forks
def test_what_the_module_example_meant(backend):
    input = torch.tensor(2)
    module = MeantMod()
    assert module(input) == 4
    assert ab.script(module)(input) == 4
    assert ab.script(module).forward(input) == 4


@pytest.mark.forks
def test_what_the_module_example_meant_traced(backend):
    traced = ab.trace(MeantMod(), (torch.tensor(2),))
    assert "prim::fork" in str(traced.inlined_graph)
    assert traced(torch.tensor(3)) == 5
