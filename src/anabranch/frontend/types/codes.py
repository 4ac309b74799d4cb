"""dtypes, layouts, memory formats and qschemes as values: ints that know what they are called and tell."""

from __future__ import annotations

import torch

from ...ir.graph import Value
from ...lang.types import CodeType, Type
from ..values.arguments import Args
from ..values.behaviour import behaviour_of
from ..values.emitter import Emitter
from ..values.named_values import MethodOperator
from ..values.plain import PlainBehaviour
from ..values.sugared import SimpleValue, Sugared

_ATTRIBUTES = ("itemsize", "is_floating_point", "is_complex", "is_signed")
_METHODS = ("to_real", "to_complex")


@behaviour_of(CodeType)
class CodeBehaviour(PlainBehaviour):
    def python_class(self, t: Type) -> type | None:
        return t.python_class if isinstance(t, CodeType) else None

    def own(self, e: Emitter, value: Value, name: str) -> Sugared | None:
        if self.python_class(value.type()) is not torch.dtype:
            return None
        if name in _METHODS:
            return MethodOperator(f"prim::dtype_{name}", value)
        return e.operator(f"prim::dtype_{name}", [SimpleValue(value)]) if name in _ATTRIBUTES else None

    def operator(self, value: Value, name: str) -> None:
        """Those of ints are none of theirs."""

    def truth(self, e: Emitter, value: Value) -> Value:
        return e.builder.constant(True)

    def text(self, e: Emitter, value: Value) -> Value:
        kind = self.python_class(value.type())
        assert kind is not None
        return e.operator_value(f"prim::{kind.__name__}_name", [value])

    def magic(self, e: Emitter, value: Value, name: str, args: Args) -> Sugared | None:
        return SimpleValue(self.text(e, value)) if name in ("__str__", "__repr__") else None
