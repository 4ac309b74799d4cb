"""What a backend is, the one in force by name: ``native`` (the machine in csrc/) or ``interpreter`` (``interp``)."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any, Protocol

import torch

from ..base.config import settings
from ..base.errors import BackendError, SerialWarning
from ..base.log import log
from ..ir.function import Function
from ..lang.nominal import ClassType
from . import native


class Instance(Protocol):
    """An object of a compiled class: one value a slot, in the order of ``ClassType.attributes``."""

    @property
    def type(self) -> ClassType: ...
    def get(self, slot: int, /) -> Any: ...
    def set(self, slot: int, value: Any, /) -> None: ...


class Backend(Protocol):
    """Runs functions of the IR.  What it loads is kept in ``Function.executables`` under its name."""

    name: str

    def callable(self, function: Function) -> Callable[..., Any]:
        """``function`` as Python calls it: keywords, defaults, conversion, errors that name the argument."""

    def method(self, function: Function, instance: Instance) -> Callable[..., Any]:
        """The same with ``self`` given."""

    def instance(self, class_type: ClassType) -> Instance:
        """A new instance; slots hold nothing yet."""

    def set_instance_wrapper(self, wrapper: Callable[[Any, ClassType], Any]) -> None:
        """What makes, of an instance that goes to Python, the object that users see."""

    def instructions(self) -> int:
        """How many instructions it has run, in this process."""

    def tasks(self) -> int:
        """How many forks it has made, in this process."""


def backend(name: str | None = None) -> Backend:
    """The backend of that name; without one, the setting ``backend`` says which.  Raises BackendError."""
    name = name or settings.backend
    return _make(_automatic() if name == "auto" else name)


MAKERS: dict[str, Callable[[], Backend]] = {}  # by name; each backend's file adds its own


@functools.cache
def _make(name: str) -> Backend:
    if name not in MAKERS:
        raise BackendError(f"no backend named {name!r}: expected {' or '.join(sorted(MAKERS, reverse=True))}")
    made = MAKERS[name]()
    log.info("programs run on the backend %s (torch %s)", name, torch.__version__)
    return made


@functools.cache
def _automatic() -> str:
    if native.is_built():
        return "native"
    text = "the native core is not built (no C++ compiler at install time): programs run serially on the IR interpreter"
    warnings.warn(SerialWarning(text + "\nhelp: install a C++ compiler and install anabranch again"), stacklevel=4)
    return "interpreter"
