"""``filter(f, iterable)``: the list of the items for which ``f`` holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ir.types import NONE, TENSOR, ListType
from . import conditions
from .listing import one_loop
from .sugared import SimpleValue, Sugared

if TYPE_CHECKING:
    from .emitter import Emitter


def filtered(e: Emitter, function: Sugared, source: Sugared) -> Sugared:
    """Written as a loop that appends."""
    iteration = source.iterate(e)
    result = e.builder.list_(TENSOR, [])

    def body(item: Sugared) -> None:
        value = item.as_value(e)
        result.setType(ListType(value.type()))
        test = item if function.type() == NONE else function.call(e, [SimpleValue(value)], {})
        node = e.builder.if_(conditions.truth(e, test).as_value(e))
        then_block, _ = node.blocks()
        with e.builder.at(then_block):
            e.operator_value("aten::append", [result, value])

    if iteration.items is not None:
        for item in iteration.items:
            body(item)
    else:
        one_loop(e, iteration, body)
    return SimpleValue(result)
