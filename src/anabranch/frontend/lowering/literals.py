"""Lists and dicts made of written items: what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...ir.graph import Value
from ...ir.kinds import EMPTY_DICT, EMPTY_LIST
from ...lang.subtyping import unify
from ...lang.types import STR, TENSOR, DictType, ListType, Type, none_members, union
from ..values import conversions
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue, Sugared
from ..values.syntax import Hint


def container_hint(hint: Hint, kind: type[Type]) -> Any:
    """The ListType (DictType …) that a hint asks for, through Optional and Union."""
    found = [t for t in none_members(hint) if isinstance(t, kind)] if hint is not None else []
    return found[0] if len(found) == 1 else None


def list_of(e: Emitter, items: Sequence[Sugared], element: Hint = None) -> Sugared:
    """A list of written items; ``element`` where the context says."""
    if not items and element is None:
        return SimpleValue(e.builder.emit(EMPTY_LIST, [], ListType(TENSOR)))
    values = [i.as_value(e) for i in items]
    conversions.agree(values)
    if element is not None:
        wanted = [e.try_store(v, element) for v in values]
        if None not in wanted:
            return SimpleValue(e.builder.list_(element, [v for v in wanted if v is not None]))
    # Without a wish, or against it: the place that wanted another list says so.
    t = _joined([v.type() for v in values])
    return SimpleValue(e.builder.list_(t, [fitted(e, v, t) for v in values]))


def fitted(e: Emitter, value: Value, t: Type) -> Value:
    """A value where a ``t`` stands; int to float only where a hint asked for it."""
    if value.type().isSubtypeOf(t):
        return value
    converted = e.try_store(value, t)
    if converted is None:
        raise e.error(f"expected an element of type {t}, got {value.type()}")
    return converted


def _joined(types: Sequence[Type]) -> Type:
    """What a literal holds: as torch.jit, a Union where its items have no other type in common."""
    found: Type | None = types[0]
    for t in types[1:]:
        found = unify(found, t) if found is not None else None
    return found if found is not None else union(types)


def _common_type(e: Emitter, types: Sequence[Type], what: str) -> Type:
    """The one type of several values."""
    found: Type | None = types[0]
    for t in types[1:]:
        joined = unify(found, t) if found is not None else None
        if joined is None:
            raise e.error(
                f"{what} have different types: {found} and {t}",
                remedy="convert them to one type, or annotate the container with Union or Any",
            )
        found = joined
    assert found is not None
    return found


def empty_dict(e: Emitter) -> SimpleValue:
    """``{}`` whose types follow from its first use."""
    return SimpleValue(e.builder.emit(EMPTY_DICT, [], DictType(STR, TENSOR)))


def dict_of(e: Emitter, keys: Sequence[Value], values: Sequence[Value], wanted: DictType | None) -> SimpleValue:
    """A dict of written keys and values."""
    conversions.agree(values)
    t = wanted or DictType(
        _common_type(e, [k.type() for k in keys], "keys of a dict"),
        _joined([v.type() for v in values]),
    )
    pairs = [
        v for key, item in zip(keys, values) for v in (fitted(e, key, t.key), fitted(e, item, t.value))
    ]
    return SimpleValue(e.builder.dict_(t, pairs))
