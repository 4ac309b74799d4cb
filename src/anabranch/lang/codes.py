"""The numbers by which the language holds dtypes, layouts, memory formats and quantisation schemes: PyTorch's own."""

from __future__ import annotations

import operator
from typing import Any

import torch

from .scalar_types import DTYPES
from .types import INT, CodeType, Type


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


def as_ints(t: Type) -> Type:
    """The type with ints for what the compiler knows to stand for dtypes and the like."""
    if isinstance(t, CodeType):
        return INT
    inner = t.contained()
    found = [as_ints(c) for c in inner]
    return t if all(map(operator.is_, found, inner)) else t.rebuild(found)
