"""Values of the language's types to try: the ends of ranges, NaNs of several bit patterns, nested containers."""

from __future__ import annotations

import enum
import functools
import math
import random
import struct
from collections.abc import Callable
from typing import Any

import torch

from anabranch.lang import types as T
from anabranch.lang.nominal import EnumType
from anabranch.lang.types import Type
from anabranch.ops.values import OrderedSet
from fuzz.texts import Texts

LOW, HIGH = -(2**63), 2**63 - 1
EDGES = sorted(
    {
        min(max(sign * 2**bits + by, LOW), HIGH)
        for bits in (0, 8, 31, 32, 52, 53, 54, 62, 63)
        for by in (-1, 0, 1)
        for sign in (1, -1)
    }
)
FLOAT_EDGES = [
    0.0,
    -0.0,
    math.inf,
    -math.inf,
    5e-324,
    -5e-324,
    2.2250738585072014e-308,
    2.225073858507201e-308,
    1.7976931348623157e308,
    -1.7976931348623157e308,
    0.1,
    0.5,
    1.5,
    2.5,
    -2.5,
    1.0,
    -1.0,
    2.0,
    1e16,
    1e22,
    9007199254740993.0,
    9.2233720368547758e18,
    -9.2233720368547758e18,
    9223372036854774784.0,
    1e-5,
    1e-4,
    123456789.125,
    1e300,
    1e-300,
    170.5,
    710.0,
    -745.2,
    math.pi,
]
NAN_BITS = [0x7FF8000000000000, 0xFFF8000000000000, 0x7FF8000000000001, 0x7FF0000000000001, 0xFFFFFFFFFFFFFFFF]


def bits(x: float) -> int:
    return int(struct.unpack("<Q", struct.pack("<d", x))[0])


@functools.cache
def nan(pattern: int) -> float:
    """THE object for a NaN: in the language equal bits are one NaN, as one object is for Python's containers."""
    return float(struct.unpack("<d", struct.pack("<Q", pattern))[0])


class Colour(enum.Enum):
    RED = 1
    GREEN = 2
    BLUE = 3


class Height(enum.Enum):
    LOW = 0.5
    HIGH = 2.0


class Word(enum.Enum):
    YES = "yes"
    NO = "no"


COLOUR, HEIGHT, WORD = (
    EnumType(f"fuzz.{c.__name__}", t, {m.name: m.value for m in c}, c)
    for c, t in [(Colour, T.INT), (Height, T.FLOAT), (Word, T.STR)]
)
ENUMS = {"prim::EnumValue.float": HEIGHT, "prim::EnumValue.str": WORD}
# What free types stand for: anything, and what can be a key.
KEYS: list[Type] = [
    T.INT,
    T.FLOAT,
    T.STR,
    T.BOOL,
    T.COMPLEX,
    T.TupleType((T.INT, T.STR)),
    T.TupleType((T.FLOAT, T.FLOAT)),
    T.OptionalType(T.FLOAT),
    T.OptionalType(T.INT),
    T.TupleType((T.TupleType((T.FLOAT,)), T.BOOL)),
]
ANYTHING: list[Type] = [
    *KEYS,
    T.ListType(T.INT),
    T.ListType(T.FLOAT),
    T.ListType(T.STR),
    T.DictType(T.STR, T.FLOAT),
    T.ListType(T.ListType(T.FLOAT)),
    T.TupleType((T.STR, T.ListType(T.FLOAT))),
    T.ListType(T.TupleType((T.FLOAT, T.INT))),
    T.DictType(T.FLOAT, T.ListType(T.INT)),
    T.OptionalType(T.ListType(T.STR)),
    T.ListType(T.ListType(T.ListType(T.ListType(T.INT)))),
]
TUPLES: list[Type] = [
    T.TupleType(()),
    T.TupleType((T.INT,)),
    T.TupleType((T.FLOAT, T.FLOAT)),
    T.TupleType((T.INT, T.FLOAT, T.BOOL)),
    T.TupleType((T.STR, T.STR)),
    T.TupleType((T.ListType(T.FLOAT), T.ListType(T.FLOAT))),
    T.TupleType((T.INT, T.STR)),
]
CHOICES = {T.ANY: ANYTHING, T.ANY_TUPLE: TUPLES, T.ANY_ENUM: [COLOUR, COLOUR, HEIGHT, WORD]}
TYPES: dict[str, Type] = {"prim::TupleIndex": T.ANY_TUPLE, "aten::_tensor_to_list": T.TENSOR}


