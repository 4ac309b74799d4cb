"""Draws calls of every operator of our table and compares what the machine, the interpreter and CPython make of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from anabranch.lang import types as T
from anabranch.lang.types import Type, VarType
from anabranch.ops import OWN_OPS, Row
from anabranch.ops.values import OrderedSet
from anabranch.overloads.type_variables import Bindings, bind, resolve
from anabranch.runtime.native import core
from fuzz.exceptions import NOT_DRAWN, is_unspecified, slack
from fuzz.oracles import expected_of, oracle_of
from fuzz.programs import Way, on_constants, ways
from fuzz.values import ANYTHING, CHOICES, ENUMS, KEYS, TYPES, Values, copied, parts, same

# Arguments that a large number would make a large result of: (operator, argument).
SIZES = {
    ("aten::mul", "n"),
    ("aten::mul_", "n"),
    ("aten::center", "width"),
    ("aten::ljust", "width"),
    ("aten::rjust", "width"),
    ("aten::zfill", "width"),
    ("aten::expandtabs", "tabsize"),
    ("aten::factorial", "a"),
    ("aten::perm", "k"),
    ("aten::comb", "k"),
    ("prim::rangelist", "n"),
    ("aten::round", "ndigits"),
    ("aten::ldexp", "i"),
}
ERRORS = (
    ArithmeticError,
    ValueError,
    LookupError,
    TypeError,
    AssertionError,
    RuntimeError,
    NotImplementedError,
    AttributeError,
)
SCALARS = (T.INT, T.FLOAT, T.BOOL, T.STR, T.COMPLEX, T.NUMBER)
SHARE_OF_CONSTANTS = 0.04  # such a program is compiled for one call


def drawn_rows() -> list[Row]:
    return [row for row in OWN_OPS.rows if row.qualified not in NOT_DRAWN]


@dataclass
class Shape:
    """A row with its free types chosen, and the programs for it."""

    row: Row
    types: list[Type]
    bindings: Bindings
    extra: int
    ways: list[Way] = field(default_factory=list)

    @property
    def returns(self) -> list[Type]:
        return [resolve(r.type, self.bindings) for r in self.row.schema.returns]


class Sweep:
    """Calls of one row, reproducible: the seed is the row's name and a number."""

    def __init__(self, row: Row, shapes: int = 4) -> None:
        self.row = row
        self.expected = expected_of(row)
        rng = random.Random(row.qualified)
        self.shapes = [self._shape(rng) for _ in range(shapes if _is_open(row) else 1)]

    def _shape(self, rng: random.Random) -> Shape:
        bindings: Bindings = {}
        formals = [a.type for a in self.row.schema.arguments]
        types = [
            _concrete(ENUMS.get(self.row.qualified, TYPES.get(self.row.name, t)) if not i else t, bindings, rng)
            for i, t in enumerate(formals)
        ]
        for formal, actual in zip(formals, types):
            bind(formal, actual, bindings)
        extra = rng.randrange(4) if self.row.schema.is_vararg else 0
        types += EXTRA.get(self.row.qualified) or [rng.choice(ANYTHING) for _ in range(extra)]
        return Shape(self.row, types, bindings, extra, ways(self.row.schema, types, bindings))

    def call(self, number: int) -> str:
        """Draws and compares one call; what differed, or nothing."""
        rng = random.Random(f"{self.row.qualified} {number}")
        shape = self.shapes[number % len(self.shapes)]
        args = arguments(shape, Values(rng))
        if is_unspecified(self.row, args):
            return ""
        return self.compared(number, args, shape, rng.random() < SHARE_OF_CONSTANTS)

    def compared(self, number: int, args: list[Any], shape: Shape, on_constants_too: bool = False) -> str:
        """What differed in a call with these arguments."""
        chosen = list(shape.ways)
        if self.row.native is not None and all(t in SCALARS for t in shape.types):  # the machine may have an instruction for it
            chosen.append(Way("kernel", self.kernel))
        if on_constants_too and not any(t == T.TENSOR for t in shape.types):
            chosen.append(on_constants(self.row.schema, shape.types, shape.returns, args))
        expected = self.outcome(Way("CPython", self.by_python), args)
        for way in chosen:
            got = self.outcome(way, args)
            if not self.agree(got, expected, slack(self.row, args)):
                return f"{self.row.qualified} {number}: {tuple(args)!r}\n    {way.name}: {got}\n    CPython: {expected}"
        return ""

    def by_python(self, *args: Any) -> tuple[Any, list[Any]]:
        given = list(args)
        if self.row.schema.is_mutable and self.row.name != "aten::pop":  # else order is part of what is asked
            given = [set(a) if isinstance(a, OrderedSet) else a for a in args]
        return self.expected(*given), given

    def kernel(self, *args: Any) -> tuple[Any, list[Any]]:
        results, after, *_ = core().run_kernel(self.row.native, list(args), len(self.row.schema.returns))
        many = len(self.row.schema.returns) != 1
        return (tuple(results) if results else None) if many else results[0], after

    def outcome(self, way: Way, args: Sequence[Any]) -> tuple[Any, ...]:
        given = [copied(a, share_tensors=not self.row.schema.is_mutable) for a in args]
        try:
            return ("value", *way.call(*given))
        except ERRORS as error:
            return "error", type(error).__name__, str(error)

    def agree(self, got: tuple[Any, ...], expected: tuple[Any, ...], slack: tuple[float, float]) -> bool:
        if got[0] == "error" and expected[0] == "error":
            if self.row.name in ("aten::sort", "aten::sorted"):  # which pair is compared first is nobody's business
                return True
            texts_are_torchs = oracle_of(self.row) is None or "Tensor" in str(self.row.schema)
            return got[1:2] == expected[1:2] if texts_are_torchs else got == expected
        return same(got, expected, slack)


