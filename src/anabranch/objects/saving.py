"""Compiled functions, modules and objects → archives: into a file, a file object, or bytes."""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import tempfile
from collections.abc import Callable
from typing import Any, BinaryIO

from ..archive import writer
from ..archive.zips import Buffer
from ..base.errors import ArchiveError
from ..base.given import Given
from ..ir.function import Function
from . import archived
from .archived import Files
from .instance_wrappers import identity

_LARGE = 1 << 20  # bytes that are worth a question to the file system

unpickled: Given[[bytes], Any] = Given("anabranch.objects.loading")


@archived.save.is_given
def save(obj: Any, file: Any, extra: Files = None) -> None:
    """``file`` is a path, or an object with ``write``.  A path holds the old file until the new one is whole."""
    if not isinstance(file, str | os.PathLike):
        _write(obj, extra, file.write)
        return
    with _replacing(os.fspath(file)) as out:
        _write(obj, extra, out.write, lambda size: _reserve(out, size))
        out.truncate()


@archived.saved.is_given
def saved(obj: Any, extra: Files = None) -> bytes:
    into = io.BytesIO()
    _write(obj, extra, into.write)
    return into.getvalue()


@archived.pickled.is_given
def pickled(obj: Any) -> tuple[Any, ...]:
    """What ``pickle`` keeps of a compiled function, module or object: its archive."""
    try:
        return unpickle, (saved(obj, None),)
    except ArchiveError as error:
        raise pickle.PicklingError(f"a {type(obj).__name__} is pickled as its archive: {error}") from None


def unpickle(archive: bytes) -> Any:
    return unpickled(archive)


def _write(obj: Any, extra: Files, put: Callable[[Buffer], Any], reserve: Callable[[int], Any] = lambda size: None) -> None:
    contents = {name: text.encode() if isinstance(text, str) else bytes(text) for name, text in (extra or {}).items()}
    modules = obj.modules() if hasattr(obj, "modules") and hasattr(obj, "_instance") else ()
    hidden = {identity(m._instance): m._non_persistent_buffers_set for m in modules if hasattr(m, "_instance")}
    writer.write(_root(obj), lambda instance: hidden.get(identity(instance), ()), contents, put, reserve)


def _root(obj: Any) -> Any:
    function = getattr(obj, "function", None)
    if isinstance(function, Function) and not hasattr(obj, "owner"):
        return function
    instance = getattr(obj, "_instance", None)
    if instance is None or getattr(obj, "__anabranch_type__", None) is not instance.type:
        raise TypeError(f"save: expected a compiled function, module or object, got {_described(obj)}")
    return instance


def _described(obj: Any) -> str:
    if isinstance(obj, type):
        return f"the class {obj.__name__}\nhelp: save an object of it, or a function that makes one: a class is saved with them"
    return f"{type(obj).__name__}\nhelp: save(script(obj), file)"


@contextlib.contextmanager
def _replacing(path: str) -> Any:
    """Writes beside ``path`` and renames into place: whoever has the old file mapped keeps it."""
    folder, name = os.path.split(os.path.abspath(path))
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{name[:100]}.", dir=folder)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, path) from None
    try:
        with os.fdopen(handle, "wb") as out:
            os.fchmod(handle, 0o666 & ~_umask())
            yield out
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _reserve(out: BinaryIO, size: int) -> None:
    """Blocks for a large file at once.  Renamed over an old file, one without blocks would be given them then: ext4 takes
    longer for that than to write it."""
    if size >= _LARGE and hasattr(os, "posix_fallocate"):
        os.posix_fallocate(out.fileno(), 0, size)


def _umask() -> int:
    """Python has no way to look at it without setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
