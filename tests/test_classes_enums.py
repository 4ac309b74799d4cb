"""Enums and interfaces of classes."""

import enum
from typing import Dict, List

import pytest
import torch
from torch import Tensor

import anabranch as ab
from anabranch.base.errors import CompileError

pytestmark = pytest.mark.usefixtures("backend")


class Color(enum.Enum):
    RED = 1
    GREEN = 2
    BLUE = 4

    def doubled(self) -> int:
        return self.value * 2

    @property
    def bright(self) -> bool:
        return self.value > 1


class Mode(enum.Enum):
    FAST = "fast"
    SLOW = "slow"


def mix(a: Color, b: Color) -> int:
    if a == b:
        return a.value
    return a.value + b.value


def use_colors(c: Color, n: int):
    other = Color.GREEN if n > 0 else Color.BLUE
    palette = [Color.RED, other, c]
    reds = 0
    for p in palette:
        if p == Color.RED:
            reds += 1
    names = [p.name for p in palette]
    total = 0
    for member in Color:
        total += member.value
    return mix(c, other), c.name, other.value, reds, c != other, other, names, total, c is other, len(Color)


@pytest.mark.parametrize("args", [(Color.RED, 1), (Color.BLUE, 0), (Color.GREEN, 5)])
def test_members_names_values_and_loops(args):
    assert ab.script(use_colors)(*args) == use_colors(*args)


def as_keys(c: Color) -> Dict[Color, int]:
    table: Dict[Color, int] = {Color.RED: 1}
    table[c] = 5
    if c in table:
        table[c] += 1
    return table


def test_members_as_keys():
    assert ab.script(as_keys)(Color.BLUE) == as_keys(Color.BLUE)
    assert ab.script(as_keys)(Color.RED) == {Color.RED: 6}


def use_members(c: Color, m: Mode) -> str:
    text = m.value
    if c.bright and m == Mode.FAST:
        text += str(c.doubled())
    if Color(2) == c or Color["RED"] == c:
        text += "!"
    return text


def test_methods_calls_and_lookups_of_enums():
    for c in Color:
        for m in Mode:
            assert ab.script(use_members)(c, m) == use_members(c, m)


class WithEnum(torch.nn.Module):
    def __init__(self, mode: Mode):
        super().__init__()
        self.mode = mode

    def forward(self, x: Tensor) -> Tensor:
        return x * 2 if self.mode == Mode.FAST else x


def test_an_enum_attribute():
    m = ab.script(WithEnum(Mode.FAST))
    assert m(torch.ones(1)).item() == 2
    m.mode = Mode.SLOW
    assert m(torch.ones(1)).item() == 1 and m.mode is Mode.SLOW


def unknown(n: int) -> int:
    return Color.PINK.value


@pytest.mark.compiles_only
def test_an_unknown_member_is_a_compile_error():
    with pytest.raises(CompileError, match="no attribute 'PINK'.*\n.*\n.*\n.*RED, GREEN, BLUE"):
        ab.script(unknown)


@ab.interface
class Shape:
    def area(self, scale: float) -> float:
        pass


class Square:
    def __init__(self, side: float):
        self.side = side

    def area(self, scale: float) -> float:
        return self.side * self.side * scale


class Circle:
    def __init__(self, r: float):
        self.r = r

    def area(self, scale: float) -> float:
        return 3.0 * self.r * self.r * scale


def total(shapes: List[Shape], k: float) -> float:
    result = 0.0
    for s in shapes:
        result += s.area(k)
    return result


def use_shapes(k: float) -> float:
    shapes: List[Shape] = []
    shapes.append(Square(2.0))
    shapes.append(Circle(1.0))
    one: Shape = Square(1.0)
    if k > 1.0:
        one = Circle(2.0)
    return total(shapes, k) + one.area(1.0)


def test_interfaces_of_classes():
    assert ab.script(use_shapes)(1.0) == use_shapes(1.0)
    assert ab.script(use_shapes)(2.0) == use_shapes(2.0)


class Line:
    def __init__(self):
        self.n = 1

    def area(self, scale: int) -> float:
        return 0.0


def wrong(k: float) -> float:
    s: Shape = Line()
    return s.area(k)


@pytest.mark.compiles_only
def test_a_class_that_does_not_fit_an_interface():
    with pytest.raises(CompileError, match="argument 'scale' of its 'area' is int, not float"):
        ab.script(wrong)
