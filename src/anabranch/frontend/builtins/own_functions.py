"""The library's own functions and torch.jit's, recognised in user source: fork, wait, annotate …

This file may name objects of torch.jit: it recognises them and calls none.
"""

from __future__ import annotations

from typing import Any

import torch

from ..values.emitter import Emitter
from ..values.resolution import SPECIALS, Rank, resolver
from ..values.sugared import Sugared

# torch.jit's own functions and what they are to us; ours are recognised by their module and name.
_OF_TORCH: dict[int, str] = {
    id(getattr(torch.jit, name)): name
    for name in (
        "fork", "_fork", "wait", "_wait", "annotate", "is_scripting", "is_tracing", "isinstance", "script", "ignore",
        "export", "unused", "_unwrap_optional", "_awaitable", "_awaitable_nowait", "_awaitable_wait",
    )
    if hasattr(torch.jit, name)
}  # fmt: skip


@resolver(Rank.KNOWN)
def _special(e: Emitter, obj: Any, name: str) -> Sugared | None:
    found = _special_name(obj) if callable(obj) else None
    return SPECIALS.get(found) if found else None


def _special_name(obj: Any) -> str | None:
    """The name of one of the library's own functions, ours or torch.jit's; None for other objects."""
    found = _OF_TORCH.get(id(obj))
    if found is not None:
        return found.removeprefix("_")
    module = getattr(obj, "__module__", None) or ""
    if isinstance(module, str) and module.split(".")[0] == "anabranch" and callable(obj):
        name = getattr(obj, "__name__", "")
        return name.removeprefix("_") if isinstance(name, str) else None
    return "wait" if obj is getattr(torch.futures, "wait", ()) else None
