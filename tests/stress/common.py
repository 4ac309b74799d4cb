"""Small programs that several scenarios use, and helpers to check what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, List

import torch
from torch import Tensor

import anabranch as ab


def increment(n: int) -> int:
    return n + 1


def busy(n: int) -> int:
    """Some 100 µs of work on ints."""
    total = 0
    for i in range(20000):
        total += i % 7
    return n + 1 + total - total


def endless(n: int) -> int:
    total = 0
    while n > 0:
        total = (total + n) % 1000
    return total


def fibonacci(n: int) -> int:
    if n < 2:
        return n
    left = ab.fork(fibonacci, n - 1)
    return fibonacci(n - 2) + ab.wait(left)


def fan(n: int) -> int:
    futures: List[ab.Future[int]] = []
    for i in range(n):
        futures.append(ab.fork(increment, i))
    total = 0
    for future in futures:
        total += ab.wait(future)
    return total


def mix(x: Tensor, rounds: int) -> Tensor:
    for _ in range(rounds):
        x = torch.tanh(x @ x)
    return x


def forked_mix(x: Tensor, tasks: int, rounds: int) -> Tensor:
    futures: List[ab.Future[Tensor]] = []
    for i in range(tasks):
        futures.append(ab.fork(mix, x + i, rounds))
    total = torch.zeros_like(x)
    for future in futures:
        total = total + ab.wait(future)
    return total


def fails_at(n: int, at: int) -> int:
    if n == at:
        raise ValueError(f"failed at {n}")
    return busy(n)


def fan_with_failure(n: int, at: int) -> int:
    futures: List[ab.Future[int]] = []
    for i in range(n):
        futures.append(ab.fork(fails_at, i, at))
    total = 0
    for future in futures:
        total += ab.wait(future)
    return total


def start(n: int) -> ab.Future[int]:
    return ab.fork(busy, n)


def start_endless(n: int) -> ab.Future[int]:
    return ab.fork(endless, n)


def raises(kind: type[BaseException], fn: Callable[..., Any], *args: Any) -> BaseException:
    """The exception of that kind that ``fn(*args)`` raises."""
    try:
        value = fn(*args)
    except kind as error:
        return error
    raise AssertionError(f"expected {kind.__name__}, got {value!r}")


def expected_fan(n: int) -> int:
    return n * (n + 1) // 2
