"""One of several pieces of code, chosen by an int at run time: a chain of ``prim::If``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...ir.graph import Value
from ...lang.subtyping import unify
from ..values.emitter import Emitter
from ..values.sugared import Sugared


def branches(e: Emitter, chosen: Sugared, uses: Sequence[Callable[[], Sugared]], first: int = 0) -> Value:
    """The result of ``uses[chosen - first]``; ``chosen`` is known to be one of them."""
    if len(uses) == 1:
        return uses[0]().as_value(e)
    condition = e.operator("aten::eq", [chosen, e.constant(first)]).as_value(e)
    node = e.builder.if_(condition)
    then, otherwise = node.blocks()
    with e.builder.at(then):
        left = uses[0]().as_value(e)
    with e.builder.at(otherwise):
        right = branches(e, chosen, uses[1:], first + 1)
    t = unify(left.type(), right.type())
    if t is None:
        raise e.error(f"the items give values of different types: {left.type()} and {right.type()}")
    then.registerOutput(left)
    otherwise.registerOutput(right)
    return node.addOutput(t)