def _is_open(row: Row) -> bool:
    return row.schema.is_vararg or any(_free(a.type) for a in row.schema.arguments)


def _free(t: Type) -> bool:
    return isinstance(t, VarType) or t in (T.ANY, T.ANY_TUPLE) or any(map(_free, t.contained()))


def _concrete(t: Type, bindings: Bindings, rng: random.Random) -> Type:
    """A type of values for an argument; free types are drawn once and hashable where they are keys."""
    if isinstance(t, VarType):
        return bindings.setdefault(t.name, rng.choice(ANYTHING))
    if isinstance(t, T.DictType | T.SetType) and isinstance(t.contained()[0], VarType):
        bindings.setdefault(t.contained()[0].name, rng.choice(KEYS))
    if t in CHOICES:
        return rng.choice(CHOICES[t])
    return t.rebuild([_concrete(c, bindings, rng) for c in t.contained()]) if t.contained() else t


def arguments(shape: Shape, values: Values) -> list[Any]:
    row, texts, rng = shape.row, values.texts, values.rng
    if row.qualified in TEXTS_OF:
        first = getattr(texts, TEXTS_OF[row.qualified])
        rest = [values.of(t) for t in shape.types[1:]]
        return [first(len(rest)) if row.name == "aten::format" else first(), *rest]
    args: list[Any] = []
    for i, t in enumerate(shape.types):
        formal = row.schema.arguments[i] if i < len(row.schema.arguments) else None
        args.append(_argument(formal.name if formal else "", t, args, shape, values))
    if row.name == "aten::format_value":
        args[1] = texts.spec()
    return args


# Arguments that are numbers or names of torch's things.
NAMED: dict[str, list[Any]] = {
    "dtype": [None, 3, 4, 6, 7, 9, 11],
    "device": [None, torch.device("cpu"), torch.device("cpu")],
    "memory_format": [0, 2, 3],
    "device_type": ["cpu", "cuda", "xpu", "no such"],
    "mode": ["nearest", "bilinear", "linear", "area"],
}
LISTS_OF_SIZES = {"aten::_infer_size", "aten::broadcast_shapes", "aten::einsum", "aten::_grad_sum_to_size", "aten::split"}
EXTRA: dict[str, list[Type]] = {"aten::einsum.sublist": [T.ListType(T.INT), T.TENSOR, T.ListType(T.INT), T.ListType(T.INT)]}
TEXTS_OF = {
    "aten::Int.str": "number",
    "aten::Float.str": "number",
    "aten::Complex.str": "number",
    "aten::Int.str_base": "number",
    "aten::format": "format",
    "aten::percentFormat": "percent",
}


def _argument(name: str, t: Type, before: list[Any], shape: Shape, values: Values) -> Any:
    rng, row = values.rng, shape.row
    if (row.name, name) in SIZES or (
        name in ("n", "a") and row.name in ("aten::mul", "aten::mul_") and t == T.INT and "str" in row.overload
    ):
        return rng.randrange(-12, 13)
    if name in NAMED:
        return rng.choice(NAMED[name])
    if t == T.ListType(T.INT) and row.name in LISTS_OF_SIZES:
        return [rng.randrange(4) for _ in range(rng.randrange(4))]
    if before and rng.random() < 0.5:  # often something that is there
        found = [p for p in parts(before[0]) if _fits(p, t)]
        if found:
            return copied(rng.choice(found))
        if shape.types[0] == t and rng.random() < 0.5:
            return copied(before[0])
    if before and t in (T.INT, T.OptionalType(T.INT)) and isinstance(before[0], list | str | tuple) and rng.random() < 0.7:
        return rng.randrange(-4, 6) if t == T.INT or rng.random() < 0.8 else None
    return values.of(t)


def _fits(part: Any, t: Type) -> bool:
    plain = {T.INT: int, T.FLOAT: float, T.STR: str, T.BOOL: bool, T.COMPLEX: complex}
    if t in plain:
        return type(part) is plain[t]
    return isinstance(t, T.TupleType | T.ListType) and type(part) in (tuple, list) and _shaped(part, t)


def _shaped(part: Any, t: Any) -> bool:
    if isinstance(t, T.TupleType):
        return type(part) is tuple and len(part) == len(t.items) and all(_fits(p, i) for p, i in zip(part, t.items))
    return type(part) is list and all(_fits(p, t.element) for p in part)


def findings(calls: int, rows: Sequence[Row] | None = None) -> Iterator[str]:
    """What differed in so many calls of each row: "" for each call that agreed."""
    for row in drawn_rows() if rows is None else rows:
        sweep = Sweep(row)
        for number in range(calls):
            yield sweep.call(number)
