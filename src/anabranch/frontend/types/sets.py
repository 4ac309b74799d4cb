"""Sets: the methods that are more than an operator."""

from __future__ import annotations

from ...ir.graph import Value
from ...lang.types import SetType
from ..lowering.listing import as_list
from ..values.arguments import Args, Kwargs
from ..values.behaviour import behaviour, behaviour_of
from ..values.emitter import Emitter
from ..values.plain import PlainBehaviour, is_not_empty, methods_of
from ..values.sugared import Iteration, SimpleValue, Sugared


def _update(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    for other in args:
        e.operator("aten::update", [SimpleValue(value), as_list(e, other)])
    return e.none()


@behaviour_of(SetType)
class SetBehaviour(PlainBehaviour):
    methods = methods_of({"update(*others)": _update})
    python = suggests = set

    def iterate(self, e: Emitter, value: Value) -> Iteration:
        items = e.operator_value("aten::list", [value])
        return behaviour(items.type()).iterate(e, items)

    def truth(self, e: Emitter, value: Value) -> Value:
        return is_not_empty(e, value)
