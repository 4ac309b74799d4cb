"""``return``: the pending value, what it tells of the function's result, and the end of a function."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...ir.graph import Value
from ...lang.subtyping import unify
from ...lang.types import NONE, Type
from ..values import conversions
from ..values.conversions import conversion_remedy
from ..values.emitter import Emitter
from ..values.environment import GO_ON, RETURN_VALUE, RETURNED
from ..values.sugared import SimpleValue, Sugared
from ..values.syntax import Rest, Status, statement_of
from . import contexts


@statement_of(ast.Return)
def _return(e: Emitter, node: ast.Return, rest: Rest) -> Status:
    declared = e.frame.declared
    item = e.expression(node.value, declared) if node.value is not None else e.none()
    with e.at(node.value or node):
        return_(e, item)
    return Status.EXITS


def return_(e: Emitter, item: Sugared) -> None:
    """Leave the function with a value."""
    frame = e.frame
    value = _returned_value(e, item)
    frame.returned.append(value)
    conversions.agree(frame.returned)
    joined = frame.declared or _unified([v.type() for v in frame.returned])
    if joined is None:
        raise e.error(
            f"a return before gives a value of type {frame.merged}, this one of type {value.type()}",
            remedy="annotate what the function returns, e.g. -> Union[...]",
        )
    frame.merged = joined
    contexts.leave(e, 0)
    e.env.set(RETURN_VALUE, SimpleValue(value))
    if frame.loops:
        e.env.set(RETURNED, e.constant(True))
        e.env.set(GO_ON, e.constant(False))


def _unified(types: Sequence[Type]) -> Type | None:
    found: Type | None = types[0]
    for t in types[1:]:
        found = unify(found, t) if found is not None else None
    return found


def _returned_value(e: Emitter, item: Sugared) -> Value:
    declared = e.frame.declared
    as_type = getattr(item, "as_type", None)
    if declared is None:
        return item.as_value(e)
    if as_type is not None:
        item = as_type(e, declared)
    value = e.try_convert(item.as_value(e), declared)
    if value is None:
        got = item.as_value(e).type()
        raise e.error(
            f"the result of {e.frame.source.name} was annotated as having type {declared} but is actually of type {got}",
            expected=str(declared),
            got=str(got),
            remedy=conversion_remedy(got, declared) if got != NONE else "annotate it as Optional[...]",
        )
    return value


def implicit_return(e: Emitter) -> Status:
    """The end of the function."""
    declared = e.frame.declared
    if declared is not None and not NONE.isSubtypeOf(declared):
        raise e.error(
            f"{e.frame.source.name} is annotated to return {declared} but does not return along all paths",
            remedy="end every path with return or raise",
            node=e.frame.source.tree,
        )
    return_(e, e.none())
    return Status.EXITS
