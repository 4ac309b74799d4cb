"""``anabranch.operators`` and the constants of a program's text, in programs."""

from __future__ import annotations

from typing import Any

import torch

from ...base.code_constants import CodeConstants
from ...ir.graph import Value
from ...lang.types import Type
from ...ops.by_name import TYPED, Namespaces, OperatorByName, Operators
from ..values import overloads
from ..values.arguments import Args, Kwargs
from ..values.emitter import Emitter
from ..values.named_values import NamespaceValue
from ..values.resolution import Rank, resolver
from ..values.sugared import SimpleValue, Sugared


class _Operator(Sugared):
    """``operators.aten.Int``; its overloads are its attributes."""

    operator: OperatorByName

    def describe(self) -> str:
        return f"operator '{self.operator.qualified}'"

    def attr(self, e: Emitter, name: str) -> Sugared:
        if self.operator.overload or not hasattr(self.operator, name):
            raise e.error(f"{self.describe()} has no overload '{name}'")
        return _Operator(getattr(self.operator, name))

    def call(self, e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        return overloads.overload(self.operator.name, self.operator.overload).call(e, args, kwargs)


class _TypedOperator(Sugared):
    """A node whose result has the type that is wanted of it."""

    name: str
    inputs: list[Value] | None = None

    def describe(self) -> str:
        return f"operator '{self.name}'"

    def call(self, e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        return _TypedOperator(self.name, [a.as_value(e) for a in args])

    def as_value(self, e: Emitter) -> Value:
        raise e.error(f"the result of {self.name} has no type", remedy="write annotate(T, ...) around it")

    def as_type(self, e: Emitter, t: Type) -> Sugared:
        inputs = self.inputs or []
        if inputs and inputs[0].type() == t:  # a condition told as much
            return SimpleValue(inputs[0])
        return SimpleValue(e.builder.emit(self.name, inputs, t))


class _Constants(Sugared):
    """``CONSTANTS``: its tensors are constants of the graph."""

    constants: CodeConstants

    def describe(self) -> str:
        return "the constants of a program"

    def attr(self, e: Emitter, name: str) -> Sugared:
        if not hasattr(self.constants, name):
            raise e.error(f"{self.describe()} have no '{name}'")
        value = getattr(self.constants, name)
        return SimpleValue(e.builder.constant(value)) if isinstance(value, torch.Tensor) else e.resolve(value, name)


@resolver(Rank.KNOWN)
def _named(e: Emitter, obj: Any, name: str) -> Sugared | None:
    if isinstance(obj, CodeConstants):
        return _Constants(obj)
    if isinstance(obj, Namespaces | Operators):
        return NamespaceValue(obj, "namespace")
    if isinstance(obj, OperatorByName):
        return _TypedOperator(obj.name) if obj.name in TYPED else _Operator(obj)
    return None
