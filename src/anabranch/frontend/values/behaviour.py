"""What an IR value can do depends on its type: one ``Behaviour`` for each family of types.

The file that knows a family registers it (``@behaviour_of(ListType)``); ``SimpleValue`` asks the registry.  The base
refuses everything, in words that name the type.  ``language`` checks that no type is without one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from ...base import wording
from ...ir.graph import Value
from ...lang.subtyping import is_subtype
from ...lang.types import SimpleType, Type

if TYPE_CHECKING:
    from .emitter import Emitter
    from .sugared import Iteration, Sugared


class Behaviour:
    """The meaning of the syntax around a value of one family of types."""

    def attribute(self, e: Emitter, value: Value, name: str) -> Sugared:
        raise e.error(wording.no_attribute(value.type(), name))

    def python_class(self, t: Type) -> type | None:
        """The class of such values in Python, where one is known."""
        return None

    def has_attribute(self, e: Emitter, value: Value, name: str) -> bool:
        """``hasattr``: what Python's value has, even where a program cannot use it."""
        cls = self.python_class(value.type())
        return cls is not None and any(name in vars(base) for base in cls.__mro__)  # not of its metaclass

    def set_attribute(self, e: Emitter, value: Value, name: str, item: Sugared) -> None:
        raise e.error(f"cannot assign to attribute '{name}' of a value of type '{value.type()}'")

    def call(self, e: Emitter, value: Value, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        raise e.error(f"cannot call a value of type '{value.type()}'")

    def get_item(self, e: Emitter, value: Value, index: Sugared) -> Sugared:
        raise e.error(wording.not_subscriptable(value.type()))

    def set_item(self, e: Emitter, value: Value, index: Sugared, item: Sugared) -> None:
        raise e.error(f"items of a value of type '{value.type()}' cannot be assigned")

    def delete_item(self, e: Emitter, value: Value, index: Sugared) -> None:
        raise e.error(f"a value of type '{value.type()}' does not take items")

    def length(self, e: Emitter, value: Value) -> Sugared:
        raise e.error(f"a value of type '{value.type()}' has no length")

    def iterate(self, e: Emitter, value: Value) -> Iteration:
        raise e.error(wording.not_iterable(value.type()))

    def contains(self, e: Emitter, value: Value, item: Sugared) -> Sugared:
        raise e.error(f"a value of type '{value.type()}' cannot be looked into with 'in'")

    def truth(self, e: Emitter, value: Value) -> Value:
        """``bool(value)`` as a value."""
        raise e.error(f"a value of type '{value.type()}' cannot be a condition")

    def text(self, e: Emitter, value: Value) -> Value | None:
        """``str(value)``, where the operators that make texts cannot tell it; None where they can."""
        return None

    def magic(self, e: Emitter, value: Value, name: str, args: Sequence[Sugared]) -> Sugared | None:
        """The call of a magic method that the value's class defines; None where it defines none."""
        return None

    def manager(self, e: Emitter, value: Value) -> Value:
        """What ``with value`` enters."""
        return value

    def enter(self, e: Emitter, value: Value) -> Sugared:
        raise e.error(f"a value of type '{value.type()}' is not a context manager")

    def exit(self, e: Emitter, value: Value) -> None:
        raise e.error(f"a value of type '{value.type()}' is not a context manager")

    def class_of(self, t: Type) -> Sugared:
        """The class of such values, as the first argument of a class method."""
        raise NotImplementedError(f"{t} has no class")

    def misfit(self, have: Type, wanted: Type) -> str:
        """Why values of type ``have`` are none of ``wanted``, a type of this family; empty where they are."""
        return "" if is_subtype(have, wanted) else f"expected {wanted}, got {have}"


# By a class of types, or by one of the simple types.
BEHAVIOURS: dict[type[Type] | SimpleType, Behaviour] = {}
B = TypeVar("B", bound=type[Behaviour])


def behaviour_of(*families: type[Type] | SimpleType) -> Callable[[B], B]:
    """Registers a Behaviour for families of types; derived types have it, too, unless they have one of their own."""

    def register(cls: B) -> B:
        one = cls()
        for family in families:
            assert BEHAVIOURS.setdefault(family, one) is one, f"two behaviours of {family}"
        return cls

    return register


def behaviour(t: Type) -> Behaviour:
    """What values of type ``t`` can do."""
    found = BEHAVIOURS.get(t if type(t) is SimpleType else type(t))
    if found is None:  # a derived type, or a simple type without a behaviour of its own
        found = next(BEHAVIOURS[cls] for cls in type(t).__mro__ if cls in BEHAVIOURS)
    return found
