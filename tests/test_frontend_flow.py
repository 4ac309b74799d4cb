"""Programs of calls and control flow: compiled, on both backends, they give what Python gives."""

import math
from typing import Callable, List, Optional

import pytest
import torch

from support.programs import Program, check, collector

PROGRAMS: List[Program] = []
prog = collector(PROGRAMS)


@prog((5,), (0,), (-3,))
def early(n: int) -> int:
    for i in range(n):
        if i == 3:
            return i * 10
        if i % 2 == 0:
            continue
        n += 1
    return n


@prog((5,), (0,), (20,))
def nested_break(n: int):
    out: List[int] = []
    for i in range(n):
        for j in range(i):
            if j > 4:
                break
            if (i + j) % 3 == 0:
                continue
            out.append(i * j)
            if len(out) > 30:
                return out, "early"
        else_ = i
    return out, "late"


@prog((3,), (10,))
def while_true(n: int) -> int:
    i = 0
    while True:
        i += 1
        if i > n:
            return i
        if i == 7:
            break
    return -i


@prog((3,), (10,))
def while_forever(n: int) -> int:
    i = 0
    while True:
        i += 2
        if i > n:
            return i


@prog((3, None), (1, 4))
def opt(n: int, x: Optional[int]):
    y = None
    if n > 2:
        y = n
    if x is None:
        x = 7
    z = y if y is not None else -1
    return x + n, y, z


def helper(x, *, k: int = 2, name: str = "n"):
    return x * k, name


@prog((torch.ones(2),))
def kw(x):
    a, n = helper(x)
    b, m = helper(x, name="q", k=5)
    return a, n, b, m


def varargs(*xs: int) -> int:
    t = 0
    for x in xs:
        t += x
    return t


@prog((4,))
def va(n: int):
    return varargs(1, n), varargs(), varargs(*[1, 2] if False else (1, 2, n))


@prog((4,))
def local_fn(n: int):
    k = 3

    def add(a: int, b: int = 2):
        if a > 5:
            return a
        return a + b + k

    f = lambda z: z * n
    return add(1), add(6), add(2, b=5), f(3), [f(i) for i in range(3)]


def apply(f: Callable[[int], int], x: int) -> int:
    return f(x) + 1


def sq(x: int) -> int:
    return x * x


@prog((4,))
def hof(n: int):
    return apply(sq, n), apply(lambda q: q + n, 3), list(map(sq, [1, 2, n]))


def fact(n: int):
    if n <= 1:
        return 1
    return n * fact(n - 1)


def is_even(n: int):
    if n == 0:
        return True
    return is_odd(n - 1)


def is_odd(n: int):
    if n == 0:
        return False
    return is_even(n - 1)


def rec_last(n: int):
    if n > 0:
        return rec_last(n - 1) + 1
    return 0


@prog((5,))
def recursion(n: int):
    return fact(n), is_even(n), is_odd(n), rec_last(n)


@prog((torch.ones(2, requires_grad=True),))
def ctx(x):
    with torch.no_grad():
        y = x * 2
        if y.sum() > 100:
            return y, y.requires_grad
    z = x * 3
    return z + y, y.requires_grad


@prog((2,), (1,), (7,))
def chain(n: int):
    if n == 1:
        r = "one"
    elif n == 2:
        r = "two"
    else:
        r = "many"
        if n > 5:
            r += "!"
    a = b = n
    a += 1
    (c, d), *rest = (1, 2), 3, 4
    x, y = [n, n + 1]
    first, *others = (1, 2, 3)
    return r, a, b, c, d, rest, x, y, others


GLOBAL = 3


TUP = (1, 2)


@prog((3,))
def globs(n: int):
    return GLOBAL + n, TUP[0], [x + n for x in TUP], math.inf > n, torch.float32 == torch.float64


@prog((3,))
def walrus(n: int):
    if (m := n * 2) > 5:
        return m
    return n


@prog((3,))
def asserts(n: int):
    assert n > 0, f"n was {n}"
    assert isinstance(n, int)
    x: Optional[int] = n if n > 1 else None
    assert x is not None
    return x + 1


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.name)
def test_program(program: Program, backend: str) -> None:
    check(program)
