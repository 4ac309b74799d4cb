"""Files of torch.jit.save, and changes in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import torch

Change = bytes | Callable[[bytes], bytes] | None


def saved(compiled: Any, extra: Mapping[str, Any] | None = None) -> bytes:
    file = io.BytesIO()
    torch.jit.save(compiled, file, _extra_files=extra)
    return file.getvalue()


def changed(data: bytes, changes: Mapping[str, Change]) -> bytes:
    """The archive with other entries, by their names inside its folder; None leaves one out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        folder = old.namelist()[0].partition("/")[0]
        entries = {name.partition("/")[2]: old.read(name) for name in old.namelist()}
        for name in {**entries, **changes}:
            content = changes.get(name, entries.get(name))
            content = content(entries[name]) if callable(content) else content
            if content is not None:
                new.writestr(f"{folder}/{name}", content)
    return file.getvalue()


def with_code(data: bytes, old: str, new: str) -> bytes:
    """The archive with other text in its code."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [n.partition("/")[2] for n in archive.namelist() if n.endswith(".py") and old.encode() in archive.read(n)]
    assert names, f"no code has {old!r}"
    return changed(data, {name: lambda text: text.replace(old.encode(), new.encode()) for name in names})
