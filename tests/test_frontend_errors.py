"""Compile errors: the place (line and column), what was expected, what to do."""

from typing import Any, Callable, Dict, List, Optional, Tuple

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab

pytestmark = pytest.mark.compiles_only
CASES: List[Tuple[Callable[..., Any], int, int, str, str]] = []


def case(line: int, column: int, message: str, remedy: str = "") -> Callable[[Any], Any]:
    """``line`` counts from the def."""

    def note(function: Any) -> Any:
        CASES.append((function, line, column, message, remedy))
        return function

    return note


def work(a: Tensor, b: int) -> Tensor:
    return a + b


def untyped(n):
    return n + 1


@case(1, 15, "undefined value nowhere")
def undefined(x):
    return x + nowhere  # noqa: F821


@case(1, 11, "work: Argument b not provided")
def missing_argument(x):
    return ab.fork(work, x).wait()


@case(1, 11, "work: Expected at most 2 arguments but found 3 positional arguments", "a, b")
def extra_argument(x):
    return work(x, 1, 2)


@case(1, 11, "work has no parameter 'c'", "a, b")
def unknown_keyword(x):
    return ab.fork(work, x, 1, c=3).wait()


@case(1, 11, "Expected a value of type 'int' for argument 'b' but instead found type 'str'")
def wrong_argument_type(x):
    return work(x, "s")


@case(1, 11, "'Tensor (inferred)' for argument 'n' but instead found type 'int'", "annotate n in untyped")
def untyped_parameter(x: int):
    return untyped(x)


class Unordered:
    def __init__(self, n: int):
        self.n = n


@case(2, 4, "values of type __torch__.test_frontend_errors.Unordered have no order", "define __lt__")
def sort_without_order(n: int):
    xs = [Unordered(n)]
    xs.sort()


@case(1, 15, "values of type __torch__.test_frontend_errors.Unordered have no order", "define __lt__")
def sorted_without_order(n: int):
    return len(sorted([Unordered(n)]))


@case(2, 4, "values of type Optional[int] have no order", "a key that has an order")
def sort_by_a_key_without_order(xs: List[int], y: Optional[int]):
    keys: Dict[int, Optional[int]] = {1: y}
    xs.sort(key=lambda x: keys[x])


@case(2, 11, "values of type Optional[int] have no order", "a key that has an order")
def largest_by_a_key_without_order(xs: List[int], y: Optional[int]):
    keys: Dict[int, Optional[int]] = {1: y}
    return max(xs, key=lambda x: keys[x])


@case(2, 11, "unsupported operand types for +: Future[Tensor] and int", "wait(future)")
def future_as_value(x):
    f = ab.fork(work, x, 1)
    return f + 1


@case(2, 11, "Future[Tensor] has no attribute or method 'sum'", "wait(future)")
def future_attribute(x):
    f = ab.fork(work, x, 1)
    return f.sum()


@case(1, 11, "wait expects a Future")
def wait_for_no_future(x):
    return ab.wait(x)


@case(3, 8, "variable 'y' previously had type int but is now being assigned to a value of type str", "another name")
def other_type(n: int):
    y = 1
    if n > 2:
        y = "a"
    return y


@case(3, 8, "variable 'y' previously had type int but is now being assigned to a value of type str")
def other_type_in_loop(n: int):
    y = 1
    for _ in range(n):
        y = "a"
    return y


@case(3, 11, "undefined value z: z is not defined in the false branch", "before the `if`")
def defined_on_one_path(n: int):
    if n > 2:
        z = 1
    return z


@case(1, 11, "'Tensor' object has no attribute or method 'foo_bar'")
def missing_method(x):
    return x.foo_bar()


@case(1, 11, "'str' object has no attribute or method 'encode'", "compiled code has no str.encode: call it in")
def method_that_only_python_has(x: str):
    return x.encode()


@case(1, 11, "'int' object has no attribute or method 'bit_count'", "compiled code has no int.bit_count")
def method_of_a_number_that_only_python_has(x: int):
    return x.bit_count()


@case(1, 11, "'str' object has no attribute or method 'uper'", "did you mean 'upper'?")
def misspelt_method(x: str):
    return x.uper()


