"""Making things once, from many threads: all of a transaction is published, or nothing, and the first one wins."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

import pytest

from anabranch.base import owners, transactions
from anabranch.base.owners import Living, OfClasses, keep
from anabranch.base.transactions import Table, current, in_transaction, outside, run
from support.interleavings import interleaved


class Made:
    """What is made for a key; ``other`` is what it refers to."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.other: Made | None = None


def maker(table: Table[str, Made]) -> Any:
    @in_transaction
    def make(key: str, *others: str) -> Made:
        known = table.get(key)
        if known is None:
            known = table[key] = Made(key)  # before what it refers to: that may refer to it
            known.other = make(others[0], *others[1:], key) if others else None
        return known

    return make


# -- one thread


def test_others_see_nothing_before_all_is_made() -> None:
    table: Table[str, int] = Table()
    seen: list[int | None] = []

    def work() -> None:
        table["a"] = 1
        thread = threading.Thread(target=lambda: seen.append(table.get("a")))
        thread.start()
        thread.join()
        assert table["a"] == 1

    run(work)
    assert (seen, table["a"]) == ([None], 1)


def test_what_fails_publishes_nothing() -> None:
    table: Table[str, int] = Table()

    def work() -> None:
        table["a"] = 1
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        run(work)
    assert list(table) == []


def test_what_is_taken_back_is_not_published() -> None:
    table: Table[str, int] = Table()

    def work() -> None:
        table["a"], table["b"] = 1, 2
        assert table.pop("a") == 1
        assert "a" not in table

    run(work)
    assert dict(table) == {"b": 2}


def test_the_first_one_wins_and_the_other_does_it_again() -> None:
    table: Table[str, Made] = Table()
    make = maker(table)
    attempts: list[Made] = []

    def work() -> Made:
        attempts.append(make("a", "b"))
        if len(attempts) == 1:
            run(make, "b")  # as another thread, in the middle
        return attempts[-1]

    made = run(work)
    assert len(attempts) == 2
    assert made is table["a"] is not attempts[0]
    assert made.other is table["b"]


def test_an_error_from_meeting_both_kinds_is_no_error() -> None:
    table: Table[str, Made] = Table()
    make = maker(table)

    def work() -> Made:
        mine = make("a")
        if run(make, "a") is not mine:
            raise TypeError("expected a, got a")
        return mine

    assert run(work) is table["a"]


def test_one_inside_another_is_apart() -> None:
    table: Table[str, int] = Table()

    def inner() -> int | None:
        table["inner"] = 1
        return table.get("outer")

    def outer() -> int | None:
        table["outer"] = 1
        found = run(inner)
        with outside():
            assert table.get("outer") is None
        raise ValueError(found)

    with pytest.raises(ValueError, match="None"):
        run(outer)
    assert dict(table) == {"inner": 1}


def test_an_object_of_its_own() -> None:
    assert run(lambda: current().own(list) is current().own(list))
    assert run(lambda: current().own(list)) is not run(lambda: current().own(list))


# -- several threads


@pytest.mark.parametrize("seed", range(40))
def test_there_is_one_object_for_each_key(seed: int) -> None:
    """They refer to each other in a circle, and each thread begins with another one."""
    table: Table[str, Made] = Table()
    make = maker(table)
    keys = ["a", "b", "c"]
    works = [lambda i=i: make(keys[i], *keys[i + 1 :], *keys[:i]) for i in range(3)]
    results = interleaved(works, [transactions, owners], seed)
    assert [made is table[key] for made, key in zip(results, keys)] == [True] * 3, results
    for made in table.values():
        assert made.other is table[made.other.key], "published beside what it does not refer to"


@pytest.mark.parametrize("seed", range(40))
def test_nobody_meets_a_part_of_a_publication(seed: int) -> None:
    """Whoever finds the first of two finds the second, in whichever order they are entered."""
    first, second = Table[str, int](), Table[str, int]()
    number = iter(range(100))

    def publish() -> None:
        def work() -> None:
            key = str(next(number))
            second[key] = first[key] = 1

        for _ in range(3):
            run(work)

    def look() -> int:
        pairs = 0
        for key in map(str, range(3)):
            if run(first.get, key):
                assert second.published.get(key) == 1, f"{key} was half published"
                pairs += 1
        return pairs

    results = interleaved([publish, look, look, publish], [transactions], seed)
    assert all(not isinstance(r, Exception) for r in results), results


# -- what tables keep alive


def test_living_values_die_with_their_owner() -> None:
    table: Table[str, Made] = Table(Living(lambda made: made.key))
    made = maker(table)("a")
    assert table.get("a") is made
    ref = weakref.ref(made)
    del made
    gc.collect()
    assert ref() is None
    assert table.get("a") is None


def test_the_publications_keep_nothing() -> None:
    table: Table[str, Made] = Table(Living(lambda made: made.key))
    refs = [weakref.ref(maker(table)(str(i))) for i in range(10)]
    gc.collect()
    assert [ref() for ref in refs] == [None] * 10


def test_a_class_and_its_value_die_together() -> None:
    table: Table[type, list[Any]] = Table(OfClasses("__of_test__"))
    cls = type("C", (), {})
    run(table.__setitem__, cls, [cls])
    assert table[cls] == [cls]
    assert table.get(type("D", (cls,), {})) is None
    ref = weakref.ref(cls)
    del cls
    gc.collect()
    assert ref() is None


def test_what_a_function_keeps_dies_with_it() -> None:
    def function() -> None: ...

    made = Made("a")
    keep(function, made)
    keep(function, made)
    ref = weakref.ref(made)
    del made
    gc.collect()
    assert ref() is not None
    del function
    gc.collect()
    assert ref() is None
