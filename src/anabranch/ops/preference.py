"""The order in which overloads that fit equally well are preferred.

The dispatcher lists overloads in hash order and torch.jit in the order of registration; this order is our own and
stable: fewer outputs given by the caller, Tensor before the numbers before Scalar before what takes anything, the unnamed
overload before named ones.  ``tests/test_matching_agreement.py`` compares the choice with torch.jit's.
"""

from __future__ import annotations

from ..lang.schema import Schema
from ..lang.types import NUMBER, ListType, OptionalType, Type, VarType
from .table import OWN_OPS

_SKETCHY = (
    "Dimname",
    "deprecated",
    "hacked_twin",
    "correction",
    "matrix_rank.atol_rtol_float",
    "pinv.atol_rtol_tensor",
)

Preference = tuple[bool, bool, int, int, str]


def preference(schema: Schema) -> Preference:
    """A sort key: smaller is preferred."""
    return (
        any(a.is_output for a in schema.arguments),
        _is_sketchy(schema.qualified),
        sum(_breadth(a.type) for a in schema.arguments if not a.has_default),
        OWN_OPS.by_qualified_name[schema.qualified].position if schema.is_own else -1,
        schema.overload,
    )


def _is_sketchy(qualified: str) -> bool:
    """Overloads for names of dimensions, backward-compatible and late ones are there for special callers."""
    return any(mark in qualified for mark in _SKETCHY)


def _breadth(t: Type) -> int:
    """How much an argument takes: one type, any number, anything."""
    if isinstance(t.element if isinstance(t, OptionalType) else t, VarType):
        return 2
    return int((t.element if isinstance(t, OptionalType | ListType) else t) == NUMBER)
