"""The numbers by which the language holds dtypes, layouts, memory formats and quantisation schemes: PyTorch's own.

A value is a number where its type says what it stands for, and an object (``prim::code_object``) in Any and as a member of a
Union, where the value has to tell it from an int.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import torch

from .scalar_types import DTYPES
from .types import (
    ANY,
    INT,
    CodeType,
    DictType,
    FutureType,
    ListType,
    NamedTupleType,
    OptionalType,
    SetType,
    TupleType,
    Type,
    UnionType,
    none_members,
)


def _named(names: str) -> tuple[Any, ...]:
    return tuple(getattr(torch, name, None) for name in names.split())  # some torch may lack some


# In the order of PyTorch's enumerations; None where Python has no such object.
_ENUMERATIONS: dict[type, tuple[Any, ...]] = {
    torch.dtype: DTYPES,
    torch.layout: _named("strided sparse_coo sparse_csr _mkldnn sparse_csc sparse_bsr sparse_bsc jagged"),
    torch.memory_format: _named("contiguous_format preserve_format channels_last channels_last_3d"),
    torch.qscheme: _named(
        "per_tensor_affine per_channel_affine per_tensor_symmetric per_channel_symmetric per_channel_affine_float_qparams"
    ),
}
NUMBERED = tuple(_ENUMERATIONS)
_NUMBERS = {obj: n for members in _ENUMERATIONS.values() for n, obj in enumerate(members) if obj is not None}


def number(obj: Any) -> int:
    """The number of ``torch.float32`` and the like.  Raises KeyError for what has none."""
    return _NUMBERS[obj]


def of_number(kind: type, code: int) -> Any:
    """The dtype (layout, …) with a number.  Raises ValueError where Python has none."""
    members = _ENUMERATIONS[kind]
    found = members[code] if 0 <= code < len(members) else None
    if found is None:
        raise ValueError(f"no {kind.__name__.replace('_', ' ')} has the number {code}")
    return found


def dtype_of(code: int) -> torch.dtype:
    found: torch.dtype = of_number(torch.dtype, code)
    return found


def members_of(kind: type) -> tuple[Any, ...]:
    """All dtypes (layouts, …) by number; None where Python has none."""
    return _ENUMERATIONS[kind]


def as_ints(t: Type) -> Type:
    """The type with ints for what the compiler knows to stand for dtypes and the like; those of a Union are objects."""
    if isinstance(t, CodeType):
        return INT
    inner = t.contained()
    is_union = isinstance(t, UnionType)
    found = [c if is_union and isinstance(c, CodeType) else as_ints(c) for c in inner]
    return t if all(map(operator.is_, found, inner)) else t.rebuild(found)


def names_codes(t: Type) -> bool:
    """Whether dtypes and the like are in the type."""
    return isinstance(t, CodeType) or any(map(names_codes, t.contained()))


def holds_objects(t: Type) -> bool:
    """Whether a dtype among the values of the type is an object."""
    return t == ANY or (isinstance(t, UnionType) and any(isinstance(m, CodeType) for m in t.members))


def optional_code(t: Type) -> CodeType | None:
    """The kind of a dtype and the like that may be None; None of other types."""
    inner = t.element if isinstance(t, OptionalType) else t
    return inner if isinstance(inner, CodeType) else None


def as_objects(value: Any, t: Type) -> Any:
    """A value of a static type as Python sees it, with objects for the numbers that stand for them."""
    if not names_codes(t) or value is None:
        return value
    if isinstance(t, CodeType):
        return of_number(t.python_class, value) if isinstance(value, int) else value
    return _CONTAINERS[type(t)](value, t) if type(t) in _CONTAINERS else value


def _union_objects(value: Any, t: UnionType) -> Any:
    """By the member of the value's kind: two lists of which one is of dtypes cannot be told apart."""
    found = [m for m in none_members(t) if isinstance(value, _CLASSES.get(type(m), ()))]
    return as_objects(value, found[0]) if len(found) == 1 else value


_CONTAINERS: dict[type[Type], Callable[[Any, Any], Any]] = {
    OptionalType: lambda value, t: as_objects(value, t.element),
    UnionType: _union_objects,
    ListType: lambda value, t: [as_objects(v, t.element) for v in value],
    SetType: lambda value, t: {as_objects(v, t.element) for v in value},
    DictType: lambda value, t: {as_objects(k, t.key): as_objects(v, t.value) for k, v in value.items()},
    TupleType: lambda value, t: tuple(map(as_objects, value, t.items)),
    NamedTupleType: lambda value, t: type(value)._make(map(as_objects, value, t.items)),
    FutureType: lambda value, t: value.shown(lambda result: as_objects(result, t.element)),
}
_CLASSES: dict[type[Type], type] = {ListType: list, SetType: set, DictType: dict, TupleType: tuple, NamedTupleType: tuple}
