"""Classes derived from ScriptModule, methods defined from text, and functions compiled from text."""

import copy
from typing import List

import pytest
import torch
from torch import nn

import anabranch as ab


class Scaled(ab.ScriptModule):
    __constants__ = ["offset"]

    def __init__(self, offset: int):
        super().__init__()
        self.offset = offset
        self.linear = nn.Linear(3, 3)
        self.seen = ab.Attribute([], List[int])

    @ab.script_method
    def shifted(self, x):
        return self.linear(x) + self.offset

    @ab.script_method
    def forward(self, x):
        self.seen.append(len(x))
        return ab.wait(ab.fork(self.shifted, x)) + ab.wait(ab.fork(self.linear, x))

    def summary(self) -> str:
        return f"offset {self.offset}"


class Doubled(Scaled):
    def __init__(self):
        super().__init__(7)

    @ab.script_method
    def forward(self, x):
        return self.shifted(x) * 2


def test_marked_methods_are_compiled_when_the_constructor_has_ended(backend):
    x, m = torch.rand(2, 3), Scaled(3)
    torch.testing.assert_close(m(x), m.linear(x) * 2 + 3)
    torch.testing.assert_close(m.shifted(x), m.linear(x) + 3)
    assert "prim::fork" in str(m.forward.graph)
    assert isinstance(m, ab.ScriptModule) and list(m.seen) == [2]
    assert m.summary() == "offset 3", "what is not marked stays in Python"
    assert sorted(dict(m.named_parameters())) == ["linear.bias", "linear.weight"]


def test_a_derived_class_overrides(backend):
    x, m = torch.rand(2, 3), Doubled()
    torch.testing.assert_close(m(x), (m.linear(x) + 7) * 2)
    again = copy.deepcopy(m)
    assert type(again) is Doubled
    torch.testing.assert_close(again(x), m(x))
    assert m.summary() == "offset 7"


def test_instances_of_equal_types_share_their_methods():
    assert Doubled().forward.function is Doubled().forward.function


def test_inside_other_modules(backend):
    class Outer(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = Scaled(1)

        def forward(self, x):
            return self.inner(x) + 1

    m, x = Outer(), torch.rand(2, 3)
    torch.testing.assert_close(ab.script(m)(x), m(x))
    torch.testing.assert_close(ab.trace(m, (x,))(x), m(x))


def test_methods_defined_from_text(backend):
    class FromText(ab.ScriptModule):
        def __init__(self, k: float):
            super().__init__()
            self.weight = nn.Parameter(torch.full((2,), k))
            self.define("""
            def forward(self, x):
                return x * self.weight
            """)

    assert FromText(3.0)(torch.ones(2)).tolist() == [3.0, 3.0]
    one, other = ab.ScriptModule(), ab.ScriptModule()
    one.define("def forward(self, x):\n    return self.twice(x) + 1\ndef twice(self, x):\n    return x * 2\n")
    other.define("def forward(self, x):\n    return x - 1\n")
    assert (one(torch.ones(1)).item(), other(torch.ones(1)).item()) == (3.0, 0.0)
    with pytest.raises(ab.CompileError, match="'forward' of 'ScriptModule' is defined already"):
        one.define("def forward(self, x):\n    return x\n")


def test_errors_of_marked_methods():
    class Broken(ab.ScriptModule):
        @ab.script_method
        def forward(self, x):
            return self.missing(x)

    with pytest.raises(ab.CompileError, match="has no attribute 'missing'"):
        Broken()


def test_functions_from_text(backend):
    three = 3
    unit = ab.CompilationUnit("""
    def first(x: List[int], d: Dict[str, int]) -> Optional[int]:
        return second(x[0]) if len(x) > 0 else None
    def second(n: int) -> int:
        return n * three + int(math.sqrt(4.0))
    """)
    assert unit.first([4], {}) == 14 and unit.first([], {}) is None
    unit.define("def again(x: torch.Tensor) -> torch.Tensor:\n    return torch.neg(x) + second(0)\n")
    assert unit.again(torch.ones(1)).item() == 1.0
    assert [f.name for f in unit.get_functions()] == ["first", "second", "again"]
    with pytest.raises(AttributeError, match="no function 'nothing'"):
        _ = unit.nothing


def test_text_that_is_no_program():
    with pytest.raises(ab.CompileError, match="cannot parse the source"):
        ab.CompilationUnit("def f(x):\n    return (\n")
    with pytest.raises(ab.CompileError, match="undefined value y"):
        ab.CompilationUnit("def f(x):\n    return y\n")


class SeluOrRelu(nn.SELU):
    def __prepare_scriptable__(self):
        return nn.ReLU()


def test_modules_that_prepare_another_for_the_compiler(backend):
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            shared = SeluOrRelu()
            self.layers = nn.Sequential(SeluOrRelu(), nn.Sequential(shared, nn.Linear(3, 3)), shared)

        def forward(self, x):
            return self.layers(x)

    net, x = Net(), torch.randn(4, 3)
    compiled = ab.script(net)
    torch.testing.assert_close(compiled(x), torch.relu(net.layers[1][1](torch.relu(x))))
    assert isinstance(net.layers[0], SeluOrRelu), "the original keeps its modules"
    assert torch.equal(ab.script(SeluOrRelu())(x), torch.relu(x))


def test_compiled_functions_are_copied_with_the_modules_that_hold_them():
    holder = nn.Module()
    holder.function = ab.script(torch.nn.functional.relu)
    assert copy.deepcopy(holder).function is holder.function


def test_a_module_without_its_constructor_is_named():
    class Bare(nn.Module):
        def __init__(self):
            pass

        def forward(self, x):
            return x

    with pytest.raises(ab.CompileError, match="has not been initialized"):
        ab.script(Bare())


def test_a_constructor_reads_what_it_gave_as_attribute(backend: str) -> None:
    class Scaled(ab.ScriptModule):
        def __init__(self) -> None:
            super().__init__()
            self.factor = ab.Attribute(0.5, float)
            self.names = ab.Attribute([], List[str])
            self.half = self.factor / 2  # a float, no pair of value and type
            self.names.append("a")

        @ab.script_method
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            self.names.append("b")
            return x * self.factor + self.half + len(self.names)

    m = Scaled()
    assert m(torch.ones(1)).item() == 0.5 + 0.25 + 2 and m.factor == 0.5 and m.names == ["a", "b"]
