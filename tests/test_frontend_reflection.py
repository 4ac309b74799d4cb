"""``callable``, ``hasattr`` and ``isinstance`` with the empty tuple: as in plain Python."""

from __future__ import annotations

import enum
import math
from typing import Any, List, Optional, Tuple

import pytest
import torch
from torch import Tensor

import anabranch as ab

CALL = "__call__"


class Calls:
    def __init__(self, n: int):
        self.n = n

    def __call__(self, x: int) -> int:
        return x + self.n


class Plain:
    def __init__(self):
        self.n = 1


class Colour(enum.Enum):
    RED = 1


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = torch.nn.ReLU()

    def forward(self, x: Tensor) -> List[bool]:
        return [callable(self.inner), callable(self), callable(self.training)]


def everything(x: Tensor, n: int, items: List[int]) -> List[bool]:
    return [
        callable(Calls(1)), callable(Plain()), callable(Plain().n), callable(Calls), callable(int), callable(leaf),
        callable(math.sqrt), callable(math), callable(torch), callable(torch.relu), callable(x), callable(x.relu), callable(n),
        callable(items), callable(items.append), callable((n, n)), callable("a"), callable(None), callable(Colour.RED),
        callable(len), callable(range(n)), hasattr(n, CALL), hasattr(items, CALL), hasattr("a", CALL),
        hasattr(items, "append"), hasattr(n, "__add__"),
    ]  # fmt: skip


def leaf(x: int) -> int:
    return x


def test_callable_and_hasattr(backend: str) -> None:
    assert ab.script(everything)(torch.ones(1), 1, [1]) == everything(torch.ones(1), 1, [1])


def test_callable_in_modules(backend: str) -> None:
    assert ab.script(Net())(torch.ones(1)) == Net()(torch.ones(1))


def maybe(x: Optional[Calls]) -> bool:
    return callable(x)


@pytest.mark.compiles_only
def test_callable_that_depends() -> None:
    with pytest.raises(ab.CompileError, match="some values of type .* can be called and some cannot"):
        ab.script(maybe)


def empty_tuple(x: Any) -> List[bool]:
    return [isinstance(x, Tuple[()]), isinstance(x, Tuple[int]), isinstance(x, tuple), isinstance(x, Tuple[int, str])]  # type: ignore


@pytest.mark.parametrize("value", [(), (1,), (1, "a"), [1], 3, ((),)])
def test_the_empty_tuple_is_one_type(backend: str, value: Any) -> None:
    kinds = [value == (), isinstance(value, tuple) and list(map(type, value)) == [int], isinstance(value, tuple)]
    assert ab.script(empty_tuple)(value)[:3] == kinds
