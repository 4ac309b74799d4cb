"""Which overload a written node is: the one whose arguments are the node's inputs, no conversions.

A graph's text names operators without their overload; the types beside it decide.  ``matching`` chooses overloads for
calls as users write them; here every argument is given, in order.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from ..lang.nominal import can_die
from ..lang.schema import Schema
from ..lang.subtyping import is_subtype
from ..lang.tensor_types import plain
from ..lang.types import BOOL, INT, NUMBER, ListType, OptionalType, Type
from ..ops import operators
from .type_variables import Bindings, Unbound, bind, has_free_types, resolve

# Written by rules of their own; they have no overload even where the table of operators has rows of their name.
STRUCTURAL = frozenset(
    {f"prim::{name}" for name in (
        "Param", "Return", "Constant", "ListConstruct", "TupleConstruct", "DictConstruct", "ListUnpack",
        "TupleUnpack", "TupleIndex", "TupleSlice", "GetAttr", "SetAttr", "CreateObject", "CallMethod", "CallFunction",
        "If", "Loop", "fork", "Enter", "Exit", "RaiseException", "Print", "unchecked_cast", "isinstance",
        "Uninitialized", "PythonOp", "Closure",
    )} | {"aten::wait"}
)  # fmt: skip


def overload_of(kind: str, inputs: Sequence[Type], outputs: Sequence[Type]) -> Schema | None:
    """The overload of ``kind`` that takes and gives these types; None where there is none."""
    if kind in STRUCTURAL:
        return None
    fleeting = any(map(can_die, [*inputs, *outputs])) or any(map(operators.is_from_python, operators.overloads(kind)))
    return (_search if fleeting else _kept)(kind, tuple(inputs), tuple(outputs))


@functools.lru_cache(maxsize=4096)
def _kept(kind: str, inputs: tuple[Type, ...], outputs: tuple[Type, ...]) -> Schema | None:
    return _search(kind, inputs, outputs)


def _search(kind: str, inputs: tuple[Type, ...], outputs: tuple[Type, ...]) -> Schema | None:
    best: tuple[int, Schema] | None = None
    for schema in operators.overloads(kind):
        cost = distance(schema, inputs, outputs)
        if cost is not None and (best is None or cost < best[0]):
            best = cost, schema
    return best[1] if best else None


def distance(schema: Schema, inputs: Sequence[Type], outputs: Sequence[Type]) -> int | None:
    """How far the types are from the schema's own: one for each input that is only a subtype; None: they do not fit."""
    formals = [a.type for a in schema.arguments]
    if len(inputs) < len(formals) or (len(inputs) > len(formals) and not schema.is_vararg):
        return None
    bindings: Bindings = {}
    costs = [_distance(formal, actual, bindings) for formal, actual in zip(formals, inputs)]
    if None in costs or not _gives(schema, outputs, bindings):
        return None
    return sum(cost or 0 for cost in costs)


def _distance(formal: Type, actual: Type, bindings: Bindings) -> int | None:
    try:
        bind(formal, actual, bindings)
        wanted = resolve(formal, bindings)
    except Unbound:
        return None
    if plain(actual) == plain(wanted):
        return 0
    return 1 if fits(actual, wanted) else None


def fits(actual: Type, wanted: Type) -> bool:
    """Whether an operator takes a value of this type as it is: refinements of tensors are facts, not types."""
    actual, wanted = plain(actual), plain(wanted)
    if is_subtype(actual, wanted) or (actual == BOOL and wanted == NUMBER):
        return True
    if isinstance(wanted, OptionalType):
        return fits(actual, wanted.element)
    return isinstance(actual, ListType) and isinstance(wanted, ListType) and _fits_as_list(actual, wanted)


def _fits_as_list(actual: ListType, wanted: ListType) -> bool:
    """``Tensor[]`` where ``Tensor?[]`` is wanted, ``int[]`` where ``Scalar[]`` is: operators only read them."""
    return is_subtype(actual.element, wanted.element) or (actual.element == INT and wanted.element == NUMBER)


def _gives(schema: Schema, outputs: Sequence[Type], bindings: Bindings) -> bool:
    if schema.is_vararg_return:
        return True
    if len(outputs) != len(schema.returns):
        return False
    for returned, actual in zip(schema.returns, outputs, strict=True):
        try:
            wanted = plain(resolve(returned.type, bindings))
        except Unbound:
            continue
        if has_free_types(wanted) or is_subtype(plain(actual), wanted) or is_subtype(wanted, plain(actual)):
            continue
        return False
    return True
