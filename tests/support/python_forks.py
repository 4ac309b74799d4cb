"""Programs that tests of forks from plain Python fork, and a gate that a task waits at."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Dict

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab

gates: Dict[int, threading.Event] = {}
reached: Dict[int, threading.Event] = {}


@ab.ignore
def pass_gate(number: int) -> None:
    reached[number].set()
    assert gates[number].wait(60)


def gated(x: Tensor, number: int) -> Tensor:
    pass_gate(number)
    return x + number


@pytest.fixture(name="gate")
def open_gate() -> Iterator[int]:
    """A number for ``gated``, which waits until ``gates[number]`` is set."""
    number = len(gates) + 1
    gates[number], reached[number] = threading.Event(), threading.Event()
    yield number
    gates[number].set()


def scaled(x: Tensor, by: int = 2, *, plus: float = 0.5) -> Tensor:
    return x * by + plus


def failing(x: Tensor, text: str) -> Tensor:
    if x.dim() == 1:
        raise ValueError(text)
    return x


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(3, 3)
        self.calls = 0

    @ab.export
    def count(self, by: int = 1) -> int:
        self.calls += by
        return self.calls

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)


class Gated(Net):
    @ab.export
    def count_behind(self, number: int) -> None:
        pass_gate(number)
        self.count(3)


class Scale:
    def __init__(self, by: int) -> None:
        self.by = by

    def __call__(self, x: Tensor) -> Tensor:
        return x * self.by

    def plus(self, x: Tensor, y: int = 1) -> Tensor:
        return x + self.by + y


def spinning(n: int) -> int:
    while True:
        n = (n + 1) % 1000


X = torch.arange(3.0)
