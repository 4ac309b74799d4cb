"""The bytes of an archive of torch.jit.save → the instance of its module (design/torchscript-archives.md).

Non-goals: the objects that users see, files.
"""

from __future__ import annotations

import torch

from ...archive import checked
from ...archive.reader import Loaded
from ...archive.tensors import StorageReader
from ...archive.zips import Buffer
from ...base.errors import ArchiveError, CompileError
from . import classes as classes
from .missing import check_operators
from .names import Scope
from .objects import ObjectReader
from .pickles import PickledObject, unpickled
from .program import Program
from .tensors import TensorBuilder
from .zip_file import TorchZip

OLDEST, NEWEST = 2, 10
_EXTRA = "extra/"


def read(data: Buffer, location: torch.device | None) -> Loaded:
    """``data`` is held by the tensors that lie in it.  Raises ArchiveError."""
    archive = TorchZip(data)
    try:
        return _read(archive, StorageReader(archive, data, location))
    except RecursionError:
        raise ArchiveError("the archive is damaged: it nests too deeply") from None
    except CompileError as error:
        raise ArchiveError(f"the program of the archive cannot be read: {error}") from error


def _read(archive: TorchZip, storages: StorageReader) -> Loaded:
    version = _version(archive)
    order = bytes(archive.get("byteorder", b"little"))
    checked.holds(order == b"little", f"its byte order is {order[:20]!r}, and only little-endian ones can be read")
    program = Program(archive, _constants(archive, storages), version)
    program.scope = Scope(program)
    check_operators(program.sources)
    root = _unpickled(archive, "data", storages)
    if not isinstance(root, PickledObject):
        raise ArchiveError("the archive is damaged: its data.pkl holds no module")
    instance = ObjectReader(program, archive.size("data.pkl")).instance(root)
    extra = {name.removeprefix(_EXTRA): bytes(archive[name]) for name in archive if name.startswith(_EXTRA)}
    return Loaded(instance, [], extra)


def _version(archive: TorchZip) -> int:
    """The version of the format, which is that of the operators, too."""
    name = "version" if "version" in archive else ".data/version"
    checked.holds(name in archive, "it has no version")
    text = bytes(archive[name]).strip()
    checked.holds(text.isdigit() and len(text) < 10, f"its version is {text[:20]!r}")
    if not OLDEST <= int(text) <= NEWEST:
        raise ArchiveError(f"the archive has version {int(text)}, and this version of anabranch reads {OLDEST} to {NEWEST}")
    return int(text)


def _constants(archive: TorchZip, storages: StorageReader) -> tuple[object, ...]:
    found = _unpickled(archive, "constants", storages) if "constants.pkl" in archive else ()
    if not isinstance(found, tuple):
        raise ArchiveError("the archive is damaged: its constants.pkl holds no tuple")
    return found


def _unpickled(archive: TorchZip, name: str, storages: StorageReader) -> object:
    builder = TensorBuilder(storages, f"{name}/")
    return unpickled(archive[f"{name}.pkl"], builder.reducers(), builder.storage)
