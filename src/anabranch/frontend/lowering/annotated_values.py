"""``x: T = value`` where the value is no ``T``: what is said of it."""

from __future__ import annotations

from ...base import wording
from ...base.errors import CompileError
from ...ir.graph import Value
from ...lang.types import DictType, ListType, Type, none_members
from ..values.conversions import conversion_remedy, is_untyped
from ..values.emitter import Emitter


def check_empty(e: Emitter, name: str, value: Value, declared: Type) -> None:
    """An empty ``[]`` or ``{}`` for a Union that has several such types could be any of them."""
    fitting = [t for t in none_members(declared) if isinstance(t, type(value.type()))]
    if is_untyped(value) and len(fitting) > 1:
        kind = type(value.type()).__name__.removesuffix("Type")
        message = f"there are multiple possible {kind} type candidates in the Union annotation {declared} of '{name}'"
        raise e.error(message, got="an empty one", remedy=f"say which: annotate({fitting[0]}, ...)")


_WRITTEN = {"prim::ListConstruct": "List", "prim::DictConstruct": "Dict", "aten::dict": "Dict", "aten::list": "List"}


def misfit(e: Emitter, name: str, value: Value, declared: Type) -> CompileError:
    """Of a container that is written here, the part that does not fit; of any other value, both types."""
    got = value.type()
    message = wording.annotated_otherwise(name, declared, got)
    if not value.hasDebugName():
        message = _of_written(value, declared) or message
    return e.error(message, expected=str(declared), got=str(got), remedy=conversion_remedy(got, declared))


def _of_written(value: Value, declared: Type) -> str:
    got, kind = value.type(), _WRITTEN.get(value.node().kind(), "")
    wanted = [t for t in none_members(declared) if isinstance(t, type(got))]
    if kind and not wanted:
        return f"Expected an annotation of type {kind}, but it is {declared}: the value is a {got}"
    if not kind or len(wanted) != 1:
        return ""
    return _of_list(wanted[0], got) if kind == "List" else _of_dict(wanted[0], got)


def _of_list(wanted: Type, got: Type) -> str:
    assert isinstance(got, ListType)
    return wording.wrong_literal(wanted, got.element, "List element")


def _of_dict(wanted: Type, got: Type) -> str:
    assert isinstance(wanted, DictType) and isinstance(got, DictType)
    if not got.key.isSubtypeOf(wanted.key):
        return wording.wrong_literal(wanted, got.key, "Dict key")
    return wording.wrong_literal(wanted, got.value, "Dict value")
