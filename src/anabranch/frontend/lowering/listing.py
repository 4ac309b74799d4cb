"""Lists of what can be gone over, and the loop that writes them."""

from __future__ import annotations

from collections.abc import Callable

from ...ir.graph import Node, Value
from ...lang.types import TENSOR, ListType, SetType
from ..values.emitter import Emitter
from ..values.sugared import Iteration, SimpleValue, Sugared
from . import literals


def one_loop(e: Emitter, iteration: Iteration, body: Callable[[Sugared], None]) -> Node:
    """A loop that carries nothing."""
    assert iteration.length is not None and iteration.item is not None
    go_on = e.builder.constant(True)
    node = e.builder.loop(iteration.length, go_on, [])
    (block,) = node.blocks()
    (index,) = block.inputs()
    with e.builder.at(block):
        body(iteration.item(index))
        block.registerOutput(e.builder.constant(True))
    return node


def list_of_iteration(e: Emitter, iteration: Iteration) -> Value:
    """What ``list(iterable)`` gives."""
    if iteration.items is not None:
        return literals.list_of(e, iteration.items).as_value(e)
    result = e.builder.list_(TENSOR, [])

    def append(item: Sugared) -> None:
        value = item.as_value(e)
        result.setType(ListType(value.type()))
        e.operator_value("aten::append", [result, value])

    one_loop(e, iteration, append)
    return result


def as_list(e: Emitter, item: Sugared) -> SimpleValue:
    """Any iterable as a list value; a list stays the one it is."""
    t = item.type()
    if isinstance(item, SimpleValue) and isinstance(t, ListType | SetType):
        return item
    return SimpleValue(list_of_iteration(e, item.iterate(e)))
