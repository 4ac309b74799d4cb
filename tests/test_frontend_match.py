"""``match``: what it compiles means what Python means, and the rest is refused in its place."""

from __future__ import annotations

from typing import List, Optional, Union

import pytest

import anabranch as ab
from support.programs import Program, check, collector

PROGRAMS: List[Program] = []
prog = collector(PROGRAMS)
LIMIT = 7


class Limits:
    low = 3


@prog((0,), (1,), (2,), (3,), (4,), (-8,), (99,))
def numbers(n: int) -> str:
    match n:
        case 0:
            return "none"
        case 1 | 2 | 3:
            return "few"
        case 4:
            text = "four"
        case big if big > 50:
            text = f"{big} is many"
        case _:
            text = "other"
    return text


@prog((2,), (7,))
def bound_although_the_guard_fails(n: int) -> int:
    other = 1
    match n:
        case other if other > 5:
            return -other
        case 100:
            return 0
    return other


@prog(("start",), ("stop",), ("",))
def words(s: str) -> int:
    match s.upper() + "!":
        case "START!":
            return 1
        case "STOP!" | "HALT!" as word:
            return len(word)
    return 0


@prog((None,), (3,), ("abc",), (2.5,))
def classes(x: Union[int, float, str, None]) -> float:
    match x:
        case None:
            return -1.0
        case int():
            return x + 1.0
        case str() as text:
            return float(len(text))
        case other:
            return other


@prog((True, 3), (False, 3), (True, 1))
def singletons(flag: bool, n: int) -> int:
    match flag:
        case True if n > 2:
            return 1
        case True | False:
            return 2
        case _:
            return 3


@prog((5,), (0,))
def in_a_loop(n: int) -> List[int]:
    seen: List[int] = []
    last = -1
    for i in range(n):
        match i % 3:
            case 0:
                continue
            case 1:
                last = i
            case rest:
                last = rest * 10
        if last == 20:
            break
        seen.append(last)
    return seen


@prog((None,), (4,))
def narrowed(x: Optional[int]) -> int:
    match x:
        case None:
            return 0
    return x + 1


@prog((3,), (4,))
def dotted_names(n: int) -> bool:
    match n:
        case Limits.low:
            return True
    return False


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.name)
def test_program(program: Program, backend: str) -> None:
    check(program)


def pair(x: List[int]) -> int:
    match x:
        case [a, b]:
            return a + b
    return 0


def guard_behind_as(n: int) -> int:
    match n:
        case 1 | 2 as k if k > 1:
            return k
    return 0


def names_in_alternatives(n: int) -> int:
    match n:
        case (1 as k) | (2 as k):
            return k
    return 0


@pytest.mark.compiles_only
@pytest.mark.parametrize(
    "function, message",
    [
        (pair, r":13: the pattern '\[a, b\]' cannot be compiled\n +case \[a, b\]:\n +~~~~~~\nhelp: values, None"),
        (guard_behind_as, r":27: a guard behind 'as' cannot be compiled\n +case 1 \| 2 as k if k > 1:\n +~~~~~\nhelp: test it"),
        (names_in_alternatives, r":13: the pattern '.*' cannot be compiled"),
    ],
)
def test_what_is_refused(function: object, message: str) -> None:
    with pytest.raises(ab.CompileError, match=message):
        ab.script(function)
