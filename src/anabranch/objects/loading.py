"""Archives → compiled functions, modules and objects."""

from __future__ import annotations

import io
import mmap
import os
from typing import Any

import torch

from ..archive.foreign import TORCH_JIT_SAVE
from ..archive.reader import ForeignArchive, Loaded, read
from ..archive.zips import Buffer
from ..base.errors import ArchiveError
from ..importers.torchscript.reader import read as read_torchscript
from ..ir.function import Function
from .instance_wrappers import connected_backend, wrap
from .saving import unpickled
from .script_function import ScriptFunction


def load(file: Any, location: str | torch.device | None = None, extra: dict[str, Any] | None = None) -> Any:
    """``file`` is a path, which is mapped, or an object with ``read``.  Raises ArchiveError."""
    data = _mapped(os.fspath(file)) if isinstance(file, str | os.PathLike) else _read(file)
    connected_backend()
    loaded = _loaded(data, _device(location))
    if extra is not None:
        extra.update({name: loaded.extra.get(name, b"") for name in extra})
    return _wrapped(loaded)


def _loaded(data: Buffer, location: torch.device | None) -> Loaded:
    try:
        return read(data, location)
    except ForeignArchive as found:
        if found.writer != TORCH_JIT_SAVE:
            raise
    return read_torchscript(data, location)


def _device(location: str | torch.device | None) -> torch.device | None:
    """Where tensors are to be; None: where they were.  Inside ``torch.device("meta")`` they have no data either."""
    if location is not None:
        if not isinstance(location, str | torch.device):
            raise ValueError(f"map_location: expected a device or its name, got {type(location).__name__}")
        return torch.device(location)
    default = torch.get_default_device()
    return default if default.type == "meta" else None


def _mapped(path: Any) -> Buffer:
    """The whole file, copied where it is written to."""
    with open(path, "rb") as file:
        if not os.fstat(file.fileno()).st_size:
            raise ArchiveError("the file is no archive: it is empty")
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)


def _read(file: Any) -> Buffer:
    if not hasattr(file, "read"):
        raise TypeError(f"load: expected a path or an object with read(), got {type(file).__name__}")
    content = file.read()
    if not isinstance(content, bytes | bytearray | memoryview):
        raise TypeError(f"load: expected a file opened in binary mode, whose read() gives bytes, got {type(content).__name__}")
    return bytearray(content)


def _wrapped(loaded: Loaded) -> Any:
    root: Any = loaded.root
    if isinstance(root, Function):
        return ScriptFunction(root)
    made = wrap(root, root.type)
    held = [(wrap(instance, instance.type), names) for instance, names in loaded.not_persistent]
    for module, names in held:
        module.__dict__["_non_persistent_buffers_set"] = set(names)
    return made


@unpickled.is_given
def _unpickled(archive: bytes) -> Any:
    return load(io.BytesIO(archive))
