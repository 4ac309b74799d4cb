"""The type of a module's instance: a ``ClassType`` with what only the frontend needs beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

from ...base.record import field
from ...lang.nominal import AttributeKind, ClassType
from ...lang.types import Type
from ..source.constant_values import identity_of

Hook = Callable[..., Any]


class ModuleType(ClassType, eq=False):
    """``functions`` are attributes that hold functions, ``failed`` says why an attribute has no type.

    ``entry`` is the method that calling a loaded module runs, where that is not ``forward``.  ``container`` is ``list``,
    ``dict`` or empty, with ``keys`` its items' attribute names in order; ``overrides`` are methods set on the instance itself.
    ``frozen``: its weights are constants of its methods.
    """

    entry: str = ""
    frozen: bool = False
    container: str = ""
    keys: tuple[str, ...] = ()
    functions: dict[str, Any] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, FunctionType] = field(default_factory=dict)
    hooks: tuple[Hook, ...] = ()
    pre_hooks: tuple[Hook, ...] = ()

    def submodules(self) -> Iterator[tuple[str, Type]]:
        for name, attribute in self.attributes.items():
            if attribute.kind is AttributeKind.MODULE:
                yield name, attribute.type

    def of_kind(self, kind: AttributeKind) -> Iterator[str]:
        return (name for name, a in self.attributes.items() if a.kind is kind)

    def identity(self) -> tuple[Any, ...]:
        """What two modules must agree in to share a type."""
        return (
            self.python_class,
            self.container,
            self.keys,
            tuple((a.name, a.type, a.kind) for a in self.attributes.values()),
            tuple((name, identity_of(value)) for name, value in self.constants.items()),
            tuple(self.functions.items()),
            tuple(self.failed.items()),
            tuple(self.overrides.items()),
            self.hooks,
            self.pre_hooks,
        )
