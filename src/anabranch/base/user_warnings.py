"""Warnings that compiled code gives: at the program's line, once for each place as Python's own ``warnings.warn``."""

from __future__ import annotations

import sys
import warnings
from typing import Any

from .record import Record
from .source import Span

_NO_MODULE: dict[str, dict[Any, Any]] = {}  # registries of files that are no module (a notebook's cells)


class WarnAt(Record, frozen=True):
    """``warnings.warn`` at a place.  Callers of compiled functions have no Python frames: the level is always 1."""

    span: Span

    def __call__(self, message: str, stacklevel: int = 1) -> None:
        module, registry = _registry(self.span.file)
        warnings.warn_explicit(message, UserWarning, self.span.file, self.span.line, module=module, registry=registry)


def _registry(file: str) -> tuple[str | None, dict[Any, Any]]:
    """The module of a file, and where warnings notes what it has said there."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) == file:
            return name, vars(module).setdefault("__warningregistry__", {})
    return None, _NO_MODULE.setdefault(file, {})
