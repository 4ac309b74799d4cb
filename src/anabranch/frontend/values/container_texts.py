"""The text of a container that holds dtypes and the like, whose values are ints: written out item by item."""

# ruff: noqa: E731  (compiled for the type of their argument, as lambdas are)

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...ir.graph import Value
from ...lang.codes import as_ints
from ...lang.types import DictType, ListType, OptionalType, SetType, TupleType, Type
from .sugared import SimpleValue

if TYPE_CHECKING:
    from .emitter import Emitter

_optional = lambda x: "None" if x is None else str(x)
_list = lambda items: "[" + ", ".join([repr(x) for x in items]) + "]"
_tuple = lambda items: "(" + ", ".join([repr(x) for x in items]) + ")"
_single = lambda items: "(" + repr(items[0]) + ",)"
_dict = lambda items: "{" + ", ".join([repr(k) + ": " + repr(v) for k, v in items.items()]) + "}"
_set = lambda items: "{" + ", ".join([repr(x) for x in items]) + "}" if len(items) > 0 else "set()"
_WRITERS: dict[type[Type], Callable[[Any], str]] = {
    OptionalType: _optional, ListType: _list, TupleType: _tuple, DictType: _dict, SetType: _set,
}  # fmt: skip


def text(e: Emitter, value: Value) -> Value | None:
    """``str(value)``; None where the values' own texts are right."""
    t = value.type()
    writer = _WRITERS.get(type(t))
    if writer is None or as_ints(t) is t:
        return None
    if isinstance(t, TupleType) and len(t.items) == 1:
        writer = _single
    return e.resolve(writer).call(e, [SimpleValue(value)], {}).as_value(e)
