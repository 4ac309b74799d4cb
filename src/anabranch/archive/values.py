"""Values of slots as JSON with tags for what JSON lacks, and back.

Types stand in what is written as themselves: their names follow when all are known.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Mapping
from typing import Any

import torch

from ..base.errors import ArchiveError
from ..frontend.classes.enums import enum_type
from ..frontend.source.value_types import NotInferable, infer_type
from ..interp.values import make_named_tuple
from ..lang import codes
from ..lang.nominal import EnumType
from ..lang.types import DictType, ListType, NamedTupleType, OptionalType, SetType, TupleType, Type
from ..ops.values import OrderedSet
from . import checked

CODES = {str(obj): obj for kind in codes.NUMBERED for obj in codes.members_of(kind) if obj is not None}
_PLAIN = (type(None), bool, int, str)


class ValueWriter:
    """``object_number`` is asked for what is an instance; it gives None for anything else.  ``types`` are those met."""

    def __init__(self, tensor_number: Callable[[torch.Tensor], int], object_number: Callable[[Any], int | None]) -> None:
        self._tensor_number = tensor_number
        self._object_number = object_number
        self.types: dict[Type, None] = {}

    def write(self, value: Any, t: Type | None) -> Any:
        """``t`` is the static type, where one is known."""
        t = t.element if isinstance(t, OptionalType) else t
        if type(value) in _PLAIN:
            return value
        if isinstance(value, enum.Enum):
            return {"enum": [self._met(t if isinstance(t, EnumType) else enum_type(type(value))), value.name]}
        if isinstance(value, float | complex | torch.device):
            return _scalar(value)
        if isinstance(value, codes.NUMBERED):
            return codes.number(value) if t is not None and codes.optional_code(t) else {"code": str(value)}
        if isinstance(value, torch.Tensor):
            return {"tensor": self._tensor_number(value)}
        if isinstance(value, list | tuple | dict | set):
            return self._container(value, t)
        number = self._object_number(value)
        if number is None:
            raise ArchiveError(f"a {type(value).__name__} cannot be saved")
        return {"object": number}

    def _met(self, t: Type) -> Type:
        self.types[t] = None
        return t

    def _container(self, value: Any, t: Type | None) -> Any:
        if isinstance(value, dict):
            key, item = (t.key, t.value) if isinstance(t, DictType) else (None, None)
            return {"dict": [[self.write(k, key), self.write(v, item)] for k, v in value.items()]}
        if isinstance(value, tuple):
            return self._tuple(value, t)
        element = t.element if isinstance(t, ListType | SetType) else None
        items = [self.write(v, element) for v in value]
        if isinstance(value, list):
            return items
        return {"set": items if isinstance(value, OrderedSet) else sorted(items, key=repr)}

    def _tuple(self, value: tuple[Any, ...], t: Type | None) -> Any:
        if not isinstance(t, TupleType) or len(t.items) != len(value):
            t = _named_tuple_type(value)
        types = t.items if isinstance(t, TupleType) else [None] * len(value)
        items = [self.write(v, item) for v, item in zip(value, types, strict=True)]
        return {"named": [self._met(t), items]} if isinstance(t, NamedTupleType) and t.name else {"tuple": items}


def _named_tuple_type(value: tuple[Any, ...]) -> Type | None:
    if not hasattr(type(value), "_fields"):
        return None
    try:
        return infer_type(value)
    except NotInferable as why:
        raise ArchiveError(f"a {type(value).__name__} cannot be saved: {why}") from None


def _scalar(value: Any) -> Any:
    if isinstance(value, torch.device):
        return {"device": str(value)}
    if isinstance(value, complex):
        return {"complex": [repr(value.real), repr(value.imag)]}
    return value if math.isfinite(value) else {"float": repr(value)}


class ValueReader:
    def __init__(
        self, tensor: Callable[[Any], torch.Tensor], instance: Callable[[Any], Any], types: Mapping[str, Type]
    ) -> None:
        self._tensor = tensor
        self._instance = instance
        self._types = types

    def read(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.read(v) for v in value]
        if not isinstance(value, dict):
            return value
        checked.holds(len(value) == 1, f"{str(value)[:100]} is no value")
        ((tag, content),) = value.items()
        return checked.one_of(_TAGS, tag, "kind of value")(self, content)

    def _parts(self, content: Any, count: int | None = None) -> list[Any]:
        checked.holds(type(content) is list and count in (None, len(content)), f"{str(content)[:100]} is no value")
        return content  # type: ignore[no-any-return]

    def _read_tensor(self, content: Any) -> Any:
        return self._tensor(content)

    def _read_object(self, content: Any) -> Any:
        return self._instance(content)

    def _read_tuple(self, content: Any) -> Any:
        return tuple(self.read(v) for v in self._parts(content))

    def _read_set(self, content: Any) -> Any:
        return OrderedSet(self.read(v) for v in self._parts(content))

    def _read_dict(self, content: Any) -> Any:
        pairs = [self._parts(pair, 2) for pair in self._parts(content)]
        return {self.read(k): self.read(v) for k, v in pairs}

    def _read_named(self, content: Any) -> Any:
        name, items = self._parts(content, 2)
        t = checked.one_of(self._types, name, "type")
        checked.holds(isinstance(t, NamedTupleType) and len(self._parts(items)) == len(t.items), f"{name} has other fields")
        assert isinstance(t, NamedTupleType)
        return make_named_tuple(t, map(self.read, items))

    def _read_enum(self, content: Any) -> Any:
        name, member = self._parts(content, 2)
        members = getattr(getattr(checked.one_of(self._types, name, "type"), "python_class", None), "__members__", {})
        return checked.one_of(members, member, f"member of {name}")

    def _read_float(self, content: Any) -> Any:
        return float(checked.text(content))

    def _read_complex(self, content: Any) -> Any:
        real, imaginary = self._parts(content, 2)
        return complex(self._read_float(real), self._read_float(imaginary))

    def _read_code(self, content: Any) -> Any:
        return checked.one_of(CODES, content, "dtype")

    def _read_device(self, content: Any) -> Any:
        return torch.device(checked.text(content))


_TAGS: dict[str, Callable[[ValueReader, Any], Any]] = {
    "tensor": ValueReader._read_tensor, "object": ValueReader._read_object, "tuple": ValueReader._read_tuple,
    "set": ValueReader._read_set, "dict": ValueReader._read_dict, "named": ValueReader._read_named,
    "enum": ValueReader._read_enum, "float": ValueReader._read_float, "complex": ValueReader._read_complex,
    "device": ValueReader._read_device, "code": ValueReader._read_code,
}  # fmt: skip
