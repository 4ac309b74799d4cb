"""The implicit conversions of a value to a wanted type, as TorchScript has them and a few that eager Python has.

``convert`` gives the plan of the cheapest conversion, or None.
"""

from __future__ import annotations

from typing import Any

from ..base.record import Record
from ..lang.types import (
    BOOL,
    COMPLEX,
    DEVICE,
    FLOAT,
    INT,
    NONE,
    NUMBER,
    STR,
    DictType,
    ListType,
    NamedTupleType,
    OptionalType,
    TensorType,
    TupleType,
    Type,
)
from .bound import Bound, Convert, Given, Item, MakeDict, MakeList, MakeTuple


class Rules(Record, frozen=True):
    """Which conversions a round allows."""

    implicit: bool = False
    widening: bool = False


_FROM_TENSOR: dict[Type, str] = {
    FLOAT: "aten::FloatImplicit",
    COMPLEX: "aten::ComplexImplicit",
    INT: "aten::IntImplicit",
    NUMBER: "aten::ScalarImplicit",
}
_FROM_NUMBER: dict[Type, str] = {FLOAT: "aten::Float.Scalar", COMPLEX: "aten::Complex.Scalar", INT: "aten::Int.Scalar"}
# TorchScript turns a bool that is wanted as Scalar into an int, so torch.full(…, True) gives ints; ours stays a bool.
_FROM_BOOL: dict[Type, str] = {FLOAT: "aten::Float.bool", INT: "aten::Int.bool", NUMBER: "aten::ScalarImplicit.bool"}
_WIDENING: dict[tuple[Type, Type], str] = {
    (INT, FLOAT): "aten::Float.int",
    (INT, COMPLEX): "aten::Complex.int",
    (FLOAT, COMPLEX): "aten::Complex.float",
    (BOOL, COMPLEX): "aten::Complex.bool",
}


def convert(source: Bound, wanted: Type, rules: Rules) -> Bound | None:
    """How ``source`` becomes a ``wanted``; None where it cannot."""
    actual = source.type()
    if actual.isSubtypeOf(wanted) and not _needs_new_list(actual, wanted):
        return source
    if isinstance(wanted, OptionalType):
        inner = not isinstance(actual, OptionalType) and actual != NONE
        return convert(source, wanted.element, rules) if inner else None
    if isinstance(wanted, ListType):
        return _to_list(source, actual, wanted, rules)
    if isinstance(wanted, DictType) and _node_kind(source) == "prim::EmptyDictLiteral":
        return MakeDict(wanted)
    if isinstance(wanted, TupleType) and isinstance(actual, TupleType):
        return _to_tuple(source, actual, wanted, rules)
    return _to_scalar(source, actual, wanted, rules)


def _needs_new_list(actual: Type, wanted: Type) -> bool:
    """Kernels that want ``Tensor?[]`` refuse a ``Tensor[]``: torch has ``hacked_twin`` overloads for those."""
    listed = wanted.element if isinstance(wanted, OptionalType) else wanted
    return (
        isinstance(listed, ListType)
        and isinstance(listed.element, OptionalType)
        and isinstance(actual, ListType)
        and isinstance(actual.element, TensorType)
    )


def _to_scalar(source: Bound, actual: Type, wanted: Type, rules: Rules) -> Bound | None:
    operator = _scalar_conversion(actual, wanted, rules)
    return Convert(operator, source, wanted) if operator else None


def _scalar_conversion(actual: Type, wanted: Type, rules: Rules) -> str | None:
    if not rules.implicit:
        return None
    if isinstance(actual, TensorType):
        return _FROM_TENSOR.get(wanted)
    if actual == NUMBER:
        return _FROM_NUMBER.get(wanted)
    if actual == STR and wanted == DEVICE:
        return "aten::device"
    if actual == BOOL and wanted in _FROM_BOOL:
        return _FROM_BOOL[wanted]
    return _WIDENING.get((actual, wanted)) if rules.widening else None


def _to_list(source: Bound, actual: Type, wanted: ListType, rules: Rules) -> Bound | None:
    if isinstance(actual, TupleType):
        return _items_as_list([Item(source, i) for i in range(len(actual.items))], wanted, rules)
    literal = _literal_items(source)
    if literal is None:
        return None
    made = _items_as_list([Given(v) for v in literal], wanted, rules)
    # A list literal of other elements is written anew, which counts unless it is the empty one.
    return MakeList(wanted.element, made.items, cost=1) if made is not None and literal else made


def _items_as_list(items: list[Any], wanted: ListType, rules: Rules) -> MakeList | None:
    converted = [convert(item, wanted.element, rules) for item in items]
    found = tuple(bound for bound in converted if bound is not None)
    return MakeList(wanted.element, found) if len(found) == len(items) else None


def _node_kind(source: Bound) -> str:
    is_value = isinstance(source, Given) and hasattr(source.value, "node")
    return str(source.value.node().kind()) if is_value else ""  # type: ignore[attr-defined]


_LITERALS = ("prim::ListConstruct", "prim::EmptyListLiteral", "prim::EmptyDictLiteral")


def is_open_literal(value: Any) -> bool:
    """Whether more than its type may decide what a value becomes."""
    return hasattr(value, "node") and value.node().kind() in _LITERALS


def _literal_items(source: Bound) -> list[Any] | None:
    """The elements of a list literal that nothing else can see; ``prim::EmptyListLiteral`` is a bare ``[]``."""
    kind = _node_kind(source)
    if kind not in ("prim::ListConstruct", "prim::EmptyListLiteral"):
        return None
    assert isinstance(source, Given)
    node = source.value.node()
    if node.output().uses() or (kind == "prim::ListConstruct" and not node.inputsSize()):
        return None
    if node.hasAttribute("typed") or node.output().hasDebugName():  # a variable: a copy would not see what is appended
        return None
    return list(node.inputs())


def _to_tuple(source: Bound, actual: TupleType, wanted: TupleType, rules: Rules) -> Bound | None:
    if len(actual.items) != len(wanted.items) or isinstance(wanted, NamedTupleType):
        return None
    items = [convert(Item(source, i), t, rules) for i, t in enumerate(wanted.items)]
    found = tuple(item for item in items if item is not None)
    return MakeTuple(found, wanted) if len(found) == len(items) else None


def tuple_fits_list(actual: Type, wanted: ListType) -> bool:
    """Whether a tuple is taken as the list, item by item."""
    return isinstance(actual, TupleType) and all(t.isSubtypeOf(wanted.element) for t in actual.items)
