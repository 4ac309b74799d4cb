"""Nothing compiled outlives its last user: after a collection, the object, its types and its functions are gone.

And what is still used lives: by tasks that go on, by values in slots of any type (``design/lifetimes.md``).
"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any, List

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.frontend.classes.script_classes import class_type
from support.lifetimes import CLASSES, Scaled, Watch, collect, watch_module
from support.spaces import module_of

ONES = torch.ones(2)


# -- functions


def test_function(backend: str) -> None:
    def make() -> Watch:
        def inner(x: Tensor) -> Tensor:
            return x + 1

        def outer(x: Tensor) -> Tensor:
            return inner(x) * 2

        f = ab.script(outer)
        assert f(ONES).tolist() == [4, 4]
        watch, function = Watch(f=f, outer=outer, inner=inner).function(f.function), f.function
        del f
        assert watch.refs["f"]() is None
        assert ab.script(outer).function is function, "compiled once for a function that lives"
        return watch

    assert make().alive() == []


def test_function_that_calls_itself_and_its_sibling(backend: str) -> None:
    def make() -> Watch:
        space = module_of(
            """
            def even(n: int) -> bool:
                return True if n == 0 else odd(n - 1)

            def odd(n: int) -> bool:
                return False if n == 0 else even(n - 1)
            """
        )
        f, g = ab.script(space.even), ab.script(space.odd)
        assert (f(4), g(4)) == (True, False)
        return Watch(even=space.even, f=f, g=g, space=space.life, function=f.function, other=g.function)

    assert make().alive() == []


def test_function_that_calls_python_which_knows_it(backend: str) -> None:
    def make() -> Watch:
        space = module_of(
            """
            @ab.ignore
            def in_python(n: int) -> int:
                assert compiled is not None
                return n + 1

            def f(n: int) -> int:
                return in_python(n) * 2
            """
        )
        space.compiled = ab.script(space.f)
        assert space.compiled(2) == 6
        return Watch(f=space.compiled, space=space.life, in_python=space.in_python).function(space.compiled.function)

    assert make().alive() == []


def test_functions_given_as_arguments(backend: str) -> None:
    def make() -> Watch:
        def double(n: int) -> int:
            return 2 * n

        f = ab.script(lambda_user(double))
        assert f(3) == 12
        return Watch(f=f, double=double).function(f.function)

    assert make().alive() == []


def twice(fn: Callable[[int], int], n: int) -> int:
    return fn(fn(n))


def lambda_user(double: Callable[[int], int]) -> Any:
    def uses(n: int) -> int:
        return twice(double, n)

    return uses


# -- modules


def test_module(backend: str) -> None:
    def make() -> Watch:
        module = Scaled(3, Scaled(5))
        m = ab.script(module)
        assert m(ONES).tolist() == [15, 15]
        assert m.other(ONES).tolist() == [16, 16]
        watch = watch_module(m)
        watch.refs["module"] = weakref.ref(module)
        return watch

    assert make().alive() == []


def test_one_module_of_a_tree_outlives_it(backend: str) -> None:
    m = ab.script(Scaled(7, Scaled(11)))
    watch, inner = Watch(m=m, t=m._type, forward=m.forward.function), m.inner
    del m
    assert watch.alive() == []
    assert inner(ONES).tolist() == [11, 11]


def test_module_class(backend: str) -> None:
    def make() -> Watch:
        space = module_of(
            """
            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.lin = nn.Linear(2, 2)

                def forward(self, x):
                    return self.lin(x)
            """
        )
        m = ab.script(space.Net())
        m(ONES)
        watch = watch_module(m)
        watch.refs.update(cls=weakref.ref(space.Net), space=weakref.ref(space.life))
        return watch

    assert make().alive() == []


def test_module_with_hooks_and_python_that_know_it(backend: str) -> None:
    def make() -> Watch:
        space = module_of(
            """
            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.weight = nn.Parameter(torch.ones(2))

                @ab.ignore
                def in_python(self, x: Tensor) -> Tensor:
                    assert compiled
                    return x + 1

                def forward(self, x: Tensor) -> Tensor:
                    return self.in_python(x) * self.weight

            def hook(module, args: Tuple[Tensor], result: Tensor) -> Tensor:
                return result * 2
            """
        )
        module = space.Net()
        module.register_forward_hook(space.hook)
        space.compiled = m = ab.script(module)
        m.register_forward_hook(lambda *args: m and None)
        assert m(ONES).tolist() == [4, 4]
        watch = watch_module(m)
        watch.refs["space"] = weakref.ref(space.life)
        return watch

    assert make().alive() == []


def test_interface_and_what_implements_it(backend: str) -> None:
    def make() -> Watch:
        space = module_of(
            """
            @ab.interface
            class Step(nn.Module):
                def forward(self, x: Tensor) -> Tensor:
                    pass

            class One(nn.Module):
                def forward(self, x: Tensor) -> Tensor:
                    return x + 1

            class Net(nn.Module):
                step: Step

                def __init__(self):
                    super().__init__()
                    self.step = One()

                def forward(self, x: Tensor) -> Tensor:
                    return self.step.forward(x)
            """
        )
        m = ab.script(space.Net())
        assert m(ONES).tolist() == [2, 2]
        m.step = ab.script(space.One())
        watch = watch_module(m)
        watch.types(m._type.attributes["step"].type)
        watch.refs["space"] = weakref.ref(space.life)
        return watch

    assert make().alive() == []


# -- classes and their kin


def test_classes_enums_and_named_tuples(backend: str) -> None:
    def make() -> Watch:
        space = module_of(CLASSES)
        f = ab.script(space.chain)
        node = f(5)
        assert node.total() == 10
        assert node.pair.color is space.Color.RED
        assert ab.script(space.colors)([node.pair]) == {"first": space.Color.RED}
        t = class_type(space.Node)
        watch = Watch(space=space.life, f=f, node=node, t=t, cls=space.Node, pair=space.Pair, color=space.Color)
        for name, method in t.methods.items():
            watch.refs[f"method {name}"] = weakref.ref(method)
        return watch.function(f.function)

    assert make().alive() == []


def test_objects_keep_their_class(backend: str) -> None:
    """An object is all that is left of its program: its methods still run."""
    def make() -> Any:
        space = module_of(CLASSES)
        return ab.script(space.chain)(3), weakref.ref(space.life)

    node, space = make()
    collect()
    assert node.total() == 3
    assert node.next.pair.left.tolist() == [1, 1]
    assert node.pair.color.name == "RED"
    node.n = 7
    assert node.total() == 8
    del node
    gc.collect()
    assert space() is None


# -- traces, units


def test_traces(backend: str) -> None:
    def make() -> Watch:
        inner = ab.script(Scaled(13))

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.lin = nn.Linear(2, 2)
                self.inner = inner

            def forward(self, x):
                return self.inner(self.lin(x))

        def f(x):
            return ab.wait(ab.fork(torch.relu, x)) + 1

        traced, g = ab.trace(Net(), (ONES,)), ab.trace(f, (ONES,))
        assert g(ONES).tolist() == [2, 2]
        traced(ONES)
        watch = watch_module(traced)
        watch.refs.update(g=weakref.ref(g), f=weakref.ref(f), net=weakref.ref(Net), inner=weakref.ref(inner))
        return watch.function(g.function)

    assert make().alive() == []


def test_compilation_unit(backend: str) -> None:
    def make() -> Watch:
        unit = ab.CompilationUnit("def f(x: Tensor):\n    return x + 1\ndef g(x: Tensor):\n    return f(x)\n")
        assert unit.g(ONES).tolist() == [2, 2]
        return Watch(unit=unit, f=unit.f, g=unit.g).function(unit.g.function)

    assert make().alive() == []


# -- in numbers


def resident() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [500, pytest.param(2000, marks=pytest.mark.stress)])
def test_memory_is_flat_over_compiled_and_dropped_modules(backend: str, rounds: int) -> None:
    marks: List[int] = []
    for i in range(rounds):
        m = ab.script(Scaled(1000 + i, Scaled(-i)))
        m(ONES)
        del m
        if i % 100 == 99:
            gc.collect()
            marks.append(resident())
    settled, end = marks[len(marks) // 4], marks[-1]
    assert end - settled < rounds * 2048, f"grew by {(end - settled) / rounds / 0.75:.0f} bytes for each module: {marks}"
