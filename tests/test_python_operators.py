"""Operators defined in Python go and come back: ``torch.library.Library._destroy``, cells that run again, custom_op."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.library import Library, custom_op

import anabranch
from anabranch.base.errors import OperatorError
from anabranch.ops import operators

NAMESPACE = "anabranch_goes"


class Cell:
    """A notebook's cell that defines operators: each run destroys what the last one defined."""

    def __init__(self) -> None:
        self.library: Any = None

    def run(self, schema: str, kernel: Callable[..., Any]) -> None:
        self.destroy()
        self.library = Library(NAMESPACE, "FRAGMENT")
        self.library.define(schema)
        self.library.impl(schema.partition("(")[0], kernel, "CompositeExplicitAutograd")

    def destroy(self) -> None:
        if self.library is not None:
            self.library._destroy()
        self.library = None


@pytest.fixture
def cell() -> Iterator[Cell]:
    cell = Cell()
    cell.run("shift(Tensor x) -> Tensor", lambda x: x + 1)
    yield cell
    cell.destroy()


def shifted(x: Tensor) -> Tensor:
    return torch.ops.anabranch_goes.shift(x) * 2


def calls_shifted(x: Tensor) -> Tensor:
    return shifted(x) + 100


def forks_shifted(x: Tensor) -> Tensor:
    return anabranch.wait(anabranch.fork(shifted, x))