class Values:
    """Draws; ``number`` is the kind that Scalar arguments have, which stays the same for one argument."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.texts = Texts(rng)
        self._rules: dict[type | Type, Callable[[Any], Any]] = {
            T.INT: lambda t: self.int(),
            T.FLOAT: lambda t: self.float(),
            T.BOOL: lambda t: rng.random() < 0.5,
            T.STR: lambda t: self.texts.text(),
            T.COMPLEX: lambda t: complex(self.float(), self.float()),
            T.NONE: lambda t: None,
            T.NUMBER: lambda t: self.of(rng.choices([T.INT, T.FLOAT, T.COMPLEX], [9, 9, 2])[0]),
            T.DEVICE: lambda t: self.device(),
            T.ListType: lambda t: self.items(t.element),
            T.OptionalType: lambda t: self.optional(t.element),
            T.TupleType: lambda t: tuple(map(self.of, t.items)),
            T.DictType: self.dict,
            T.SetType: lambda t: OrderedSet(self.items(t.element)),
            T.TensorType: lambda t: self.tensor(),
            EnumType: lambda t: rng.choice(list(t.python_class)),
            T.LAYOUT: lambda t: 0,
            T.MEMORY_FORMAT: lambda t: rng.randrange(3),
        }

    def of(self, t: Type) -> Any:
        rule = self._rules.get(t) or self._rules[type(t)]
        return rule(t)

    def int(self) -> int:
        kind = self.rng.random()
        if kind < 0.4:
            return self.rng.randrange(-12, 13)
        if kind < 0.75:
            return self.rng.choice(EDGES)
        return self.rng.randrange(-(2 ** self.rng.randrange(64)), 2 ** self.rng.randrange(64))

    def float(self) -> float:
        kind = self.rng.random()
        if kind < 0.3:
            return self.rng.choice(FLOAT_EDGES)
        if kind < 0.4:
            return nan(self.rng.choice(NAN_BITS))
        if kind < 0.6:
            return float(self.rng.randrange(-20, 20)) / self.rng.choice([1, 2, 3, 10])
        if kind < 0.8:
            return round(self.rng.uniform(-1000, 1000), self.rng.randrange(6))
        found = struct.unpack("<d", self.rng.randbytes(8))[0]
        return nan(bits(found)) if found != found else float(found)

    def optional(self, t: Type) -> Any:
        return None if self.rng.random() < 0.25 else self.of(t)

    def items(self, t: Type) -> list[Any]:
        made = [self.of(t) for _ in range(self.rng.choice([0, 1, 2, 2, 3, 5]))]
        if made and self.rng.random() < 0.4:
            made += self.rng.choices(made, k=self.rng.randrange(3))
        return made

    def dict(self, t: Any) -> dict[Any, Any]:
        return {self.of(t.key): self.of(t.value) for _ in range(self.rng.randrange(4))}

    def device(self) -> torch.device:
        return torch.device(self.rng.choice(["cpu", "cpu", "cuda:0", "cuda:1", "meta"]))

    def tensor(self) -> torch.Tensor:
        shape = self.rng.choice([(), (), (1,), (3,), (2, 3), (0,), (2, 1, 2)])
        dtype = self.rng.choice([torch.float32, torch.float32, torch.float64, torch.int64, torch.bool, torch.complex64])
        generator = torch.Generator().manual_seed(self.rng.randrange(2**31))
        made = (torch.rand(shape, generator=generator) * 8 - 3).to(dtype)
        return made.requires_grad_() if dtype.is_floating_point and self.rng.random() < 0.15 else made


def parts(x: Any) -> list[Any]:
    """What a container holds, or the pieces of a string: likely arguments of a search."""
    if isinstance(x, str):
        return [x[i:j] for i in range(len(x)) for j in range(i, min(i + 3, len(x)) + 1)]
    if isinstance(x, list | tuple | set | dict):
        return list(x)
    return []


def copied(x: Any, share_tensors: bool = True) -> Any:
    """New containers around the same leaves: NaNs stay the one object they are."""
    if isinstance(x, list):
        return [copied(v, share_tensors) for v in x]
    if isinstance(x, tuple):
        return tuple(copied(v, share_tensors) for v in x)
    if isinstance(x, dict):
        return {copied(k, share_tensors): copied(v, share_tensors) for k, v in x.items()}
    if isinstance(x, set):
        return type(x)(x)
    if isinstance(x, torch.Tensor) and not share_tensors:
        return x.detach().clone().requires_grad_(x.requires_grad)
    return x


def same(a: Any, b: Any, slack: tuple[float, float] = (0.0, 0.0)) -> bool:
    """Whether two results are the same to the bit and the type; NaNs are, whatever their bits; sets have no order."""
    if isinstance(a, set) and isinstance(b, set):
        return len(a) == len(b) and all(any(same(x, y, slack) for y in b) for x in a)
    if type(a) is not type(b):
        return False
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(same(x, y, slack) for x, y in zip(a, b))
    if isinstance(a, dict):
        return same(list(a.items()), list(b.items()), slack)
    if isinstance(a, complex):
        return same(a.real, b.real, slack) and same(a.imag, b.imag, slack)
    if isinstance(a, float):
        near = any(slack) and abs(a - b) <= max(slack[0] * abs(a), slack[1])
        return bits(a) == bits(b) or (a != a and b != b) or near
    if isinstance(a, torch.Tensor):
        shape = a.dtype == b.dtype and a.shape == b.shape and a.requires_grad == b.requires_grad
        return shape and a.device == b.device and (a.is_meta or torch.allclose(a.detach(), b.detach(), 0, 0, equal_nan=True))
    return bool(a == b)
