"""``super().method(...)`` in methods: the next class's function, compiled for the same ``self``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .sugared import FunctionValue, SimpleValue, Sugared

if TYPE_CHECKING:
    from .emitter import Emitter


@dataclass
class SuperValue(Sugared):
    """``super()``: attributes come from the classes behind ``owner`` in the order of ``cls``."""

    instance: Sugared
    cls: type
    owner: type

    def describe(self) -> str:
        return f"super() of '{self.owner.__name__}'"

    def attr(self, e: Emitter, name: str) -> Sugared:
        found: Any = None
        order = list(self.cls.__mro__)
        for base in order[order.index(self.owner) + 1 :]:
            if name in vars(base):
                found = vars(base)[name]
                break
        if found is None:
            raise e.error(f"{self.describe()} has no attribute '{name}'")
        found = getattr(found, "__func__", found)
        if isinstance(found, property):
            return FunctionValue(found.fget, (self.instance,)).call(e, [], {})  # type: ignore[arg-type]
        if name == "__init__" and found is object.__init__:
            from .sugared import BuiltinValue

            return BuiltinValue("__init__", lambda e, args, kwargs: e.none())
        return FunctionValue(found, (self.instance,))


def super_value(e: Emitter, args: Sequence[Sugared]) -> Sugared:
    """``super()`` or ``super(Class, self)``."""
    owner = e.frame.source.scope.get("__class__")
    if args:
        owner = getattr(args[0], "obj", None) or owner
    first = e.frame.first_parameter
    instance = e.env.get(first) if first else None
    t = instance.type() if instance is not None else None
    cls = getattr(t, "python_class", None)
    if not isinstance(owner, type) or cls is None or not isinstance(instance, SimpleValue):
        raise e.error("super() works only inside a method of a compiled class")
    return SuperValue(instance, cls, owner)
