"""``script(f, example_inputs=…)``: parameters without annotation have the types that example calls gave them."""

from typing import Any

import pytest
import torch
from torch import nn

import anabranch as ab


def added(a, b):
    return a + b


def shortened(items, n=None):
    if n is None:
        return items
    return items[:n]


def kind(x):
    if isinstance(x, int):
        return "int"
    if isinstance(x, float):
        return "float"
    return "other"


def looked_up(table, key):
    return table[key]


def counted(words):
    return len(words), helper(words[0], 2)


def helper(word, times):
    return word * times


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def norm(self):
        return self.x * self.x + self.y * self.y


def of_point(p):
    return p.norm()


@pytest.mark.parametrize(
    ("func", "examples", "calls"),
    [
        (added, [(1, 2)], [(3, 4), (-1, 7)]),
        (added, [(1.5, 2)], [(3.25, 4)]),
        (added, [("a", "b")], [("x", "yz")]),
        (shortened, [([1, 2],), ([3], 1)], [([1, 2, 3], 2), ([4],)]),
        (kind, [(1,), (2.5,), ("s",)], [(3,), (0.5,), ("t",)]),
        (looked_up, [({"a": 1.5}, "a")], [({"b": 2.5, "c": 1.0}, "c")]),
        (looked_up, [({1: "x"}, 1)], [({2: "y"}, 2)]),
        (counted, [(["a", "b"],)], [(["xy"],)]),
        (added, [((1, 2), (3,))], [((5, 6), (7,))]),
        (added, [(torch.ones(2), 1)], [(torch.zeros(3), 4)]),
    ],
)
def test_functions(func: Any, examples: Any, calls: Any, backend: str) -> None:
    compiled = ab.script(func, example_inputs=examples)
    for args in calls:
        got, want = compiled(*args), func(*args)
        assert type(got) is type(want) and (got.equal(want) if isinstance(want, torch.Tensor) else got == want)


class Inner(nn.Module):
    def forward(self, x, times):
        if isinstance(x, int):
            return x * 10 + times
        return times

    @ab.export
    def joined(self, words, by):
        return by.join(words)


class Outer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = Inner()

    def forward(self, x, flag):
        return self.inner(x, 2) if flag else 0


def test_modules_and_their_methods(backend: str) -> None:
    outer = Outer()
    examples = {outer: [(20, True), (True, True), (3, False)], outer.inner.joined: [(["a"], "-")]}
    compiled = ab.script(outer, example_inputs=examples)
    assert compiled(7, True) == 72 and compiled(3, False) == 0
    assert compiled.inner.joined(["x", "y"], "+") == "x+y"
    inner = Inner()
    assert ab.script(inner, example_inputs=[(4, 5)])(1, 2) == 12


def test_objects_of_classes(backend: str) -> None:
    compiled = ab.script(Point, example_inputs=[(3, 4)])
    assert ab.script(of_point, example_inputs=[(Point(1, 2),)])(compiled(2, 5)) == 29


@pytest.mark.compiles_only
def test_annotations_stay_and_what_is_seen_before_is_no_matter(backend: str) -> None:
    def plain(x: float, n):
        return x * n

    assert str(ab.script(plain).schema.arguments[1].type) == "Tensor"
    arguments = ab.script(plain, example_inputs=[(1, 2)]).schema.arguments
    assert [str(a.type) for a in arguments] == ["float", "int"]


@pytest.mark.compiles_only
def test_what_the_examples_raise_is_raised(backend: str) -> None:
    def fails(x):
        raise KeyError(x)

    with pytest.raises(KeyError):
        ab.script(fails, example_inputs=[(1,)])
    with pytest.raises(TypeError, match="example_inputs: expected a list of tuples, or a dict of them"):
        ab.script(fails, example_inputs=3)


def padded(x: torch.Tensor, size: tuple[int, ...]) -> torch.Tensor:
    return torch.nn.functional.pad(x, size) + len(size)


def test_examples_show_how_long_a_tuple_is(backend):
    with pytest.raises(ab.CompileError, match="the length of tuple.* is not known"):
        ab.script(padded)
    compiled = ab.script(padded, example_inputs=[(torch.ones(2, 3), (1, 1))])
    assert torch.equal(compiled(torch.ones(2, 3), (0, 1)), padded(torch.ones(2, 3), (0, 1)))
    with pytest.raises(TypeError, match="a tuple of 4 items"):
        compiled(torch.ones(2, 3), (0, 1, 0, 1))
