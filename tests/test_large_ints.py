"""Ints beyond 64 bits are refused when compiling, with their place, wherever a program takes them from."""

from __future__ import annotations

import enum
from typing import Final, List

import pytest
from torch import nn

import anabranch
from anabranch.base.errors import CompileError

pytestmark = pytest.mark.compiles_only
LARGE = 2**70
SIZES = (1, -(2**64))


class Size(enum.Enum):
    LARGE = 2**70


def index(x: List[int]) -> int:
    return x[-1180591620717411303424]


def plain(x: int) -> int:
    return x + 9223372036854775808


def from_globals(x: int) -> int:
    return x + LARGE


def from_tuple(x: int) -> int:
    return x + SIZES[1]


def from_enum(x: int) -> int:
    return Size.LARGE.value


def with_default(x: int, y: int = 2**70) -> int:
    return x + y


def calls_with_default(x: int) -> int:
    return with_default(x)


class Attribute(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.large = [1, 2**70]

    def forward(self, x: int) -> int:
        return self.large[1]


class Constant(nn.Module):
    large: Final[int] = 2**70

    def forward(self, x: int) -> int:
        return self.large


PROGRAMS = [index, plain, from_globals, from_tuple, from_enum, calls_with_default, Attribute(), Constant()]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: getattr(p, "__name__", type(p).__name__))
def test_an_int_beyond_64_bits_is_refused_at_its_place(program: object, backend: str) -> None:
    with pytest.raises(CompileError, match="does not fit into 64 bits") as caught:
        anabranch.script(program)
    assert caught.value.span is not None and caught.value.span.file == __file__


def smallest(x: int) -> int:
    return x + -9223372036854775808


def test_the_smallest_int_is_one(backend: str) -> None:
    assert anabranch.script(smallest)(0) == -(2**63)
