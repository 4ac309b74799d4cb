"""Order and equality of values: the machine, the interpreter and CPython give the same answers."""

from __future__ import annotations

import importlib.util
import random
import sys
import zlib
from collections.abc import Callable
from types import ModuleType
from typing import Any, Optional

import pytest

import anabranch as ab
from anabranch.base.errors import CompileError
from order.values import ASKED, ENDS, FLOATS, MIXED, TYPES, bits, source

CALLS = 25


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    path = tmp_path_factory.mktemp("order") / "order_programs.py"
    path.write_text(source())
    spec = importlib.util.spec_from_file_location("order_programs", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["order_programs"] = module
    spec.loader.exec_module(module)
    return module


def outcome(f: Callable[..., Any], *args: Any) -> Any:
    try:
        return bits(f(*args))
    except (ValueError, TypeError) as error:
        return type(error).__name__


def compiled(f: Any) -> Any:
    """The program; None where the language has no such comparison of these types."""
    try:
        return ab.script(f)
    except CompileError:
        return None


@pytest.mark.slow
@pytest.mark.parametrize("number, t", list(enumerate(TYPES)), ids=list(TYPES))
def test_as_cpython(programs: ModuleType, backend: str, number: int, t: str) -> None:
    asked = {name: f for name in ASKED if (f := compiled(getattr(programs, f"f{number}_{name}"))) is not None}
    assert len(asked) >= 12, f"only {list(asked)} compile"
    r = random.Random(zlib.crc32(t.encode()))
    wrong = []
    for _ in range(CALLS):
        values = [TYPES[t](r) for _ in range(3)]
        for name, f in asked.items():
            got, wanted = outcome(f, *values), outcome(getattr(programs, f"f{number}_{name}"), *values)
            if got != wanted:
                wrong.append(f"{ASKED[name][0]} of {values}: {got}, not {wanted}")
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.slow
@pytest.mark.parametrize("name", list(MIXED))
def test_ints_beside_floats(programs: ModuleType, backend: str, name: str) -> None:
    plain = getattr(programs, f"mixed_{name}")
    f = ab.script(plain)
    assert [(a, x) for a in ENDS for x in FLOATS if f(a, x) is not plain(a, x)] == []


class Never:
    """Equal to nothing, itself included."""

    def __init__(self, x: int):
        self.x = x

    def __eq__(self, other: Never) -> bool:
        return False

    def __hash__(self) -> int:
        return self.x


def identities(x: int) -> list[bool]:
    a = Never(x)
    b = Never(x)
    maybe: Optional[Never] = a
    return [
        a == a, a != a, maybe == maybe, [a] == [a], [a] == [b], (a, 1) == (a, 1), (a, 1) == (b, 1), a in [a],
        a in [b], a in (b, a),
        [b, a].index(a) == 1, [a, b].count(a) == 1, {1: a} == {1: a}, {1: a} == {1: b}, {a} == {a}, {a} == {b},
        len({a, b, a}) == 2, [[a]] == [[a]], [(a, b)] == [(b, a)],
    ]  # fmt: skip


def test_identity_first_in_containers_only(backend: str) -> None:
    assert ab.script(identities)(3) == identities(3)


class Ordered:
    """Says by which method it was asked."""

    def __init__(self, x: int):
        self.x = x

    def __eq__(self, other: Ordered) -> bool:
        return self.x == other.x

    def __lt__(self, other: Ordered) -> bool:
        print("<", self.x, other.x)
        return self.x < other.x

    def __le__(self, other: Ordered) -> bool:
        print("<=", self.x, other.x)
        return self.x <= other.x

    def __gt__(self, other: Ordered) -> bool:
        print(">", self.x, other.x)
        return self.x > other.x

    def __ge__(self, other: Ordered) -> bool:
        print(">=", self.x, other.x)
        return self.x >= other.x


def orders(x: int) -> list[bool]:
    a = Ordered(x)
    b = Ordered(4)
    return [
        [a] < [b], [a] <= [b], [a] > [b], [a] >= [b], [a, b] < [a, a], [(a, 1)] <= [(b, 2)], (a, b) < (a, a), (a,) >= (b,),
        max([a, b, a]) is b, min([a, b, a]) is a, [a] <= [a], [b, a] > [b],
    ]  # fmt: skip


@pytest.mark.parametrize("x", [3, 4, 5])
def test_objects_are_asked_by_the_sign(backend: str, capsys: pytest.CaptureFixture[str], x: int) -> None:
    wanted, said = orders(x), capsys.readouterr().out
    assert (ab.script(orders)(x), capsys.readouterr().out) == (wanted, said)


class OnlyLess:
    def __init__(self, x: int):
        self.x = x

    def __lt__(self, other: OnlyLess) -> bool:
        return self.x < other.x


def reflected(x: int) -> list[bool]:
    a = OnlyLess(x)
    b = OnlyLess(4)
    return [[a] < [b], [a] > [b], max([a, b]) is a, min([a, b]) is a]


def less_or_equal(x: int) -> bool:
    return [OnlyLess(x)] <= [OnlyLess(4)]


def test_the_right_one_is_asked_where_the_left_has_no_method(backend: str) -> None:
    assert ab.script(reflected)(3) == reflected(3)
    with pytest.raises(TypeError, match="'<=' not supported between instances of '.*OnlyLess' and '.*OnlyLess'"):
        ab.script(less_or_equal)(3)


def largest(x: Any) -> Any:
    return max([x, None])


def test_max_asks_by_its_sign(backend: str) -> None:
    with pytest.raises(TypeError, match="'>' not supported between instances of 'NoneType' and 'int'"):
        ab.script(largest)(1)


def identical(a: Any, b: Any) -> bool:
    return a is b


@pytest.mark.parametrize("a, b", [(1, 1.0), (1.0, 1), (True, 1), (1, 1), (1.5, 1.5), ("a", "a"), (1, "1"), (1j, 1j)])
def test_numbers_of_different_types_are_not_identical(backend: str, a: Any, b: Any) -> None:
    assert ab.script(identical)(a, b) is (type(a) is type(b))


def clears(n: int) -> int:
    items: list[Clearing] = []
    for i in range(n):
        items.append(Clearing(items))
    found = items.count(Clearing(items)) + int(items == [Clearing(items)] * n)
    return found + len(items)


class Clearing:
    """Empties the list that it is compared in."""

    def __init__(self, items: list[Clearing]):
        self.items = items

    def __eq__(self, other: Clearing) -> bool:
        self.items.clear()
        return False


def test_a_list_that_is_emptied_while_it_is_searched(backend: str) -> None:
    assert ab.script(clears)(1000) == clears(1000)
