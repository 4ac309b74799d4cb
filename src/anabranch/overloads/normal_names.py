"""One name per operator: aliases such as ``aten::absolute`` are written as what they mean, as torch.jit writes them."""

from __future__ import annotations

from ..lang.schema import Schema
from ..ops.operators import overloads

_ALIASES = """
absolute abs|clip clamp|arccos acos|arccosh acosh|arcsin asin|arcsinh asinh|arctan atan|arctanh atanh|arctan2 atan2
fix trunc|negative neg|subtract sub|greater gt|greater_equal ge|less lt|less_equal le|not_equal ne|divide div
multiply mul|true_divide div|swapaxes transpose|swapdims transpose
"""
_NOT_IN_PLACE = """
concat cat|concatenate cat|det linalg_det|ger outer|inverse linalg_inv|matrix_exp linalg_matrix_exp
matrix_power linalg_matrix_power|moveaxis movedim|orgqr linalg_householder_product|row_stack vstack|adjoint mH
"""


def _pairs(text: str) -> list[list[str]]:
    return [pair.split() for pair in text.strip().replace("\n", "|").split("|")]


NORMAL_NAMES: dict[str, str] = {
    f"aten::{alias}{mark}": f"aten::{name}{mark}"
    for text, marks in ((_ALIASES, ("", "_")), (_NOT_IN_PLACE, ("",)))
    for alias, name in _pairs(text)
    for mark in marks
}


def normalized(schema: Schema) -> Schema:
    """The overload that ``schema`` is an alias of, if it takes the same arguments; else ``schema``."""
    name = NORMAL_NAMES.get(schema.name)
    if name is None:
        return schema
    return next((other for other in overloads(name) if _same_arguments(schema, other)), schema)


def _same_arguments(a: Schema, b: Schema) -> bool:
    return [(x.type, x.size, x.keyword_only) for x in a.arguments] == [
        (x.type, x.size, x.keyword_only) for x in b.arguments
    ]
