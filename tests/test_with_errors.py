"""``with`` and errors: a user's ``__exit__`` runs as in plain Python, however the block is left."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, List, Optional, Tuple

import pytest
import torch
from torch import Tensor

import anabranch as ab
from stress.with_differential import check_seed
from support.errors import python_class

NOTES: list[str] = []
STARTED = threading.Event()


@ab.ignore
def note(text: str) -> None:
    NOTES.append(text)


@ab.ignore
def tell_start() -> None:
    STARTED.set()


class Log:
    def __init__(self, name: str):
        self.name = name

    def __enter__(self):
        note("enter " + self.name)
        return self

    def __exit__(self, type, value, trace):
        note(f"exit {self.name} {type} {value}")


class Raises(Log):
    def __exit__(self, type, value, trace):
        raise KeyError(self.name)


def noted(function: Callable[..., Any], *arguments: Any) -> tuple[BaseException, list[str]]:
    NOTES.clear()
    with pytest.raises(Exception) as info:
        function(*arguments)
    return info.value, list(NOTES)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(3))
def test_random_programs_do_what_python_does(backend: str, block: int) -> None:
    for seed in range(block * 30, block * 30 + 30):
        report = check_seed(seed, (backend,))
        assert not report, report


def nested(x: Tensor, n: int) -> Tensor:
    with Log("a"), torch.no_grad(), Log("b"):
        for i in range(n):
            with Log("c" + str(i)):
                x = x + x[3 - i]
    return x


def test_innermost_first_with_class_and_value(backend: str) -> None:
    compiled = ab.script(nested)
    expected_error, expected = noted(nested, torch.ones(3), 2)
    error, notes = noted(compiled, torch.ones(3), 2)
    assert notes == expected and notes[-1].startswith("exit a <class 'IndexError'> index 3 is out of bounds")
    assert (python_class(error), str(error)) == (type(expected_error), str(expected_error))
    assert torch.is_grad_enabled()


def raises_over(n: int) -> int:
    with Raises("outer"):
        with Raises("inner"):
            n = n // 0
    return n


def test_the_error_of_an_exit_has_the_first_as_context(backend: str) -> None:
    error, _ = noted(ab.script(raises_over), 1)
    first = error.__context__
    assert first is not None and (repr(error), repr(first)) == ("KeyError('outer')", "KeyError('inner')")
    assert repr(first.__context__) == "ZeroDivisionError('integer division or modulo by zero')"
    places = [(name, span.line) for name, span in error.script_trace]  # type: ignore[attr-defined]
    line = raises_over.__code__.co_firstlineno
    assert places[1] == ("raises_over", line + 1) and places[0][0] == "__exit__"


def test_what_the_caller_handles_comes_last(backend: str) -> None:
    compiled = ab.script(raises_over)
    with pytest.raises(KeyError) as info:
        try:
            raise OSError("the caller's")
        except OSError:
            compiled(1)
    chain = [info.value]
    while chain[-1].__context__ is not None:
        chain.append(chain[-1].__context__)
    assert [python_class(e) for e in chain] == [KeyError, KeyError, ZeroDivisionError, OSError]


def in_task(n: int) -> int:
    with Log("task"):
        return 1 // n


def waits(n: int) -> int:
    with Log("waiter"):
        return ab.wait(ab.fork(in_task, n))


@pytest.mark.forks
def test_in_tasks_and_their_waiters(backend: str) -> None:
    text = "integer division or modulo by zero"
    kind = "<class 'ZeroDivisionError'>"
    _, notes = noted(ab.script(waits), 0)
    assert sorted(notes[:2]) == ["enter task", "enter waiter"]
    assert notes[2:] == [f"exit task {kind} {text}", f"exit waiter {kind} {text}"]


class Careful:
    """Its clean-up is long, forks and waits."""

    def __init__(self, text: str):
        self.text = text

    def __enter__(self):
        return None

    def __exit__(self, type, value, trace):
        n = 0
        for _ in range(1000):
            n = add(n, 1)
        note(f"{self.text} {ab.wait(ab.fork(add, n, 1))} {type}")


def add(a: int, b: int) -> int:
    return a + b


def endless(text: str) -> int:
    n = 1
    with Careful("outer " + text):
        with Careful("inner " + text):
            tell_start()
            while n > 0:
                n = n % 1000 + 1
    return n


def begin(text: str) -> ab.Future[int]:
    return ab.fork(endless, text)


CANCELLED = "<class 'anabranch.base.errors.CancelledError'>"


def test_a_cancelled_task_cleans_up(native: None) -> None:
    NOTES.clear()
    STARTED.clear()
    future = ab.script(begin)("x")
    assert STARTED.wait(30) and future.cancel()
    with pytest.raises(ab.CancelledError):
        future.result(30)
    assert NOTES == [f"inner x 1001 {CANCELLED}", f"outer x 1001 {CANCELLED}"]


def fails_beside(n: int) -> int:
    futures: List[ab.Future[int]] = []
    futures.append(ab.fork(endless, "y"))
    wait_for_start()
    return n // 0 + ab.wait(futures[0])


@ab.ignore
def wait_for_start() -> None:
    assert STARTED.wait(30)


def test_a_failed_call_ends_after_its_tasks_have_cleaned_up(native: None) -> None:
    STARTED.clear()
    compiled = ab.script(fails_beside)
    error, notes = noted(compiled, 1)
    assert isinstance(error, ZeroDivisionError)
    assert notes == [f"inner y 1001 {CANCELLED}", f"outer y 1001 {CANCELLED}"]


class Quiet:
    def __enter__(self):
        return None

    def __exit__(self, type: Any, value: Any, trace: Any) -> None:
        return None


def endless_recursion(n: int) -> int:
    with Quiet():
        return endless_recursion(n + 1) + 1


@pytest.mark.slow
def test_endless_recursion_through_with(native: None) -> None:
    error, _ = noted(ab.script(endless_recursion), 1)
    assert isinstance(error, RecursionError)


class Keeps:
    def __init__(self):
        self.kinds: List[str] = []

    def __enter__(self):
        return self

    def __exit__(self, type: Any, value: Any, trace: Any):
        self.kinds.append(f"{type is None} {repr(value)} {[value]} {isinstance(value, int)} {value}")


def one_object_twice(keeps: Keeps, n: int) -> int:
    with keeps, keeps as same:
        same.kinds.append("in")
        return 5 // n


def make_keeps() -> Keeps:
    return Keeps()


def test_a_context_given_from_outside(backend: str) -> None:
    compiled, make = ab.script(one_object_twice), ab.script(make_keeps)
    for n in (0, 1):
        mine, eager = make(), Keeps()
        for function, keeps in ((compiled, mine), (one_object_twice, eager)):
            try:
                function(keeps, n)
            except ZeroDivisionError:
                pass
        assert len(mine.kinds) == len(eager.kinds) == 3
        assert mine.kinds == eager.kinds


class Swallows:
    def __init__(self, says: int):
        self.says = says
        self.left: List[str] = []

    def __enter__(self) -> int:
        return self.says

    def __exit__(self, type: Any, value: Any, trace: Any) -> Optional[int]:
        self.left.append(str(value))
        return self.says if self.says >= 0 else None


def swallow(says: int, n: int) -> Tuple[int, List[str]]:
    context = Swallows(says)
    for i in range(3):
        with context as said:
            if i == n:
                return 10 // (n - 1) + said, context.left
    return -1, context.left


@pytest.mark.parametrize("says", [1, 0, -1])
def test_an_exit_that_returns_something(backend: str, says: int) -> None:
    compiled = ab.script(swallow)
    for n in (0, 2, 5):
        assert compiled(says, n) == swallow(says, n)
    with pytest.raises(ZeroDivisionError) as info:
        compiled(says, 1)
    note = "__exit__ of Swallows returned a true value, but compiled code cannot swallow errors: catch it in Python"
    assert (note in info.value.__notes__) is (says == 1)


class Narrow(Quiet):
    def __exit__(self, type: Any, value: str, trace: Any):
        return None


class Short(Quiet):
    def __exit__(self, type: Any):
        return None


def narrow(n: int) -> int:
    with Narrow():
        return n


def short(n: int) -> int:
    with Short():
        return n


@pytest.mark.parametrize(
    "function, message",
    [
        (narrow, "argument 'value' of __exit__ of '.*Narrow' is declared str"),
        (short, "__exit__ of '.*Short' takes 1 arguments besides self, expected 3"),
    ],
)
def test_refused_while_compiling(function: Callable[..., Any], message: str) -> None:
    with pytest.raises(ab.CompileError, match=message) as info:
        ab.script(function)
    assert info.value.span is not None and info.value.remedy
    assert info.value.span.line == function.__code__.co_firstlineno + 1