@case(1, 11, "module 'torch' has no attribute 'foo_bar'")
def missing_function(x):
    return torch.foo_bar(x)


@case(1, 4, "try cannot be compiled", "@ignore")
def unsupported(x):
    try:
        return x
    except ValueError:
        return x + 1


@case(1, 4, "yield cannot be compiled")
def generator(x):
    yield x


@case(1, 11, "unsupported operand types for +: Optional[int] and int", "is not None")
def optional_unchecked(x: Optional[int]) -> int:
    return x + 1


@case(0, 0, "missing_return is annotated to return int but does not return along all paths")
def missing_return(n: int) -> int:
    if n > 1:
        return 2


@case(1, 11, "the result of wrong_return was annotated as having type int but is actually of type str")
def wrong_return(n: int) -> int:
    return "s"


@case(3, 11, "a return before gives a value of type int, this one of type str", "annotate")
def mixed_returns(n: int):
    if n > 1:
        return 2
    return "s"


@case(1, 11, "keys of a dict have different types: int and str")
def mixed_keys(n: int):
    return {n: 1, "s": 2}


@case(1, 4, "not enough values to unpack: need 3 values but found only 2")
def unpack(x: Tuple[int, int]):
    a, b, c = x
    return a


@case(2, 4, "the key of a Dict[str, int] must be a str")
def wrong_key(n: int):
    d: Dict[str, int] = {}
    d[n] = 1
    return d


@case(2, 4, "Could not match type int to str: a value of type List[str] cannot hold it", "annotate the list")
def wrong_element(n: int):
    names: List[str] = []
    names.append(n)
    return names


@case(0, 14, "Attempted to use List without a contained type. Please add a contained type, e.g. List[int]")
def bare_list(x: list):
    return x


@case(0, 0, "endless is called recursively before a path returns a value: what it returns", "annotate its result")
def endless(n: int):
    return endless(n - 1)


@pytest.mark.parametrize(("function", "line", "column", "message", "remedy"), CASES, ids=lambda v: getattr(v, "__name__", ""))
def test_place_and_text(function: Any, line: int, column: int, message: str, remedy: str) -> None:
    with pytest.raises(ab.CompileError) as caught:
        ab.script(function)
    error = caught.value
    first = function.__code__.co_firstlineno + 1  # the decorator's line comes first
    assert message in str(error)
    assert remedy in error.remedy
    assert error.span is not None
    assert (error.span.line, error.span.column) == (first + line, column)
    assert f"compiled because of: {function.__name__} (line {first})" in str(error)


class Mod(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mod = nn.Linear(2, 2)

    def forward(self, input):
        fut = torch.jit.fork(self.mod, a, b=2)  # noqa: F821
        return torch.jit.wait(fut)


def test_the_second_seed() -> None:
    with pytest.raises(ab.CompileError) as caught:
        ab.script(Mod())
    lines = str(caught.value).splitlines()
    line = Mod.forward.__code__.co_firstlineno
    assert lines[0] == f"{__file__}:{line + 1}:39: undefined value a"
    assert lines[1].strip().startswith("fut = torch.jit.fork(self.mod, a, b=2)")
    assert lines[2].index("~") - 4 == 39
    assert f"compiled because of: Mod.forward (line {line})" in lines
    with pytest.raises(NameError):
        Mod()(torch.zeros(2))


def outer(n: int) -> int:
    return middle(n)


def middle(n: int) -> int:
    return n + "s"


def test_the_chain_of_callers() -> None:
    with pytest.raises(ab.CompileError) as caught:
        ab.script(outer)
    called, entered = caught.value.because
    place = f"{__file__}:{outer.__code__.co_firstlineno + 1}:11"
    head = f"'middle' is being compiled since it was called from 'outer' at {place}"
    assert called.splitlines() == [head, "        return middle(n)", "               ~~~~~~~~~"]
    assert entered == f"compiled because of: outer (line {outer.__code__.co_firstlineno})"


def test_a_failed_function_can_be_compiled_again() -> None:
    with pytest.raises(ab.CompileError):
        ab.script(outer)
    with pytest.raises(ab.CompileError):
        ab.script(outer)
