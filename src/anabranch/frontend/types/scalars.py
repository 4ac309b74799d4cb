"""Numbers, None and devices."""

from __future__ import annotations

from typing import NoReturn

import torch

from ...ir.graph import Value
from ...lang.types import BOOL, COMPLEX, DEVICE, FLOAT, INT, NONE, NUMBER
from ..values.behaviour import behaviour_of
from ..values.emitter import Emitter
from ..values.plain import PlainBehaviour, no_length
from ..values.sugared import SimpleValue, Sugared


@behaviour_of(NUMBER)
class NumberBehaviour(PlainBehaviour):
    def truth(self, e: Emitter, value: Value) -> Value:
        return e.operator_value("aten::Bool", [value])


@behaviour_of(COMPLEX)
class ComplexBehaviour(NumberBehaviour):
    python = complex

    def own(self, e: Emitter, value: Value, name: str) -> Sugared | None:
        return e.operator(f"aten::{name}", [SimpleValue(value)]) if name in ("real", "imag") else None


@behaviour_of(INT)
class IntBehaviour(NumberBehaviour):
    python: type | None = int

    def length(self, e: Emitter, value: Value) -> NoReturn:
        raise no_length(e, value)


@behaviour_of(FLOAT)
class FloatBehaviour(IntBehaviour):
    python = float


@behaviour_of(BOOL)
class BoolBehaviour(IntBehaviour):
    python = bool

    def truth(self, e: Emitter, value: Value) -> Value:
        return value


@behaviour_of(NONE)
class NoneBehaviour(PlainBehaviour):
    python = type(None)

    def operator(self, value: Value, name: str) -> None:
        """None has no methods."""

    def length(self, e: Emitter, value: Value) -> NoReturn:
        raise no_length(e, value)


@behaviour_of(DEVICE)
class DeviceBehaviour(PlainBehaviour):
    python = torch.device

    def own(self, e: Emitter, value: Value, name: str) -> Sugared | None:
        return SimpleValue(e.operator_value(f"prim::{name}", [value])) if name in ("type", "index") else None
