"""The static type of a Python value that a module, class or closure holds.

Non-goal: annotations (``annotations``); conversion of the value itself (``runtime``).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Any

import torch

from ...lang import codes
from ...lang.subtyping import unify
from ...lang.types import (
    BOOL,
    COMPLEX,
    DEVICE,
    FLOAT,
    GENERATOR,
    INT,
    NONE,
    STR,
    TENSOR,
    DictType,
    ListType,
    SetType,
    TupleType,
    Type,
)
from ...ops.ints import INT_MAX, INT_MIN
from .annotations import field_annotations, named_tuple_type, type_of_annotation
from .class_types import class_type
from .markers import is_interface


class NotInferable(Exception):
    """No static type follows from a value; the text says why."""


_EXACT: dict[type, Type] = {
    bool: BOOL,
    int: INT,
    float: FLOAT,
    complex: COMPLEX,
    str: STR,
    type(None): NONE,
    torch.device: DEVICE,
    torch.Generator: GENERATOR,
}
CONSTANT_TYPES = codes.NUMBERED  # immutable: a module holds them as constants, not in slots


def infer_type(value: Any) -> Type:
    """The type of ``value``.  Raises NotInferable where no type of the language describes it."""
    exact = _EXACT.get(type(value))
    if exact == INT and not INT_MIN <= value <= INT_MAX:
        raise NotInferable(f"{value} does not fit into 64 bits")
    if exact is not None:
        return exact
    if isinstance(value, torch.Tensor):
        return TENSOR
    if isinstance(value, CONSTANT_TYPES):
        return type_of_annotation(type(value))
    if isinstance(value, tuple):
        return _tuple_type(value)
    if isinstance(value, list | dict | set | frozenset):
        return _container_type(value)
    return _object_type(value)


def _tuple_type(value: tuple[Any, ...]) -> Type:
    if not hasattr(type(value), "_fields"):
        return TupleType(tuple(map(infer_type, value)))
    declared, annotated = named_tuple_type(type(value)), field_annotations(type(value))
    fields = zip(declared.fields, declared.items, value, strict=True)
    items = [t if name in annotated else infer_type(v) for name, t, v in fields]
    return declared.rebuild(items)  # a field without annotation holds what it holds


def _container_type(value: list[Any] | dict[Any, Any] | set[Any] | frozenset[Any]) -> Type:
    kind = type(value).__name__
    if not value:
        raise NotInferable(f"an empty {kind} does not say what it holds")
    if isinstance(value, dict):
        return DictType(_common(value.keys(), "dict key"), _common(value.values(), "dict value"))
    element = _common(value, f"{kind} element")
    return ListType(element) if isinstance(value, list) else SetType(element)


def _common(values: Iterable[Any], what: str) -> Type:
    result: Type | None = None
    for value in values:
        t = _type_of_item(value, what)
        joined = t if result is None else unify(result, t)
        if joined is None:
            raise NotInferable(f"the {what}s have no common type: {result} and {t}")
        result = joined
    assert result is not None
    return result


def _type_of_item(value: Any, what: str) -> Type:
    try:
        return infer_type(value)
    except NotInferable as error:
        kind = "concrete type of torch.nn.Module" if isinstance(value, torch.nn.Module) else "type"
        raise NotInferable(f"Could not infer type of {what}: Cannot infer {kind}: {error}") from None


def _object_type(value: Any) -> Type:
    if isinstance(value, enum.Enum):
        return _class_of(value)
    own = getattr(value, "__anabranch_type__", None)  # a ScriptObject or ScriptModule
    if isinstance(own, Type):
        return own
    return _class_of(value)


def _class_of(value: Any) -> Type:
    cls = type(value)
    found = None if is_interface(cls) else class_type(cls)
    if found is None:
        raise NotInferable(f"a {cls.__module__}.{cls.__qualname__} has no type in the language")
    return found
