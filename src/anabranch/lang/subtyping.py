"""Relations between types: subtype, join (``unify``), refinement."""

from __future__ import annotations

from . import types
from .nominal import ClassType, EnumType, InterfaceType
from .schema import Schema
from .types import (
    ANY,
    ANY_CLASS,
    ANY_DICT,
    ANY_ENUM,
    ANY_LIST,
    ANY_SET,
    ANY_TUPLE,
    COMPLEX,
    FLOAT,
    INT,
    NONE,
    NUMBER,
    TENSOR,
    CodeType,
    DictType,
    FutureType,
    ListType,
    NamedTupleType,
    OptionalType,
    SetType,
    TensorType,
    TupleType,
    Type,
    UnionType,
    none_members,
    optional,
    union,
)


@types.is_subtype.is_given
def is_subtype(a: Type, b: Type) -> bool:
    """Whether every value of ``a`` is one of ``b``.  Containers that can be written to are invariant."""
    if a == b or b == ANY:
        return True
    if isinstance(a, UnionType) and any(isinstance(m, CodeType) and m not in none_members(b) for m in a.members):
        return False  # a dtype is an object there, and no int
    if isinstance(a, OptionalType | UnionType):
        return all(is_subtype(m, b) for m in none_members(a))
    if isinstance(b, OptionalType | UnionType):
        return any(is_subtype(a, m) for m in none_members(b))
    return _is_structural_subtype(a, b)


def _is_structural_subtype(a: Type, b: Type) -> bool:
    if isinstance(a, TensorType) and isinstance(b, TensorType):
        return _refines(a, b)
    if isinstance(a, TupleType) and isinstance(b, TupleType):
        return _tuple_subtype(a, b)
    if isinstance(a, FutureType) and isinstance(b, FutureType):
        return is_subtype(a.element, b.element)
    if isinstance(a, CodeType):
        return is_subtype(INT, b)
    if isinstance(a, ListType | DictType | SetType) and type(a) is type(b):
        return all(map(_is_same, a.contained(), b.contained()))
    if isinstance(b, InterfaceType):
        return _implements(a, b)
    return _is_abstract_supertype(a, b)


def _is_same(a: Type, b: Type) -> bool:
    """Containers are invariant, but for facts: a list of refined tensors is one of tensors, one of dtypes one of ints."""
    if isinstance(a, TensorType) and isinstance(b, TensorType):
        return _refines(a, b)
    if isinstance(a, CodeType) and b == INT:
        return True
    mine, theirs = a.contained(), b.contained()
    return a == b or (type(a) is type(b) and 0 < len(mine) == len(theirs) and all(map(_is_same, mine, theirs)))


def _is_abstract_supertype(a: Type, b: Type) -> bool:
    if b == NUMBER:
        return a in (INT, FLOAT, COMPLEX)
    if b == ANY_LIST:
        return isinstance(a, ListType)
    if b == ANY_TUPLE:
        return isinstance(a, TupleType)
    if b == ANY_DICT:
        return isinstance(a, DictType)
    if b == ANY_SET:
        return isinstance(a, SetType)
    if b == ANY_CLASS:
        return isinstance(a, ClassType)
    return b == ANY_ENUM and isinstance(a, EnumType)


def _refines(a: TensorType, b: TensorType) -> bool:
    return all(
        theirs is None or mine == theirs
        for mine, theirs in (
            (a.dtype, b.dtype),
            (a.sizes, b.sizes),
            (a.strides, b.strides),
            (a.requires_grad, b.requires_grad),
            (a.device, b.device),
        )
    )


def _tuple_subtype(a: TupleType, b: TupleType) -> bool:
    if isinstance(b, NamedTupleType):
        return isinstance(a, NamedTupleType) and a.name == b.name and _covariant(a, b)
    return _covariant(a, b)


def _covariant(a: TupleType, b: TupleType) -> bool:
    return len(a.items) == len(b.items) and all(map(is_subtype, a.items, b.items))


def _implements(a: Type, b: InterfaceType) -> bool:
    if b.is_module and not (isinstance(a, InterfaceType | ClassType) and a.is_module):
        return False
    if isinstance(a, InterfaceType):
        return all(name in a.methods and a.methods[name] == schema for name, schema in b.methods.items())
    return isinstance(a, ClassType) and all(
        name in a.methods and _method_fits(a.methods[name].schema, schema) for name, schema in b.methods.items()
    )


def _method_fits(have: object, want: object) -> bool:
    if not isinstance(have, Schema) or not isinstance(want, Schema):
        return False
    mine, theirs = have.arguments[1:], want.arguments[1:]
    return (
        len(mine) == len(theirs)
        and all(is_subtype(t.type, m.type) for m, t in zip(mine, theirs, strict=True))
        and is_subtype(have.return_type, want.return_type)
    )


def unify(a: Type, b: Type) -> Type | None:
    """The type of a value that is ``a`` on one path and ``b`` on the other; ``None`` where there is none.

    Follows TorchScript: a supertype of the two, Optional with None, tuples item by item; otherwise no type.
    """
    if is_subtype(a, b):
        return b
    if is_subtype(b, a):
        return a
    if isinstance(a, TensorType) and isinstance(b, TensorType):
        return TENSOR
    if isinstance(a, CodeType) and isinstance(b, CodeType):
        return INT
    if NONE in (a, b):
        return optional(b if a == NONE else a)
    if isinstance(a, OptionalType) or isinstance(b, OptionalType):
        return _unify_optional(a, b)
    return _unify_containers(a, b)


def _unify_optional(a: Type, b: Type) -> Type | None:
    inner_a = a.element if isinstance(a, OptionalType) else a
    inner_b = b.element if isinstance(b, OptionalType) else b
    inner = unify(inner_a, inner_b)
    return None if inner is None else optional(inner)


def _unify_containers(a: Type, b: Type) -> Type | None:
    if isinstance(a, TupleType) and isinstance(b, TupleType) and len(a.items) == len(b.items):
        items = [unify(x, y) for x, y in zip(a.items, b.items, strict=True)]
        return None if None in items else TupleType(tuple(t for t in items if t is not None))
    if isinstance(a, FutureType) and isinstance(b, FutureType):
        element = unify(a.element, b.element)
        return None if element is None else FutureType(element)
    if isinstance(a, UnionType) or isinstance(b, UnionType):
        return union([a, b])
    return None
