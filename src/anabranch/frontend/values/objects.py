"""Values of nominal types: what the syntax does with an object is what its class defines.

``magic`` is how operators (``a + b``, ``-a``, ``str(a)``, ``abs(a)``) and conditions (``__bool__``, ``__len__``) reach a
class's own methods.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...base import wording
from ...ir.graph import Value
from ...lang.types import BOOL, INT, Type
from .behaviour import Behaviour, behaviour
from .emitter import Emitter
from .sugared import Iteration, SimpleValue, Sugared


class ObjectBehaviour(Behaviour):
    """Base of classes, modules, interfaces and enums."""

    def defines(self, t: Type, name: str) -> bool:
        """Whether the class has the method ``name``."""
        return False

    def call(self, e: Emitter, value: Value, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        return self.attribute(e, value, "__call__").call(e, args, kwargs)

    def magic(self, e: Emitter, value: Value, name: str, args: Sequence[Sugared]) -> Sugared | None:
        return self.attribute(e, value, name).call(e, args, {}) if self.defines(value.type(), name) else None

    def get_item(self, e: Emitter, value: Value, index: Sugared) -> Sugared:
        return self._required(e, value, "__getitem__", [index], "is not subscriptable")

    def set_item(self, e: Emitter, value: Value, index: Sugared, item: Sugared) -> None:
        self._required(e, value, "__setitem__", [index, item], "does not take items")

    def delete_item(self, e: Emitter, value: Value, index: Sugared) -> None:
        self._required(e, value, "__delitem__", [index], "does not take items")

    def length(self, e: Emitter, value: Value) -> Sugared:
        return self._required(e, value, "__len__", [], "has no length")

    def contains(self, e: Emitter, value: Value, item: Sugared) -> Sugared:
        return self._required(e, value, "__contains__", [item], "cannot be looked into with 'in'")

    def iterate(self, e: Emitter, value: Value) -> Iteration:
        """Over an instance with ``__getitem__`` and ``__len__``."""
        length = self.magic(e, value, "__len__", [])
        if length is None:
            raise e.error(wording.not_iterable(value.type()), remedy="define __len__ and __getitem__")
        return Iteration(length=length.as_value(e), item=lambda i: self.get_item(e, value, SimpleValue(i)))

    def truth(self, e: Emitter, value: Value) -> Value:
        for name, wanted in (("__bool__", BOOL), ("__len__", INT)):
            found = self.magic(e, value, name, [])
            if found is not None:
                return self._truth_of(e, name, found.as_value(e), wanted)
        return e.builder.constant(True)

    def _truth_of(self, e: Emitter, method: str, result: Value, wanted: Type) -> Value:
        if result.type() != wanted:
            message = f"expected a bool expression for condition: {method} should return {wanted}, but returns {result.type()}"
            raise e.error(message, remedy=f"convert it in {method}: {wanted}(...)")
        return behaviour(wanted).truth(e, result)

    def _required(self, e: Emitter, value: Value, name: str, args: Sequence[Sugared], refusal: str) -> Sugared:
        result = self.magic(e, value, name, args)
        if result is None:
            message = f"'{value.type()}' object {refusal}: Class does not define {name}"
            raise e.error(message, remedy=f"define {name} in its class")
        return result
