"""Free types of a schema (``t``): binding them to the types of a call's arguments, and resolving them."""

from __future__ import annotations

from ..lang.subtyping import unify
from ..lang.types import (
    NONE,
    DictType,
    FutureType,
    ListType,
    OptionalType,
    SetType,
    TensorType,
    TupleType,
    Type,
    VarType,
)

Bindings = dict[str, Type]

_SAME_SHAPE = (DictType, FutureType, SetType)


class Unbound(Exception):
    """A free type was not, or not consistently, determined by the arguments."""


def has_free_types(t: Type) -> bool:
    parts = t.contained()
    return any(map(has_free_types, parts)) if parts else isinstance(t, VarType)


def bind(formal: Type, actual: Type, bindings: Bindings) -> None:
    """Determine the free types of ``formal`` so that it can become ``actual``.  Raises Unbound where it cannot."""
    if isinstance(formal, VarType):
        _bind_variable(formal.name, actual, bindings)
    elif not has_free_types(formal):
        return
    elif isinstance(formal, OptionalType):
        _bind_optional(formal, actual, bindings)
    elif isinstance(formal, ListType):
        bind(formal.element, _element(formal, actual), bindings)
    elif _same_shape(formal, actual):
        for f, a in zip(formal.contained(), actual.contained(), strict=True):
            bind(f, a, bindings)
    else:
        raise Unbound


def _bind_variable(name: str, actual: Type, bindings: Bindings) -> None:
    actual = actual.unrefined() if isinstance(actual, TensorType) else actual
    known = bindings.get(name)
    joined = actual if known is None else unify(known, actual)
    if joined is None:
        raise Unbound
    bindings[name] = joined


def _bind_optional(formal: OptionalType, actual: Type, bindings: Bindings) -> None:
    if isinstance(actual, OptionalType):
        bind(formal.element, actual.element, bindings)
    elif actual != NONE:
        bind(formal.element, actual, bindings)


def _element(formal: Type, actual: Type) -> Type:
    if isinstance(actual, ListType):
        return actual.element
    joined = join(actual.items) if isinstance(actual, TupleType) else None
    if joined is None:
        raise Unbound
    return joined


def _same_shape(formal: Type, actual: Type) -> bool:
    if isinstance(formal, TupleType):
        return isinstance(actual, TupleType) and len(actual.items) == len(formal.items)
    return isinstance(formal, _SAME_SHAPE) and type(formal) is type(actual)


def join(types: tuple[Type, ...]) -> Type | None:
    """The one type of values of all these types; None where there is none."""
    found: Type | None = types[0] if types else None
    for t in types[1:]:
        found = unify(found, t) if found is not None else None
    return found


def resolve(t: Type, bindings: Bindings) -> Type:
    """``t`` with its free types replaced.  Raises Unbound where one has no binding."""
    if isinstance(t, VarType):
        if t.name not in bindings:
            raise Unbound(t.name)
        return bindings[t.name]
    if not has_free_types(t):
        return t
    return t.rebuild([resolve(c, bindings) for c in t.contained()])


def resolve_known(t: Type, bindings: Bindings) -> Type:
    """``t`` with those free types replaced that have a binding; for messages."""
    if isinstance(t, VarType):
        return bindings.get(t.name, t)
    return t.rebuild([resolve_known(c, bindings) for c in t.contained()]) if has_free_types(t) else t
