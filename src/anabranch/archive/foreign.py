"""Zips that are no archives of ours: who wrote them, so that the error can say it.  Only their directory of names is read."""

from __future__ import annotations

import io
import struct
import zipfile

from .zips import Buffer

TORCH_JIT_SAVE, TORCH_SAVE = "torch.jit.save", "torch.save"
_NO_ZIP = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error)


def foreign_writer(data: Buffer) -> str:
    """The function that wrote the zip; empty where it is another one's, or none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytearray) else data) as archive:
            endings = {name.partition("/")[2] for name in archive.namelist()}
    except _NO_ZIP:
        return ""
    if "data.pkl" not in endings:
        return ""
    return TORCH_JIT_SAVE if "constants.pkl" in endings else TORCH_SAVE
