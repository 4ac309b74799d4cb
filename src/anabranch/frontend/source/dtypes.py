"""The numbers that dtypes, layouts, memory formats and quantisation schemes are in graphs."""

from __future__ import annotations

import functools
from typing import Any

import torch

_NAMES = (
    "uint8 int8 int16 int32 int64 float16 float32 float64 complex32 complex64 complex128 bool qint8 quint8 qint32 "
    "bfloat16 quint4x2 quint2x4 bits1x8 bits2x4 bits4x2 bits8 bits16 float8_e5m2 float8_e4m3fn float8_e5m2fnuz "
    "float8_e4m3fnuz uint16 uint32 uint64"
).split()
_LAYOUTS = ("strided", "sparse_coo", "sparse_csr", "_mkldnn", "sparse_csc", "sparse_bsr", "sparse_bsc", "jagged")
_FORMATS = ("contiguous_format", "preserve_format", "channels_last", "channels_last_3d")
_QSCHEMES = ("per_tensor_affine", "per_channel_affine", "per_tensor_symmetric", "per_channel_symmetric")


@functools.cache
def _table() -> dict[Any, int]:
    lists = (_NAMES, _LAYOUTS, _FORMATS, _QSCHEMES)
    return {getattr(torch, n): i for names in lists for i, n in enumerate(names) if hasattr(torch, n)}


def number(obj: Any) -> int:
    """The number of ``torch.float32`` and the like.  Raises KeyError for what has none."""
    return _table()[obj]
