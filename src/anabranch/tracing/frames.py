"""The user's frame: where a recorded operator comes from and what the user calls its inputs."""

from __future__ import annotations

import os
import sys
import warnings
from types import FrameType
from typing import Any

import torch

from ..base.errors import TracerWarning
from ..base.package import PREFIX
from ..base.source import Span
from ..base.torch_compat import is_module_call

_OURS = PREFIX
_TORCH = os.path.dirname(os.path.abspath(torch.__file__)) + os.sep
_PLUMBING = (
    "torch/__init__.py", "overrides.py", "_ops.py", "_tensor.py", "nn/modules/module.py", "library.py", "_contextlib.py",
)  # fmt: skip
_LIBRARY = ("contextlib.py", "functools.py", "warnings.py")


class Frames:
    """Looks at the stack above ``outermost``, the frame that called ``trace``; a ``quiet`` one warns of nothing."""

    def __init__(self, outermost: FrameType | None, quiet: bool = False) -> None:
        self.outermost = outermost
        self.quiet = quiet

    def user(self) -> FrameType | None:
        """The innermost frame of user code; where there is none, the innermost of PyTorch's."""
        fallback: FrameType | None = None
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame is not self.outermost:
            file = frame.f_code.co_filename
            if not _is_machinery(file):
                if not file.startswith(_TORCH):
                    return frame
                fallback = fallback or frame
            frame = frame.f_back
        return fallback

    def module_calls(self) -> list[FrameType]:
        """The calls of modules that run, outermost first."""
        found: list[FrameType] = []
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame is not self.outermost:
            if is_module_call(frame.f_code):
                found.append(frame)
            frame = frame.f_back
        return found[::-1]

    def span(self) -> Span | None:
        """The user's line; traces know no columns, as in torch."""
        frame = self.user()
        return Span(frame.f_code.co_filename, frame.f_lineno) if frame else None

    def name_of(self, thing: Any) -> str:
        """The local variable of the user's frame that holds ``thing``; empty where none does."""
        frame = self.user()
        if frame is None:
            return ""
        return next((name for name, value in frame.f_locals.items() if value is thing and name.isidentifier()), "")

    def in_library(self) -> bool:
        """Whether PyTorch's own Python code stands between the user's line and here."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and _is_machinery(frame.f_code.co_filename):
            frame = frame.f_back
        return frame is not None and frame.f_code.co_filename.startswith(_TORCH)

    def warn(self, message: str) -> None:
        """A TracerWarning at the user's line."""
        if self.quiet:
            return
        frame = self.user() or self.outermost
        if frame is None:
            warnings.warn(message, TracerWarning, stacklevel=2)
            return
        registry = frame.f_globals.setdefault("__warningregistry__", {})
        module = frame.f_globals.get("__name__", "<unknown>")
        warnings.warn_explicit(message, TracerWarning, frame.f_code.co_filename, frame.f_lineno, module, registry)


def _is_machinery(file: str) -> bool:
    """Frames between a call and its recording: ours, PyTorch's dispatch of functions, Python's wrappers."""
    if file.startswith(_OURS):
        return True
    if file.startswith(_TORCH):
        return file.endswith(_PLUMBING)
    return file.endswith(_LIBRARY) or file.startswith("<frozen")
