"""Classes that are not compiled but named: the casts ``int`` … ``str``, Tensor, device, NamedTuples, interfaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import torch

from ..ir.types import (
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
    NamedTupleType,
    Type,
)
from .annotations import find_type, named_tuple_type
from .sugared import SimpleValue, Sugared
from .type_values import TypeValue

if TYPE_CHECKING:
    from .emitter import Emitter


PLAIN: dict[Any, Type] = {
    int: INT, float: FLOAT, bool: BOOL, complex: COMPLEX, str: STR, type(None): NONE, torch.device: DEVICE,
    list: ANY_LIST, tuple: ANY_TUPLE, dict: ANY_DICT, set: ANY_SET, torch.dtype: INT, object: ANY,
}  # fmt: skip


def plain_value(cls: type) -> Sugared:
    """A class whose call is a cast, or that only names a type."""
    from . import builtins_table

    t = PLAIN.get(cls) or find_type(cls)
    assert t is not None
    return TypeValue(t, cls, builtins_table.constructor(cls))


def named_tuple_value(cls: Any) -> Sugared:
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
        from . import resolve

        name, defaults = t.fields[i], dict(t.defaults)
        what = f"field '{name}' of {t.name.rsplit('.', 1)[-1]}"
        if i < len(args):
            if name in kwargs:
                raise e.error(f"{what} is given twice")
            return e.convert(args[i], t.items[i], what)
        if name in kwargs:
            return e.convert(kwargs[name], t.items[i], what)
        if name not in defaults:
            raise e.error(f"{what} is missing")
        return e.convert(resolve.constant(e, defaults[name]), t.items[i], what)
