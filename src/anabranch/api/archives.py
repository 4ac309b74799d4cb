"""``save`` and ``load``.  Source of the semantics: torch.jit.save and load; design/archive.md is the format."""

from __future__ import annotations

from typing import Any

import torch

from ..base.collector import full_collections_later
from ..base.log import timed
from ..base.tracebacks import keep_users_frames
from ..objects import loading, saving


def save(m: Any, f: Any, _extra_files: Any = None) -> None:
    """Saves a compiled function, module or object into ``f``: a path, or an object with ``write``.

    ``_extra_files`` maps names to texts or bytes that are stored with it.  A path is replaced when the new file is whole.
    Raises ArchiveError for what cannot be saved (``ignore``d Python that is reached, futures, quantised tensors).

    >>> file = io.BytesIO()
    >>> ab.save(ab.script(nn.Linear(2, 2)), file, _extra_files={"note": "the first"})
    """
    try:
        with full_collections_later(), timed("saved %r", f):
            saving.save(m, f, _extra_files)
    except Exception as error:
        keep_users_frames(error)
        raise


def load(
    f: Any, map_location: str | torch.device | None = None, _extra_files: Any = None, _restore_shapes: bool = False
) -> Any:
    """What ``save`` saved into ``f``: a path, which is mapped (tensors are read when they are used), or an object to read from.

    ``map_location`` is the device that tensors are moved to; values of ``_extra_files`` become the contents of the files
    that its keys name.  Nothing in the file is executed.  ``_restore_shapes`` is torch.jit's and alters nothing.
    Raises ArchiveError for what is no archive or a damaged one.

    >>> file = io.BytesIO()
    >>> ab.save(ab.script(nn.ReLU()), file)
    >>> _ = file.seek(0)
    >>> ab.load(file, map_location="cpu")(torch.tensor([-1.0]))
    tensor([0.])
    """
    try:
        with full_collections_later(), timed("loaded %r", f):
            return loading.load(f, map_location, _extra_files)
    except Exception as error:
        keep_users_frames(error)
        raise
