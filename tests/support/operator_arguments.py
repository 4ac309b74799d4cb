"""Arguments drawn for any schema of our own table; equal seeds give equal, separate values."""

from __future__ import annotations

import enum
import math
from collections.abc import Callable
from random import Random
from typing import Any, ClassVar

import torch

from anabranch import fork
from anabranch.lang.schema import Argument, Schema
from anabranch.lang.types import (
    ANY,
    ANY_CLASS,
    ANY_ENUM,
    ANY_TUPLE,
    BOOL,
    COMPLEX,
    DEVICE,
    FLOAT,
    GENERATOR,
    INT,
    NUMBER,
    STR,
    TENSOR,
    DictType,
    FutureType,
    ListType,
    OptionalType,
    SetType,
    TupleType,
    Type,
    VarType,
)
from anabranch.ops.values import OrderedSet


class Thing:
    """An object with methods of its own; they leave their names in ``called``."""

    called: ClassVar[list[str]] = []

    def __init__(self, key: int) -> None:
        self.key = key

    def __eq__(self, other: object) -> bool:
        self.called.append("__eq__")
        return isinstance(other, Thing) and self.key == other.key

    def __lt__(self, other: Thing) -> bool:
        self.called.append("__lt__")
        return self.key < other.key

    def __hash__(self) -> int:
        self.called.append("__hash__")
        return self.key

    def __repr__(self) -> str:
        return f"Thing({self.key})"


class Colour(enum.Enum):
    RED = 1
    GREEN = 2


# Ints that only ask for a big result, by operator and argument.
SIZES = {
    ("aten::mul", "n"), ("aten::mul_", "n"), ("aten::center", "width"), ("aten::ljust", "width"), ("aten::rjust", "width"),
    ("aten::zfill", "width"), ("aten::expandtabs", "tabsize"), ("aten::factorial", "a"), ("aten::comb", "n"),
    ("aten::perm", "n"), ("aten::comb", "k"), ("aten::perm", "k"), ("prim::rangelist", "n"), ("aten::pow", "b"),
    ("aten::round", "ndigits"), ("aten::__getitem__", "idx"), ("aten::pop", "idx"), ("aten::_set_item", "idx"),
    ("aten::select", "idx"), ("aten::Delete", "idx"), ("prim::TupleIndex", "i"),
}  # fmt: skip
_SMALL = (-3, -2, -1, 0, 1, 2, 3)
_INTS = (*_SMALL, 5, 64, 1000, -(2**63), 2**63 - 1, 2**53 + 1)
_FLOATS = (0.0, -0.0, 0.5, 1.0, -1.0, 2.5, 3.0, 1e308, -1e308, 5e-324, math.inf, -math.inf, math.nan)
_TEXTS = ("", "a", "b", "ab", "A b", " x ", "a,b", "é", "ß", "12", "0", "x\n", "𝒳y")


def _tensor(r: Random) -> torch.Tensor:
    made = r.choice((
        lambda: torch.arange(6.0).view(2, 3), lambda: torch.arange(6).view(2, 3), lambda: torch.tensor(2),
        lambda: torch.tensor(2.5), lambda: torch.tensor(True), lambda: torch.ones(2, 2, dtype=torch.bool),
        lambda: torch.tensor([1j, 2, 3]), lambda: torch.tensor([3]), lambda: torch.zeros(0),
        lambda: torch.arange(3.0, requires_grad=True),
    ))()  # fmt: skip
    return made


def _float_matrix(r: Random) -> torch.Tensor:
    return torch.arange(12.0).view(4, 3) + r.randrange(3)


def _image(r: Random) -> torch.Tensor:
    return torch.arange(16.0).view(1, 1, 4, 4) + r.randrange(3)


_SIMPLE: dict[Type, Callable[[Random], Any]] = {
    INT: lambda r: r.choice(_INTS if r.random() < 0.7 else (0, 1)),
    FLOAT: lambda r: r.choice(_FLOATS), BOOL: lambda r: r.random() < 0.5,
    STR: lambda r: r.choice(_TEXTS), COMPLEX: lambda r: complex(r.choice(_FLOATS), r.choice(_FLOATS)),
    NUMBER: lambda r: r.choice((*_INTS, *_FLOATS)), TENSOR: _tensor,
    DEVICE: lambda r: torch.device(r.choice(("cpu", "meta"))),
    GENERATOR: lambda r: torch.Generator().manual_seed(r.randrange(9)), ANY_ENUM: lambda r: r.choice(list(Colour)),
    ANY_CLASS: lambda r: Thing(r.randrange(3)),
}  # fmt: skip
THING = ANY_CLASS  # objects, where a type is free


def value(t: Type, bound: dict[str, Type], r: Random) -> Any:
    if isinstance(t, VarType):
        return value(bound[t.name], bound, r)
    if isinstance(t, OptionalType):
        return None if r.random() < 0.3 else value(t.element, bound, r)
    if isinstance(t, ListType):
        return [value(t.element, bound, r) for _ in range(r.randrange(4))]
    if isinstance(t, DictType):
        return {value(t.key, bound, r): value(t.value, bound, r) for _ in range(r.randrange(4))}
    if isinstance(t, SetType):
        return OrderedSet(value(t.element, bound, r) for _ in range(r.randrange(4)))
    if isinstance(t, TupleType):
        return tuple(value(i, bound, r) for i in t.items)
    if isinstance(t, FutureType):
        return fork(lambda x: x, value(t.element, bound, r))
    if t == ANY:
        return value(r.choice((INT, TENSOR, ListType(TENSOR), ANY_TUPLE)), bound, r)
    if t == ANY_TUPLE:
        return tuple(value(INT, bound, r) for _ in range(r.randrange(4)))
    return _SIMPLE[t](r)


