"""Python's collector beside workers that change slots and lists, detached tasks, futures that are dropped, and programs that
are compiled and dropped: what is used is whole, and what is not used any more is gone.
"""

from __future__ import annotations

import gc
import random
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, List

import torch
from torch import Tensor, nn

import anabranch as ab
from stress.registry import Budget, scenario


class Box:
    def __init__(self, what: Any):
        self.what = what
        self.items: List[Any] = [what]


def box(what: Any) -> Box:
    return Box(what)


def churn(a: Box, b: Box, rounds: int) -> int:
    for i in range(rounds):
        first = a.what
        a.what = b.what
        b.what = first
        a.items.append(b.what)
        if len(a.items) > 20:
            a.items.clear()
        if i % 7 == 0:
            b.items = [a.what, b.what]
        elif i % 7 == 3:
            between = Box(a.what)
            between.items = b.items
            b.items = between.items
    return rounds


def churn_later(a: Box, b: Box, rounds: int) -> ab.Future[int]:
    return ab.fork(churn, a, b, rounds)


def churn_and_fail(a: Box, b: Box, rounds: int) -> int:
    raise ValueError(str(churn(a, b, rounds)))


def fail_later(a: Box, b: Box, rounds: int) -> ab.Future[int]:
    return ab.fork(churn_and_fail, a, b, rounds)


class Thing:
    """Whole while it is used: the collector empties what it takes for garbage."""

    alive: weakref.WeakSet[Thing] = weakref.WeakSet()

    def __init__(self, number: int) -> None:
        self.number, self.back = number, None
        self.alive.add(self)

    def check(self) -> None:
        assert type(self.number) is int, "the collector took it while it was used"


def checked(b: Any) -> None:
    b.what.check()
    for thing in b.items:
        thing.check()


@contextmanager
def collecting() -> Iterator[None]:
    """Another thread collects all the time, what was made since."""
    over = threading.Event()
    gc.collect()
    gc.freeze()

    def work() -> None:
        while not over.is_set():
            gc.collect(random.randrange(3))

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        gc.unfreeze()


def in_threads(count: int, work: Callable[[], None]) -> None:
    errors: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def some_boxes(make: Any, number: int) -> tuple[Any, Any]:
    """Two boxes, each in a cycle with the thing in it."""
    boxes = make(Thing(number)), make(Thing(-number))
    for b in boxes:
        b.what.back = b
    return boxes


@scenario("tasks")
def collector_beside_workers_that_change_slots(budget: Budget) -> None:
    make, now, later, failing = map(ab.script, (box, churn, churn_later, fail_later))

    def work() -> None:
        while budget:
            a, b = some_boxes(make, budget.done)
            kind, rounds = random.randrange(5), random.randrange(1, 300)
            if kind == 0:
                now(a, b, rounds)
            elif kind == 1:  # dropped, and the boxes with it
                later(a, b, rounds)
                del a, b
                budget.step()
                continue
            elif kind == 2:
                future = later(a, b, rounds)
                a.what.back = future
                del a
                future.wait()
            elif kind == 3:
                future = failing(a, b, rounds)
                try:
                    future.wait()
                except ValueError as error:
                    b.what.back = error
            else:
                futures = [later(a, b, rounds), later(b, a, rounds)]
                now(b, a, rounds)
                ab.wait_all(futures)
            checked(b)
            budget.step()

    with collecting():
        in_threads(3, work)
    for thing in list(Thing.alive):  # in cycles through things that two boxes share, which the collector does not see
        thing.check()
        thing.back = None
    thing = None
    gc.collect()
    gc.collect()
    assert not Thing.alive, f"{len(Thing.alive)} things are never freed"


class Scaled(nn.Module):
    def __init__(self, factor: int, inner: Any = None) -> None:
        super().__init__()
        self.factor, self.inner = factor, inner
        self.weight = nn.Parameter(torch.ones(2))

    def forward(self, x: Tensor) -> Tensor:
        x = x * self.weight * float(self.factor)
        if self.inner is not None:
            x = self.inner(x)
        return x


class Forked(nn.Module):
    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> List[ab.Future[Tensor]]:
        return [ab.fork(self.inner, x), ab.fork(self.inner, x)]


@scenario("modules")
def programs_dropped_while_their_tasks_run(budget: Budget) -> None:
    """Modules are compiled and dropped; what is left of each are its running tasks."""
    number = iter(range(1_000_000))
    watched: weakref.WeakSet[Any] = weakref.WeakSet()

    def work() -> None:
        while budget:
            factor = next(number)
            m = ab.script(Forked(Scaled(factor, Scaled(2))))
            watched.add(m._type)
            futures = m(torch.ones(2))
            del m
            if factor % 3:
                expected = [2.0 * factor] * 2
                assert all(f.wait().tolist() == expected for f in futures)
            budget.step()

    ab.script(Forked(Scaled(0, Scaled(2))))  # what the first of a process costs
    with collecting():
        in_threads(2, work)
    gc.collect()
    gc.collect()
    assert not watched, f"{len(watched)} of {next(number)} types are never freed"
