"""Classes that are not compiled but named: the casts ``int`` … ``str``, Tensor, device, NamedTuples, interfaces."""

from __future__ import annotations

import collections.abc
import numbers
import types
import typing
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import torch

from ...base import wording
from ...lang import codes
from ...lang.types import (
    ANY,
    ANY_DICT,
    ANY_LIST,
    ANY_SET,
    ANY_TUPLE,
    BOOL,
    COMPLEX,
    DEVICE,
    FLOAT,
    INT,
    NONE,
    STR,
    TENSOR,
    ListType,
    NamedTupleType,
    Type,
    union,
)
from ..lowering.constants import constant
from ..source.annotations import field_annotations, find_type, is_future_class, named_tuple_type
from ..source.markers import is_interface
from ..values.emitter import Emitter
from ..values.named_values import ObjectValue
from ..values.resolution import Rank, resolver
from ..values.sugared import SimpleValue, Sugared
from ..values.type_values import GenericType, TypeValue
from . import casts

_PLAIN: dict[Any, Type] = {
    int: INT, float: FLOAT, bool: BOOL, complex: COMPLEX, str: STR, type(None): NONE, torch.device: DEVICE,
    list: ANY_LIST, tuple: ANY_TUPLE, dict: ANY_DICT, set: ANY_SET, object: ANY,
    torch.SymInt: INT, torch.SymFloat: FLOAT, torch.SymBool: BOOL, torch.Size: ListType(INT),
    numbers.Number: union([BOOL, INT, FLOAT, COMPLEX]), numbers.Complex: union([BOOL, INT, FLOAT, COMPLEX]),
    collections.abc.Sequence: union([ANY_LIST, ANY_TUPLE, STR]), collections.abc.Mapping: ANY_DICT,
    collections.abc.Iterable: union([ANY_LIST, ANY_TUPLE, ANY_DICT, ANY_SET, STR, TENSOR]),
    numbers.Real: union([BOOL, INT, FLOAT]), numbers.Integral: union([BOOL, INT]),
}  # fmt: skip


def _plain(cls: type) -> Sugared:
    """A class whose call is a cast, or that only names a type."""
    t = _PLAIN.get(cls) or find_type(cls)
    assert t is not None
    return TypeValue(t, cls, casts.CONSTRUCTORS.get(cls))


def _named_tuple(cls: Any) -> Sugared:
    """A NamedTuple class; the type is made when it is used, since its fields may not compile."""
    return NamedTupleValue(named_tuple_type(cls), cls)


class NamedTupleValue(TypeValue):
    """A NamedTuple class: a call makes one."""

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        t = self.t
        assert isinstance(t, NamedTupleType)
        values = [self._field(e, t, i, list(args), dict(kwargs)) for i in range(len(t.fields))]
        unknown = [k for k in kwargs if k not in t.fields]
        if unknown or len(args) > len(t.fields):
            raise e.error(f"{t.name.rsplit('.', 1)[-1]} has no field {unknown[0] if unknown else len(args)}")
        return SimpleValue(e.builder.tuple_(values, t))

    def _field(self, e: Emitter, t: NamedTupleType, i: int, args: list[Sugared], kwargs: dict[str, Sugared]) -> Any:
        name, defaults = t.fields[i], dict(t.defaults)
        what = f"field '{name}' of {t.name.rsplit('.', 1)[-1]}"
        refusal = partial(wording.wrong_argument, name, is_inferred=name not in field_annotations(self.obj))
        if i < len(args):
            if name in kwargs:
                raise e.error(f"{what} is given twice")
            return e.convert(args[i], t.items[i], refusal)
        if name in kwargs:
            return e.convert(kwargs[name], t.items[i], refusal)
        if name not in defaults:
            raise e.error(f"{what}: {wording.missing_argument(name)}")
        return e.convert(constant(e, defaults[name]), t.items[i], refusal)


@resolver(Rank.CLASS)
def _class(e: Emitter, obj: Any, name: str) -> Sugared | None:
    if not isinstance(obj, type):
        return _generic(obj)
    if issubclass(obj, BaseException):
        return ObjectValue(obj, obj.__name__)
    if is_future_class(obj):
        return GenericType(obj)
    if issubclass(obj, tuple) and hasattr(obj, "_fields"):
        return _named_tuple(obj)
    if is_interface(obj) or issubclass(obj, torch.Tensor) or obj in _PLAIN or obj in codes.NUMBERED:
        return _plain(obj)
    return None


_GENERIC = (
    typing.List, typing.Dict, typing.Tuple, typing.Optional, typing.Union, typing.Set, typing.Any, typing.Final,
)  # fmt: skip


def _generic(obj: Any) -> Sugared | None:
    """A type written with typing."""
    if any(obj is generic for generic in _GENERIC):
        return TypeValue(ANY, obj) if obj is typing.Any else GenericType(obj)
    origin = typing.get_origin(obj)
    if is_future_class(origin) or origin in (list, dict, tuple, set, typing.Union, types.UnionType):
        t = find_type(obj)
        return TypeValue(t, obj) if t is not None else None
    return None