_KINDS: tuple[Type, ...] = (INT, STR, TENSOR, ListType(INT), THING)
_HASHABLE: tuple[Type, ...] = (INT, STR, THING)


def bindings(schema: Schema) -> list[dict[str, Type]]:
    """What the free types of a schema stand for, each in turn; keys and elements of sets can be hashed."""
    texts = {str(a.type) for a in schema.arguments}
    hashable = any("Set[" in t for t in texts) or schema.name == "aten::set"
    kinds = _HASHABLE if hashable else _KINDS
    if not any(_is_free(a.type) for a in schema.arguments):
        return [{}]
    return [{"t": t, "t1": t, "t2": t, "tVal": t, "tv": INT, "tk": _HASHABLE[i % 3]} for i, t in enumerate(kinds)]


def _is_free(t: Type) -> bool:
    return isinstance(t, VarType) or any(map(_is_free, t.contained()))


_CASES: dict[str, Callable[[Random], Any]] = {
    "indices": lambda r: [torch.tensor([r.randrange(2)])], "split_sizes": lambda r: [1, 1], "dim": lambda r: 0,
    "dtype": lambda r: r.choice((None, 4, 6, 7)), "device": lambda r: r.choice((None, torch.device("cpu"))),
    "mode": lambda r: r.choice(("nearest", "bilinear")), "scale_factor": lambda r: r.choice((None, 2)),
    "memory_format": lambda r: r.randrange(4), "max_norm": lambda r: 0.5, "norm_type": lambda r: 2.0,
    "weight": _float_matrix, "generator": lambda r: r.choice((None, torch.Generator().manual_seed(1))),
    "device_type": lambda r: "cpu", "sizes": lambda r: [2, 3], "stacklevel": lambda r: 1,
    "size": lambda r: r.choice((None, [2, 3])),
}  # fmt: skip


def _argument(schema: Schema, a: Argument, bound: dict[str, Type], r: Random) -> Any:
    if (schema.name, a.name) in SIZES and a.type == INT:
        return r.choice((*_SMALL, 7, 60))
    if schema.qualified == "aten::_no_grad_embedding_renorm_" and a.name == "input":
        return torch.tensor([0, 2])
    if "interpolate" in schema.name or "upsample" in schema.name:
        return _image(r) if a.name == "input" else _resampling(a, r)
    if a.name in _CASES and schema.name not in ("aten::len",):
        return _CASES[a.name](r)
    return value(a.type, bound, r)


def _resampling(a: Argument, r: Random) -> Any:
    if a.name in ("size", "scale_factor"):
        is_list = "List" in str(a.type)
        return r.choice((None, [2, 2] if is_list else 2))
    return _CASES["mode"](r) if a.name == "mode" else r.choice((None, True, False)) if "?" in a.type.str() else False


_graph = lambda: torch.arange(3.0, requires_grad=True)  # noqa: E731


def _gradient(r: Random) -> list[Any]:
    x = _graph()
    return [[(x * x).sum()], [x], None, r.choice((None, True)), False, False]


def _backward(r: Random) -> list[Any]:
    return [(_graph() * 2).sum(), None, r.choice((None, True)), False]


def _backward_list(r: Random) -> list[Any]:
    return [[(_graph() * 2).sum()], None, None, False]


# Operators whose arguments belong together, or that take any number of them.
_WHOLE: dict[str, Callable[[Random], list[Any]]] = {
    "aten::grad": _gradient, "aten::backward": _backward, "aten::backward.TensorList": _backward_list,
    "prim::Print": lambda r: [r.choice(_TEXTS), _tensor(r)], "aten::has_torch_function": lambda r: [_tensor(r)],
    "prim::tolist": lambda r: [_tensor(r), r.randrange(3), r.randrange(4)],
    "aten::format": lambda r: [r.choice(("{}", "{0} {1}", "{", "x")), r.choice(_INTS), _tensor(r)],
    "aten::percentFormat": lambda r: [r.choice(("%s %s", "%d", "x")), r.choice(_INTS), _tensor(r)],
    "aten::einsum.sublist": lambda r: [torch.ones(2, 2), [0, r.choice((0, 1))], [0]],
    "aten::device": lambda r: [r.choice(("cpu", "meta", "nowhere"))],
    "aten::device.with_index": lambda r: [r.choice(("cpu", "cuda", "nowhere")), r.choice((0, 1, -5))],
    "prim::TupleIndex": lambda r: [(1, "a", [2], torch.ones(1)), r.choice((0, 1, 2, 3, 9))],
    "prim::RaiseException": lambda r: ["message", r.choice((None, "ValueError"))],
}  # fmt: skip


def arguments(schema: Schema, bound: dict[str, Type], r: Random) -> list[Any]:
    if schema.qualified in _WHOLE:
        return _WHOLE[schema.qualified](r)
    drawn = [_argument(schema, a, bound, r) for a in schema.arguments]
    held = list(drawn[0]) if drawn and isinstance(drawn[0], list | dict | OrderedSet | tuple) else []
    sought = ("key", "el", "item", "idx") if drawn and isinstance(drawn[0], dict) else ("el", "item")
    for i, a in enumerate(schema.arguments):
        if held and a.name in sought and r.random() < 0.5:
            drawn[i] = r.choice(held)  # what is looked for is there
    return drawn
