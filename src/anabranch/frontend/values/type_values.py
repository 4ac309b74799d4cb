"""Types named in expressions: ``List[int]`` as an argument of isinstance or annotate, ``int``, ``torch.Tensor``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...lang.types import Type
from ..source.annotations import type_of_annotation
from ..source.torch_names import tensor_method
from .emitter import Emitter
from .named_values import BuiltinValue, Handler, OperatorValue
from .sugared import SimpleValue, Sugared, TupleValue, constant_of


class TypeValue(Sugared):
    """A type; calling it converts or constructs."""

    t: Type
    obj: Any = None
    constructor: Handler | None = None

    def describe(self) -> str:
        return f"type '{self.t}'"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        if self.constructor is None:
            raise e.error(f"{self.describe()} cannot be called")
        return self.constructor(e, args, kwargs)

    def attr(self, e: Emitter, name: str) -> Sugared:
        """``Type.name``: an unbound method, a static member."""
        if name == "__name__":
            return e.constant(getattr(self.obj, "__name__", str(self.t)))
        found = getattr(self.obj, name, None)
        if found is None:
            raise e.error(f"{self.describe()} has no attribute '{name}'")
        operator = tensor_method(found)
        if operator is not None:
            return OperatorValue(operator)
        if self.obj in (str, list, dict, int, float):
            return BuiltinValue(name, lambda e, args, kwargs: args[0].attr(e, name).call(e, args[1:], kwargs))
        return e.resolve(found, name)

    def getitem(self, e: Emitter, index: Sugared) -> Sugared:
        return GenericType(self.obj).getitem(e, index)

    def has_attr(self, e: Emitter, name: str) -> bool:
        return hasattr(self.obj, name)


class GenericType(Sugared):
    """``List``, ``Optional``, ``Future`` without their arguments."""

    obj: Any

    def describe(self) -> str:
        return f"type '{getattr(self.obj, '__name__', self.obj)}'"

    def getitem(self, e: Emitter, index: Sugared) -> Sugared:
        parts = index.parts if isinstance(index, TupleValue) else [index]
        types = [_type(e, p) for p in parts]
        key: Any = types[0] if len(types) == 1 else tuple(types)
        try:
            made = self.obj[key]
        except TypeError as error:  # the words of typing
            raise e.error(f"{self.describe()} does not take these arguments", got=str(error)) from None
        return TypeValue(type_of_annotation(made, None, e.span), made)


def _type(e: Emitter, item: Sugared) -> Any:
    if isinstance(item, TypeValue):
        return _annotation(item)
    if isinstance(item, SimpleValue) and constant_of(item) == (True, None):
        return type(None)
    raise e.error(f"expected a type, got {item.describe()}")


def _annotation(item: TypeValue) -> Any:
    """The Python object that stands for a type, or the type itself where there is none."""
    return item.obj if item.obj is not None else item.t
