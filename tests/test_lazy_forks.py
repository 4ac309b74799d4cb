"""Forks whose futures stay in their frame: which those are, and that nobody can tell from what a program does."""
# ruff: noqa: UP006, UP035, PERF401 - the language spells it so

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Dict, List, Optional, Tuple

import pytest
import torch
from torch import Tensor

import anabranch as ab
from anabranch import Future, fork, wait
from anabranch.analysis.futures import forks_that_stay


def plus(x: int) -> int:
    return x + 1


# -- forks that stay


def waited(x: int) -> int:
    return wait(fork(plus, x))


def in_list(x: int) -> int:
    futures = [fork(plus, i) for i in range(x)]
    total = 0
    for f in futures:
        total += wait(f)
    return total


def in_tuples_in_list(x: int) -> int:
    futures = [(fork(plus, i), i) for i in range(x)]
    total = 0
    for f, i in futures:
        total += wait(f) * i
    return total


def in_dict(x: int) -> int:
    futures: Dict[str, Future[int]] = {}
    futures["a"] = fork(plus, x)
    return wait(futures["a"]) + wait(futures["a"])


def by_branches(x: int) -> int:
    f = fork(plus, x)
    if x > 3:
        f = fork(plus, x + 1)
    for i in range(3):
        if i == 2:
            f = fork(plus, i * x)
    return wait(f)


def optional(x: int) -> int:
    f: Optional[Future[int]] = None
    if x > 2:
        f = fork(plus, x)
    return wait(f) if f is not None else 0


def never_waited(x: int) -> int:
    fork(plus, x)
    return x


# -- forks that leave


def returned(x: int) -> Future[int]:
    return fork(plus, x)


def returned_in_list(x: int) -> List[Future[int]]:
    return [fork(plus, x)]


def to_parameter(futures: List[Future[int]]) -> int:
    futures.append(fork(plus, 1))
    return wait(futures[0])


def helper(f: Future[int]) -> int:
    return wait(f)


def to_callee(x: int) -> int:
    return helper(fork(plus, x))


def swap(x: int, f: Future[int]) -> Tuple[int, Future[int]]:
    return x, f


def back_from_callee(x: int) -> int:
    f = fork(plus, x)
    y, g = swap(x, f)
    return wait(g) + y


def to_any(x: int) -> int:
    values: List[Any] = []
    values.append(fork(plus, x))
    return len(values)


def to_future_of_future(x: int) -> int:
    return wait(wait(fork(returned, x)))


STAY = [waited, in_list, in_tuples_in_list, in_dict, by_branches, optional, never_waited]
LEAVE = [returned, returned_in_list, to_parameter, to_callee, back_from_callee, to_any]


def counts(f: Callable[..., Any]) -> tuple[int, int]:
    graph = ab.script(f).graph
    return len(forks_that_stay(graph)), len(graph.findAllNodes("prim::fork"))


@pytest.mark.parametrize("f", STAY, ids=lambda f: f.__name__)
def test_these_stay(f: Callable[..., Any]) -> None:
    stay, forks = counts(f)
    assert stay == forks > 0


@pytest.mark.parametrize("f", LEAVE, ids=lambda f: f.__name__)
def test_these_leave(f: Callable[..., Any]) -> None:
    stay, forks = counts(f)
    assert stay == 0 < forks


def given_to_another_task(x: int) -> int:
    f = fork(plus, x)
    g = fork(helper, f)
    return wait(g)


def test_what_a_task_is_given_leaves_and_the_task_itself_stays() -> None:
    assert counts(given_to_another_task) == (1, 2)


@pytest.mark.parametrize(
    "f", [*STAY, to_callee, back_from_callee, to_any, given_to_another_task, to_future_of_future], ids=lambda f: f.__name__
)
def test_each_gives_what_eager_gives(f: Callable[[int], int], backend: str) -> None:
    compiled = ab.script(f)
    for x in (0, 1, 5, 5, 5, 40):
        assert compiled(x) == f(x)


# -- what a program can see


def squares_without_grad(x: Tensor) -> Tuple[Tensor, Tensor]:
    with torch.no_grad():
        inner = fork(torch.mul, x, x)
    outer = fork(torch.mul, x, x)
    with torch.no_grad():
        kept = wait(outer)
    return wait(inner), kept


def test_a_task_has_the_context_of_its_fork_wherever_it_is_waited_for(backend: str) -> None:
    compiled = ab.script(squares_without_grad)
    x = torch.ones(2, requires_grad=True)
    for _ in range(3):  # unmeasured first, small then
        inner, kept = compiled(x)
        assert (inner.requires_grad, kept.requires_grad) == (False, True)


class Notes:
    def __init__(self) -> None:
        self.seen: List[int] = []


def note(notes: Notes, i: int) -> int:
    notes.seen.append(i)
    return 0


def leaves_three(n: int) -> List[int]:
    notes = Notes()
    for i in range(3):
        fork(note, notes, n + i)
    first = fork(note, notes, n + 3)
    wait(first)
    return waits_for_all(notes)


def waits_for_all(notes: Notes) -> List[int]:
    while len(notes.seen) < 4:
        pass
    return notes.seen


def test_forks_that_nobody_waits_for_have_effects() -> None:
    compiled = ab.script(leaves_three)
    for _ in range(20):
        assert sorted(compiled(5)) == [5, 6, 7, 8]


def meet(met: List[int], others: int) -> int:
    if others > 0:
        met.append(1)
    while len(met) < others:
        pass
    return 1


def small_then_meeting(times: int) -> int:
    met: List[int] = []
    total = 0
    for _ in range(times):
        total += wait(fork(meet, met, 0))
    a, b = fork(meet, met, 2), fork(meet, met, 2)
    return total + wait(a) + wait(b)


@pytest.mark.usefixtures("native")
def test_a_site_of_small_tasks_that_grow_long_still_runs_side_by_side() -> None:
    """The second of the two runs only if the strand gives it away while it runs the first as a call."""
    if ab.get_num_workers() == 0:
        pytest.skip("no other core")
    assert ab.script(small_then_meeting)(2000) == 2002


def fails(x: int) -> int:
    return 1 // x


def fail_in_line(x: int) -> int:
    f = fork(fails, x)
    return wait(f)


def test_errors_are_those_of_any_fork(backend: str) -> None:
    compiled = ab.script(fail_in_line)
    assert [compiled(1) for _ in range(3)] == [1, 1, 1]
    with pytest.raises(ZeroDivisionError) as caught:
        compiled(0)
    text = "\n".join(caught.value.__notes__)
    assert "fails" in text and "return 1 // x" in text and "f = fork(fails, x)" in text and "return wait(f)" in text


def nest(n: int) -> int:
    if n <= 0:
        return 0
    return wait(fork(nest, n - 1)) + 1


def test_deep_nesting_uses_no_native_stack() -> None:
    compiled = ab.script(nest)
    assert [compiled(n) for n in (1, 100_000, 100_000)] == [1, 100_000, 100_000]


def fib(n: int) -> int:
    if n < 2:
        return n
    a = fork(fib, n - 1)
    b = fib(n - 2)
    return wait(a) + b


def test_a_recursion_with_a_fork_at_every_level() -> None:
    compiled = ab.script(fib)
    assert [compiled(n) for n in (1, 10, 18, 18, 18)] == [1, 55, 2584, 2584, 2584]
