"""torch's numbers for dtypes, layouts and memory formats, which the language keeps as ints."""

from __future__ import annotations

import torch

# In the order of c10::ScalarType; torch in Python may lack some.
_DTYPE_NAMES = """
uint8 int8 int16 int32 int64 float16 float32 float64 complex32 complex64 complex128 bool qint8 quint8 qint32 bfloat16
quint4x2 quint2x4 bits1x8 bits2x4 bits4x2 bits8 bits16 float8_e5m2 float8_e4m3fn float8_e5m2fnuz float8_e4m3fnuz uint16
uint32 uint64
"""
DTYPES: dict[int, torch.dtype] = {
    number: getattr(torch, name) for number, name in enumerate(_DTYPE_NAMES.split()) if hasattr(torch, name)
}
DTYPE_NUMBERS: dict[torch.dtype, int] = {dtype: number for number, dtype in DTYPES.items()}
LAYOUTS: tuple[torch.layout, ...] = tuple(
    getattr(torch, name)
    for name in ["strided", "sparse_coo", "sparse_csr", "_mkldnn", "sparse_csc", "sparse_bsr", "sparse_bsc", "jagged"]
)
LAYOUT_NUMBERS: dict[torch.layout, int] = {layout: number for number, layout in enumerate(LAYOUTS)}
MEMORY_FORMATS: tuple[torch.memory_format, ...] = (
    torch.contiguous_format,
    torch.preserve_format,
    torch.channels_last,
    torch.channels_last_3d,
)


def dtype_number(dtype: torch.dtype) -> int:
    return DTYPE_NUMBERS[dtype]
