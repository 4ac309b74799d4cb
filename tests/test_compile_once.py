"""What compiling reads and makes, and how often: sources once for each function, programs when something is called."""

import ast
import gc
import inspect
import textwrap
from collections.abc import Iterator
from types import FunctionType

import pytest
import torch
from torch import nn

import anabranch as ab
from anabranch.base import syntax
from anabranch.base.collector import full_collections_later
from anabranch.frontend.source import capture
from anabranch.ops import operators
from anabranch.runtime import native_loader


def plain_functions(module) -> list[FunctionType]:
    found = [module, *(c for c in vars(module).values() if inspect.isclass(c) and c.__module__ == module.__name__)]
    functions = [f for owner in found for f in vars(owner).values() if isinstance(f, FunctionType)]
    return [f for f in functions if f.__module__ == module.__name__ and not hasattr(f, "__wrapped__") and has_source(f)]


def has_source(f: FunctionType) -> bool:
    return f.__code__.co_name != "<lambda>" and not f.__code__.co_filename.startswith("<")


def kinds(tree: ast.AST) -> list[type]:
    return [type(node) for node in ast.walk(tree)]


@pytest.mark.slow
@pytest.mark.compiles_only
@pytest.mark.parametrize("module", [nn.functional, nn.modules.activation, nn.modules.rnn, nn.modules.module, torch.functional])
def test_blocks_are_those_that_inspect_finds(module):
    functions = plain_functions(module)
    assert len(functions) > 5
    for f in functions:
        tree, _ = capture._read_tree(f)
        assert kinds(tree) == kinds(ast.parse(textwrap.dedent(inspect.getsource(f))).body[0]), f


ODD = '''
def before(x):
    return x


def odd(
    x,
    text="""
not the end
def odd(): pass
""",
):  # comment
# a comment in the first column
    y = [
x, x,
]

    if x:
        return """
still inside
"""
    return y + \\
1
# after
z = 3
'''


@pytest.mark.compiles_only
@pytest.mark.parametrize("indent", ["", "    ", "\t"])
def test_lines_that_are_not_indented_inside_a_function(indent):
    lines = textwrap.indent(ODD, indent, lambda line: line.startswith((" ", "def", "z"))).splitlines(keepends=True)
    tree, offset = capture.definition("odd", next(i for i, l in enumerate(lines, 1) if "def odd(\n" in l), lines)
    assert lines[tree.lineno + offset - 1].strip() == "def odd("
    assert kinds(tree) == kinds(next(n for n in ast.parse(ODD).body if getattr(n, "name", "") == "odd"))


class Leaf(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.note: str | None = None
        self.scale = [1.0]

    def forward(self, x):
        return x * self.scale[0] if self.note is None else x


class Tree(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.leaves = nn.ModuleList(Leaf() for _ in range(5))

    def forward(self, x):
        for leaf in self.leaves:
            x = leaf(x)
        return x


@pytest.mark.compiles_only
def test_each_source_is_parsed_once(monkeypatch):
    parsed: list[str] = []

    def counting(text, *args, **kwargs):
        parsed.append(str(text))
        return syntax.parse(text, *args, **kwargs)

    monkeypatch.setattr(capture, "parse", counting)
    for _ in range(2):
        ab.script(Tree())
    for line in ("def forward(self, x):\n        return x * self.scale", "self.note: str", "for leaf in self.leaves"):
        assert sum(line in text for text in parsed) == 1, line


@pytest.mark.compiles_only
def test_a_function_that_was_given_other_code_is_read_again():
    def f(x):
        return x + 1

    def g(x):
        return x + 2

    assert ast.unparse(capture.capture(f).body[0]) == "return x + 1"
    f.__code__ = g.__code__
    assert ast.unparse(capture.capture(f).body[0]) == "return x + 2"


@pytest.fixture
def emitted(native, monkeypatch) -> list[str]:
    """The names of the functions that become programs."""
    names: list[str] = []
    emit = native_loader.emit

    def counting(function, graph):
        names.append(function.name)
        return emit(function, graph)

    monkeypatch.setattr(native_loader, "emit", counting)
    return names


def test_programs_are_made_when_something_is_called(emitted):
    module = ab.script(Tree())
    assert emitted == []
    assert module(torch.ones(1)).item() == 1
    assert sorted(emitted) == ["forward", "forward"]


@ab.interface
class Step(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        pass


class Double(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * 2


class Triple(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * 3


class Holder(nn.Module):
    step: Step

    def __init__(self) -> None:
        super().__init__()
        self.step = Double()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.step.forward(x)


def apply(step: Step, x: torch.Tensor) -> torch.Tensor:
    return step.forward(x)


def test_methods_that_a_running_program_looks_up_by_name_are_there(native):
    one = torch.ones(1)
    holder, applied = ab.script(Holder()), ab.script(apply)
    assert holder(one).item() == 2
    holder.step = ab.script(Triple())  # its forward has not been called
    assert holder(one).item() == 3
    assert applied(ab.script(Holder()).step, one).item() == 2
    assert applied(ab.script(Triple()), one).item() == 3


@pytest.fixture
def collections() -> Iterator[list[int]]:
    """The generations that are collected while every few objects start a collection."""
    seen: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        seen.append(info["generation"])

    before = gc.get_threshold()
    gc.callbacks.append(note)
    gc.set_threshold(1, 1, 1)
    yield seen
    gc.set_threshold(*before)
    gc.callbacks.remove(note)


def test_full_collections_wait_for_the_end_of_the_block(collections):
    with full_collections_later(), full_collections_later():
        del collections[:]
        kept = [[] for _ in range(1000)]
        assert len(kept) == 1000
        assert {0, 1} == set(collections)
    assert gc.get_threshold() == (1, 1, 1)
    with full_collections_later():
        gc.set_threshold(1, 1, 2)  # the user's own
    assert gc.get_threshold() == (1, 1, 2)


@pytest.mark.compiles_only
def test_compiling_makes_no_full_collections(collections):
    def f(x):
        return x + 1

    ab.script(f)
    assert collections.count(1) > 50
    assert collections.count(2) < 20


@pytest.mark.compiles_only
def test_the_dispatcher_is_listed_once_for_a_function(monkeypatch):
    listed = []
    names = operators._dispatch_names

    def counting():
        listed.append(1)
        return names()

    def f(x):
        return x.shape[0] + x.shape[1] + x.ndim + x.T.shape[0]

    ab.script(f)
    monkeypatch.setattr(operators, "_dispatch_names", counting)

    def g(x):
        return x.shape[0] + x.shape[1] + x.ndim + x.T.shape[0]

    ab.script(g)
    assert len(listed) <= 1
