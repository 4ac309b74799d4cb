"""Calls whose Python meaning differs from the operator of their name, and annotations that stand inside functions."""

import enum
from typing import Any, List, Optional

import pytest
import torch
from torch import Tensor

import anabranch as ab

X = torch.tensor([[1.0, 2.0, 2.0], [0.5, -1.0, 3.0], [4.0, 0.0, 1.0]])


def norms(x: Tensor):
    return (
        torch.norm(x), torch.norm(x, 0.5), torch.norm(x, 2), torch.norm(x, p=1, dim=0), torch.norm(x, "nuc"), x.norm("fro"),
        x.norm(), x.norm(2), x.norm(2, 1), x.norm(p=3, dim=[0], keepdim=True), x.norm(2, dim=0, dtype=torch.float64),
    )  # fmt: skip


def methods_in_python(x: Tensor):
    return x.unique(), x.unique_consecutive(), x.flatten().stft(n_fft=4, return_complex=True, window=torch.ones(4))


def own_argument_second(x: Tensor):
    return x.abs().add(1).polygamma(1)


def memory_format(x: Tensor):
    return x[None, None].double(memory_format=torch.channels_last).stride()


def bool_index(x: Tensor):
    return x[True], x[False], x[:, True], x[0, True], x[..., True], x[True, 1:]


def named_results(x: Tensor):
    return torch.max(x, 1), x.sort(0), torch.aminmax(x)


def powers(x: complex):
    return x**2, x / 2, 2 / x, x**0.5, 2**x, x / 0.5


@pytest.mark.parametrize("program", [norms, methods_in_python, own_argument_second, memory_format, bool_index, named_results])
def test_as_in_eager(backend, program):
    torch.testing.assert_close(ab.script(program)(X), program(X), check_stride=False)


def symbolic_annotations(n: torch.SymInt, x: torch.SymFloat, b: torch.SymBool):
    kept: torch.SymInt = n + 1
    return kept, x / 2, not b


def symbolic_tests(n: int, x: Optional[float], anything: Any):
    whole = n + 1 if isinstance(n, (int, torch.SymInt)) else n
    real = x * 2 if isinstance(x, (torch.SymFloat, float)) else 0.0
    never = isinstance(n, torch.SymInt), isinstance(x, torch.SymFloat), isinstance(anything, (torch.SymBool, torch.SymInt))
    return whole, real, never, isinstance(anything, (str, torch.SymInt)), torch.norm(torch.ones(2), dim=n - 3)


@pytest.mark.parametrize("x", [1.5, None])
def test_symbolic_numbers_are_the_plain_ones_and_no_value_is_one(backend, x):
    """PyTorch's own Python asks ``isinstance(dim, (int, torch.SymInt))``."""
    assert ab.script(symbolic_annotations)(3, 1.0, True) == symbolic_annotations(3, 1.0, True)
    for anything in (3, "three", True):
        assert ab.script(symbolic_tests)(3, x, anything) == symbolic_tests(3, x, anything)


def test_results_keep_their_names(backend):
    result = ab.script(named_results)(X)[0]
    assert torch.equal(result.values, X.max(1).values) and result._fields == ("values", "indices")


def test_complex_and_real_numbers(backend):
    assert ab.script(powers)(1 + 2j) == pytest.approx(powers(1 + 2j), rel=1e-15)


def test_annotations_name_classes_of_the_function_around(backend):
    class Side(enum.Enum):
        LEFT = 1
        RIGHT = 2

    class Box:
        def __init__(self, n: int):
            self.n = n

        def __lt__(self, other: "Box") -> bool:
            return self.n < other.n

    class Chooser(torch.nn.Module):
        def forward(self, x: Tensor, side: Side):
            return x * side.value

    def smallest(numbers: List[int]) -> int:
        return sorted([Box(n) for n in numbers])[0].n

    assert ab.script(Chooser())(torch.ones(1), Side.RIGHT).item() == 2
    assert ab.script(smallest)([3, 1, 2]) == 1


def test_compile_errors_are_runtime_errors():
    with pytest.raises(RuntimeError, match="undefined value nowhere"):
        ab.CompilationUnit("def f(x):\n    return nowhere\n")


def test_a_list_of_a_variable_is_not_copied_into_another_type():
    def through_annotation():
        x = [1, 2, 3]
        y: List[Optional[int]] = x
        y.append(None)
        return len(x)

    def appends(y: List[Optional[int]]) -> int:
        y.append(None)
        return len(y)

    def through_call():
        x = [1, 2, 3]
        return appends(x), len(x)

    def literal():
        y: List[Optional[int]] = [1, 2]
        return appends(y), appends([1]), y

    for program in (through_annotation, through_call):
        with pytest.raises(ab.CompileError, match=r"List\[Optional\[int\]\].*List\[int\]"):
            ab.script(program)
    assert ab.script(literal)() == literal()
