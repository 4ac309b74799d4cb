"""Calls that torch.jit writes as one or two other operators: a number before a tensor, properties of tensors.

One row each: a schema, ``=``, and an expression over its arguments in which ``aten.neg(b)`` calls an operator.  They take
part in overload matching; ``apply_match`` writes the expression, so no node ever refers to them.
"""

# ruff: noqa: E501  (a row is one line)

from __future__ import annotations

import ast
from functools import cache

from ..base.record import Record
from ..base.syntax import parse
from ..lang.schema import Schema
from ..lang.schema_parser import parse_schema

_ROWS = """
aten::add.reflected(Scalar a, Tensor b) -> Tensor = aten.add(b, a)
aten::sub.reflected(Scalar a, Tensor b) -> Tensor = aten.add(aten.neg(b), a)
aten::mul.reflected(Scalar a, Tensor b) -> Tensor = aten.mul(b, a)
aten::div.reflected(Scalar a, Tensor b) -> Tensor = aten.mul(aten.reciprocal(b), a)
aten::eq.reflected(Scalar a, Tensor b) -> Tensor = aten.eq(b, a)
aten::ne.reflected(Scalar a, Tensor b) -> Tensor = aten.ne(b, a)
aten::lt.reflected(Scalar a, Tensor b) -> Tensor = aten.gt(b, a)
aten::le.reflected(Scalar a, Tensor b) -> Tensor = aten.ge(b, a)
aten::gt.reflected(Scalar a, Tensor b) -> Tensor = aten.lt(b, a)
aten::ge.reflected(Scalar a, Tensor b) -> Tensor = aten.le(b, a)
aten::__and__.reflected(Scalar a, Tensor b) -> Tensor = aten.__and__(b, a)
aten::__or__.reflected(Scalar a, Tensor b) -> Tensor = aten.__or__(b, a)
aten::__xor__.reflected(Scalar a, Tensor b) -> Tensor = aten.__xor__(b, a)
aten::floordiv.Tensor(Tensor self, Tensor other) -> Tensor = aten.floor_divide(self, other)
aten::floordiv.Tensor_Scalar(Tensor self, Scalar other) -> Tensor = aten.floor_divide(self, other)
aten::pos(Tensor a) -> Tensor = aten.positive(a)
aten::pos.int(int a) -> int = a
aten::pos.float(float a) -> float = a
aten::pos.complex(complex a) -> complex = a
aten::pos.Scalar(Scalar a) -> Scalar = a
prim::ndim(Tensor a) -> int = aten.dim(a)
prim::shape(Tensor a) -> int[] = aten.size(a)
prim::T(Tensor a) -> Tensor = aten.numpy_T(a)
prim::H(Tensor a) -> Tensor = aten.matrix_H(a)
prim::mT(Tensor a) -> Tensor = aten.mT(a)
prim::mH(Tensor a) -> Tensor = aten.mH(a)
prim::real(Tensor a) -> Tensor = aten.real(a)
prim::imag(Tensor a) -> Tensor = aten.imag(a)
prim::is_leaf(Tensor a) -> bool = aten.is_leaf(a)
prim::output_nr(Tensor a) -> int = aten.output_nr(a)
prim::retains_grad(Tensor a) -> bool = aten.retains_grad(a)
aten::type(Tensor self, int dtype, bool non_blocking=False, bool copy=False) -> Tensor = aten.to(self, dtype, non_blocking, copy)
aten::byte(Tensor self) -> Tensor = aten.to(self, 0, False, False)
aten::char(Tensor self) -> Tensor = aten.to(self, 1, False, False)
aten::short(Tensor self) -> Tensor = aten.to(self, 2, False, False)
aten::int(Tensor self) -> Tensor = aten.to(self, 3, False, False)
aten::long(Tensor self) -> Tensor = aten.to(self, 4, False, False)
aten::half(Tensor self) -> Tensor = aten.to(self, 5, False, False)
aten::float(Tensor self) -> Tensor = aten.to(self, 6, False, False)
aten::double(Tensor self) -> Tensor = aten.to(self, 7, False, False)
aten::cfloat(Tensor self) -> Tensor = aten.to(self, 9, False, False)
aten::cdouble(Tensor self) -> Tensor = aten.to(self, 10, False, False)
aten::bool(Tensor self) -> Tensor = aten.to(self, 11, False, False)
aten::bfloat16(Tensor self) -> Tensor = aten.to(self, 15, False, False)
aten::_single(int[1] x) -> int[1] = x
aten::_single.float(float[1] x) -> float[1] = x
aten::_pair(int[2] x) -> int[2] = x
aten::_pair.float(float[2] x) -> float[2] = x
aten::_triple(int[3] x) -> int[3] = x
aten::_triple.float(float[3] x) -> float[3] = x
aten::_quadruple(int[4] x) -> int[4] = x
aten::_quadruple.float(float[4] x) -> float[4] = x
"""


class Composition(Record, frozen=True):
    schema: Schema
    body: ast.expr


@cache
def _table() -> dict[str, tuple[Composition, ...]]:
    found: dict[str, tuple[Composition, ...]] = {}
    for line in _ROWS.strip().split("\n"):
        text, _, body = line.rpartition(" = ")
        schema = parse_schema(text, is_own=True)
        composition = Composition(schema, parse(body, mode="eval").body)
        found[schema.name] = (*found.get(schema.name, ()), composition)
    return found


def compositions(name: str) -> tuple[Composition, ...]:
    """Those of the operator ``name``."""
    return _table().get(name, ())


def composition_of(schema: Schema) -> Composition | None:
    """The composition that ``schema`` is the head of; None for a real operator."""
    return next((c for c in compositions(schema.name) if c.schema is schema), None)
