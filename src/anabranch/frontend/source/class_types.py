"""Which classes of Python are types of the language: a registry filled by the files that know such classes.

Annotations and values ask it: a class may be named before, or while, it is compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ...lang.types import Type

T = TypeVar("T", bound=Type)

_KINDS: list[tuple[Callable[[type], bool], Callable[[type], Type]]] = []  # no class is of two kinds


def type_of_classes(takes: Callable[[type], bool]) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Registers what gives the type of the classes that ``takes`` accepts."""

    def register(type_of: Callable[..., T]) -> Callable[..., T]:
        _KINDS.append((takes, type_of))
        return type_of

    return register


def class_type(cls: type) -> Type | None:
    """The type of instances of ``cls``; None where the language has none.  May compile; raises CompileError."""
    for takes, type_of in _KINDS:
        if takes(cls):
            return type_of(cls)
    return None
