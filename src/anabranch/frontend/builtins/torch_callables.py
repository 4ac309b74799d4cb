"""Callables of torch that are operators: functions, unbound methods, ``torch.ops``."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import torch

from ..source import torch_names
from ..values import overloads
from ..values.emitter import Emitter
from ..values.named_values import NamespaceValue, OperatorValue
from ..values.resolution import Rank, resolver
from ..values.sugared import Sugared


class PacketValue(OperatorValue):
    """``torch.ops.aten.add``: all overloads, and each by its name."""

    packet: Any = None

    def attr(self, e: Emitter, name: str) -> Sugared:
        if name not in self.packet.overloads():
            close = ", ".join(self.packet.overloads()[:6])
            raise e.error(f"{self.describe()} has no overload '{name}'", remedy=f"it has {close}")
        return e.resolve(getattr(self.packet, name))


@resolver(Rank.KNOWN)
def _named(e: Emitter, obj: Any, name: str) -> Sugared | None:
    if isinstance(obj, ModuleType):
        return NamespaceValue(obj)
    if isinstance(obj, torch._ops.OpOverloadPacket):
        return PacketValue(obj._qualified_op_name, packet=obj)
    if isinstance(obj, torch._ops.OpOverload):
        return overloads.overload(obj._schema.name, obj._schema.overload_name)
    return None


@resolver(Rank.OPERATOR)
def _operator(e: Emitter, obj: Any, name: str) -> Sugared | None:
    operator = torch_names.operator_name(obj) or torch_names.tensor_method(obj)
    return OperatorValue(operator) if operator is not None else None