class Shifts(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.ops.anabranch_goes.shift(x) * 2


class Holds(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = Shifts()

    def forward(self, x: Tensor) -> Tensor:
        return self.inner(x) + 100


class Shifter:
    def __init__(self, by: int) -> None:
        self.by = by

    def run(self, x: Tensor) -> Tensor:
        return torch.ops.anabranch_goes.shift(x) * self.by


def uses_a_class(x: Tensor) -> Tensor:
    return Shifter(2).run(x)


PROGRAMS: dict[str, Callable[[], Any]] = {
    "function": lambda: anabranch.script(shifted),
    "callee": lambda: anabranch.script(calls_shifted),
    "task": lambda: anabranch.script(forks_shifted),
    "module": lambda: anabranch.script(Shifts()),
    "submodule": lambda: anabranch.script(Holds()),
    "class": lambda: anabranch.script(uses_a_class),
    "trace": lambda: anabranch.trace(shifted, torch.zeros(2)),
}


@pytest.fixture(params=PROGRAMS)
def compiled(request: pytest.FixtureRequest) -> Callable[[], Any]:
    """Makes a program that calls the operator."""
    return PROGRAMS[request.param]


def test_a_destroyed_operator_is_an_error_that_names_it(backend, cell, compiled):
    program = compiled()
    before = program(torch.zeros(2))
    cell.destroy()
    for _ in range(2):
        with pytest.raises(OperatorError, match="operator anabranch_goes::shift does not exist any more") as caught:
            program(torch.zeros(2))
        assert "help: define the operator again" in str(caught.value)
        assert "shift(x)" in "".join(caught.value.__notes__)
    cell.run("shift(Tensor x) -> Tensor", lambda x: x + 10)
    assert torch.equal(program(torch.zeros(2)), before + 18)


@pytest.mark.compiles_only
def test_destroyed_before_the_first_call(backend, cell, compiled):
    program = compiled()
    cell.destroy()
    with pytest.raises(OperatorError, match="anabranch_goes::shift does not exist any more"):
        program(torch.zeros(2))
    cell.run("shift(Tensor x, Tensor? y=None) -> Tensor", lambda x, y=None: x + 10)
    with pytest.raises(OperatorError, match="anabranch_goes::shift was defined anew"):
        program(torch.zeros(2))
    cell.run("shift(Tensor x) -> Tensor", lambda x: x + 10)
    assert program(torch.zeros(2)).tolist() in ([20.0, 20.0], [120.0, 120.0])


def test_another_schema_is_an_error_until_the_program_is_compiled_again(backend, cell, compiled):
    program = compiled()
    program(torch.zeros(2))
    cell.run("shift(Tensor x, int by=7) -> Tensor", lambda x, by=7: x + by)
    with pytest.raises(OperatorError) as caught:
        program(torch.zeros(2))
    assert str(caught.value).splitlines()[:3] == [
        "operator anabranch_goes::shift was defined anew, with another schema",
        "expected anabranch_goes::shift(Tensor x) -> Tensor",
        "got anabranch_goes::shift(Tensor x, int by=7) -> Tensor",
    ]
    assert compiled()(torch.zeros(2)).tolist() in ([14.0, 14.0], [114.0, 114.0])
    cell.run("shift(Tensor x, int by=8) -> Tensor", lambda x, by=8: x + by)
    assert compiled()(torch.zeros(2)).tolist() in ([16.0, 16.0], [116.0, 116.0])


def test_the_old_schema_once_more_revives_the_program(backend, cell):
    program = anabranch.script(shifted)
    cell.run("shift(Tensor x, int by=7) -> Tensor", lambda x, by=7: x + by)
    with pytest.raises(OperatorError):
        program(torch.zeros(2))
    cell.run("shift(Tensor x) -> Tensor", lambda x: x - 1)
    assert program(torch.zeros(2)).tolist() == [-2.0, -2.0]


def test_a_library_that_the_collector_takes(backend, cell):
    program = anabranch.script(shifted)
    assert program(torch.zeros(1)).item() == 2.0
    cell.library = None
    gc.collect()
    with pytest.raises(OperatorError, match="anabranch_goes::shift does not exist any more"):
        program(torch.zeros(1))


def test_a_kernel_that_is_replaced(backend, cell):
    program = anabranch.script(shifted)
    assert program(torch.zeros(1)).item() == 2.0
    other = Library(NAMESPACE, "IMPL")
    other.impl("shift", lambda x: x + 5, "CPU")
    assert program(torch.zeros(1)).item() == 10.0
    other._destroy()
    assert program(torch.zeros(1)).item() == 2.0


def custom(x: Tensor) -> Tensor:
    return torch.ops.anabranch_goes.custom(x) * 2


def test_a_custom_op_that_is_redefined(backend):
    def define(by: int) -> None:
        @custom_op(f"{NAMESPACE}::custom", mutates_args=())
        def plus(x: Tensor) -> Tensor:
            return x + by

    define(1)
    program = anabranch.script(custom)
    assert program(torch.zeros(1)).item() == 2.0
    define(2)
    assert program(torch.zeros(1)).item() == 4.0
    with torch.enable_grad():
        assert program(torch.zeros(1, requires_grad=True)).item() == 4.0


def overloaded(x: Tensor, n: int) -> Tensor:
    return torch.ops.anabranch_goes.over(x, n)


def test_an_overload_under_another_name(backend, cell):
    cell.run("over.one(Tensor x, int n) -> Tensor", lambda x, n: x + n)
    assert anabranch.script(overloaded)(torch.zeros(1), 1).item() == 1.0
    count = len(torch._C._dispatch_get_all_op_names())
    cell.run("over.two(Tensor x, int n) -> Tensor", lambda x, n: x - n)
    assert len(torch._C._dispatch_get_all_op_names()) in (count, count + 1)
    assert [s.qualified for s in operators.overloads("anabranch_goes::over")] == ["anabranch_goes::over.two"]
    assert anabranch.script(overloaded)(torch.zeros(1), 1).item() == -1.0


def destroys_itself(cell: Cell) -> Callable[[Tensor], Tensor]:
    def kernel(x: Tensor) -> Tensor:
        cell.destroy()
        return x + 1

    return kernel


def test_an_operator_that_destroys_its_own_library(native, cell):
    """On the machine only: eager PyTorch crashes here, and the interpreter calls as eager does."""
    program = anabranch.script(shifted)
    cell.run("shift(Tensor x) -> Tensor", destroys_itself(cell))
    for why in ("was destroyed while it ran", "does not exist any more"):
        with pytest.raises(OperatorError, match=f"anabranch_goes::shift {why}"):
            program(torch.zeros(1))


@pytest.mark.compiles_only
def test_pytorchs_own_operators_are_read_once():
    add = operators.find("aten::add.Tensor")
    assert add is operators.find("aten::add.Tensor")
    assert add is not None and not operators.is_from_python(add) and operators.is_current(add)
