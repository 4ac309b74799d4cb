"""``while True`` without a way on: what follows is never reached, so no value need be given there."""

from __future__ import annotations

import pytest

import anabranch as ab


def returns_inside(n: int) -> int:
    while True:
        n += 1
        if n > 5:
            return n


def raises_inside(n: int) -> int:
    while True:
        n += 1
        if n > 5:
            raise ValueError("too large")


def nested(n: int) -> int:
    while True:
        while True:
            n += 1
            if n > 5:
                return n


def in_a_branch(n: int) -> int:
    if n > 3:
        while True:
            n += 1
            if n > 10:
                raise ValueError("from the branch")
    return n


def left_by_an_else(n: int) -> int:
    while True:
        for _ in range(2):
            n += 1
        else:
            break
    return n


def in_a_loop(n: int) -> int:
    for _ in range(3):
        while 1:
            n += 1
            if n > 5:
                raise ValueError("from the loop")
    return n


def never_ends(n: int) -> int:
    while True:
        n = n % 10 + 1


@pytest.mark.parametrize("function", [returns_inside, raises_inside, nested, in_a_branch, left_by_an_else, in_a_loop])
def test_ways_out(backend: str, function) -> None:  # type: ignore[no-untyped-def]
    compiled = ab.script(function)
    for n in (1, 4, 20):
        try:
            expected = function(n)
        except ValueError as error:
            with pytest.raises(ValueError, match=str(error)):
                compiled(n)
        else:
            assert compiled(n) == expected


def begin(n: int) -> ab.Future[int]:
    return ab.fork(never_ends, n)


def test_a_loop_that_never_ends(native: None) -> None:
    future = ab.script(begin)(1)
    assert not future.done() and future.cancel()
    with pytest.raises(ab.CancelledError):
        future.result(30)
