"""``zip``, strict or not, of lengths known and unknown when compiling: the rounds and the error are Python's."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, List

import pytest

import anabranch as ab


def three_in_loop(a: List[int], b: List[int], c: List[int]) -> int:
    total = 0
    for x, y, z in zip(a, b, c, strict=True):
        total += x * y + z
    return total


def left_early(a: List[int], b: List[int]) -> int:
    total = 0
    for x, y in zip(a, b, strict=True):
        if y == 2:
            break
        total += x
    return total


def listed(a: List[int], b: List[int]) -> List[int]:
    return [x + y for x, y in list(zip(a, b, strict=True))]


def known_and_unknown(a: List[int], b: List[int]) -> List[int]:
    return [x + y for x, y in zip((5, 6), a, strict=True)] + [x + y for x, y in zip(b, (5, 6))]


def known_first(a: List[int], b: List[int]) -> List[int]:
    out = [0]
    for x, y in zip((1, 2, 3), a):
        out.append(x * y)
    for (x, y), z in zip(zip(a, b), range(2), strict=True):
        out.append(x + y + z)
    return out


def not_strict(a: List[int], b: List[int]) -> List[int]:
    return [x + y for x, y in zip(a, b, strict=False)]


TWO = (listed, known_and_unknown, known_first, not_strict, left_early)


def outcome(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    try:
        return function(*arguments)
    except ValueError as error:
        return str(error)


@pytest.mark.parametrize("function", TWO)
def test_two_parts(backend: str, function: Callable[..., Any]) -> None:
    compiled = ab.script(function)
    for n, m in itertools.product(range(4), repeat=2):
        lists = (list(range(n)), list(range(m)))
        assert outcome(compiled, lists) == outcome(function, lists), (n, m)


def test_three_parts(backend: str) -> None:
    compiled = ab.script(three_in_loop)
    for lengths in itertools.product(range(3), repeat=3):
        lists = tuple(list(range(n)) for n in lengths)
        assert outcome(compiled, lists) == outcome(three_in_loop, lists), lengths


def test_the_rounds_before_the_error_run(backend: str, capsys: pytest.CaptureFixture[str]) -> None:
    compiled = ab.script(shows)
    expected = outcome(shows, ([1, 2], [3]))
    shown = capsys.readouterr().out
    assert outcome(compiled, ([1, 2], [3])) == expected == "zip() argument 2 is shorter than argument 1"
    assert capsys.readouterr().out == shown == "1 3\n"


def shows(a: List[int], b: List[int]) -> int:
    for x, y in zip(a, b, strict=True):
        print(x, y)
    return 0


def unequal_tuples(n: int) -> int:
    for x, y in zip((1, 2), (n, n, n), strict=True):
        n += x * y
    return n


def test_known_parts_of_other_lengths(backend: str) -> None:
    assert outcome(ab.script(unequal_tuples), (1,)) == outcome(unequal_tuples, (1,))


def computed(a: List[int], strict: bool) -> int:
    return len([x + y for x, y in zip(a, a, strict=strict)])


@pytest.mark.compiles_only
def test_strict_must_be_known() -> None:
    with pytest.raises(ab.CompileError, match="strict in zip.. must be known when compiling"):
        ab.script(computed)
