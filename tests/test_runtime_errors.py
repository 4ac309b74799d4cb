"""What compiled code raises by itself is of Python's class and a RuntimeError; what others raise in it keeps its class."""

from __future__ import annotations

import builtins
import pickle
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Dict, List

import pytest
import torch
from torch import Tensor

import anabranch as ab
from anabranch.base.runtime_errors import own_error, pythons_error
from support.errors import python_class

ROOT = Path(__file__).parent.parent


class Odd(LookupError):
    pass


@ab.ignore
def fails(x: int) -> int:
    raise ZeroDivisionError("Python's")


class Ordered:
    def __init__(self, n: int):
        self.n = n

    def __lt__(self, other: Ordered) -> bool:
        if self.n == 0:
            raise ValueError("the user's")
        return self.n < other.n


def item(xs: List[int], i: int) -> int:
    return xs[i]


def key(xs: Dict[str, int], k: str) -> int:
    return xs[k]


def waits(xs: List[int], i: int) -> int:
    return ab.wait(ab.fork(item, xs, i))


def raises(i: int) -> int:
    if i == 0:
        raise IndexError("the user's")
    if i == 1:
        raise Odd("the user's")
    if i == 2:
        assert i != 2, "the user's"
    if i == 3:
        return fails(i)
    return len(sorted([Ordered(0), Ordered(0)]))


def select(x: Tensor) -> Tensor:
    return torch.select(x, 0, 5)


def error_of(f: Callable[..., Any], *args: Any) -> Exception:
    with pytest.raises(Exception) as info:
        f(*args)
    return info.value


OWN = [(item, ([1], 3)), (key, ({}, "a")), pytest.param(waits, ([1], 3), marks=pytest.mark.forks)]


@pytest.mark.parametrize("f, args", OWN, ids=lambda v: getattr(v, "__name__", ""))
def test_the_programs_own_is_a_runtime_error_too(backend: str, f: Any, args: Any) -> None:
    expected, error = error_of(f, *args), error_of(ab.script(f), *args)
    assert python_class(error) is type(expected) and isinstance(error, RuntimeError) and isinstance(error, type(expected))
    assert (repr(error), str(error), repr(type(error))) == (repr(expected), str(expected), repr(type(expected)))
    shown = traceback.format_exception_only(error)
    assert shown[0] == traceback.format_exception_only(expected)[0] and "script trace" in "".join(shown)
    assert error.__context__ is None and error.__cause__ is None


@pytest.mark.parametrize("f, args", OWN[:2], ids=lambda v: getattr(v, "__name__", ""))
def test_it_can_be_sent(backend: str, f: Any, args: Any) -> None:
    error = error_of(ab.script(f), *args)
    sent = pickle.loads(pickle.dumps(error))
    assert type(sent) is type(error) and str(sent) == str(error) and sent.script_trace == error.script_trace


@pytest.mark.parametrize("i, kind", [*enumerate([IndexError, Odd, AssertionError, ZeroDivisionError, ValueError])])
def test_what_the_user_raises_keeps_its_class(backend: str, i: int, kind: type) -> None:
    assert type(error_of(ab.script(raises), i)) is kind


def subscript(x: Tensor) -> Tensor:
    return x[[1, 4]]


def dimension(x: Tensor) -> Tensor:
    return x.sum(3)


def wrong_dtype(x: Tensor) -> Tensor:
    return torch.bitwise_and(x, x)


@pytest.mark.parametrize("f", [select, subscript, dimension, wrong_dtype], ids=lambda f: f.__name__)
def test_what_an_operator_raises_is_a_runtime_error_too(backend: str, f: Callable[[Tensor], Tensor]) -> None:
    expected, error = error_of(f, torch.ones(2)), error_of(ab.script(f), torch.ones(2))
    assert python_class(error) is type(expected) and isinstance(error, RuntimeError)
    assert error.__context__ is None and error.__cause__ is None


@pytest.mark.compiles_only
def test_containers_shared_with_python_raise_what_pythons_raise(backend: str) -> None:
    assert type(error_of(lambda: ab.script([1])[4])) is IndexError
    assert type(error_of(ab.script([1]).pop, 4)) is IndexError
    assert type(error_of(lambda: ab.script({"a": 1})["b"])) is KeyError


NAME = re.compile(r'"(\w+(?:Error|Exception))"')
# Of nothing that a program does: out of memory, cancelled; and what is a class of ours.
OTHERS = {"MemoryError", "CancelledError", "CycleError", "OperatorError", "SystemError"}
FILES = [p for folder in ("vm", "kernels", "text") for p in sorted((ROOT / "csrc" / folder).glob("*.cpp"))]


@pytest.mark.compiles_only
def test_every_class_that_the_machine_names_is_one() -> None:
    """A kernel that raises a class nobody has thought of is found here."""
    names = {name for path in FILES for name in NAME.findall(path.read_text("utf-8"))} - OTHERS
    assert {"IndexError", "KeyError", "ZeroDivisionError", "OverflowError"} < names
    for kind in (vars(builtins).get(name, RuntimeError) for name in sorted(names)):
        error = own_error(kind("text"))
        assert isinstance(error, RuntimeError) and isinstance(error, kind), kind
        assert type(pythons_error(error)) is kind and pythons_error(error).args == ("text",)
