"""The ways out of a round of a loop: its end, ``break``, ``continue``, ``return``."""

from __future__ import annotations

import ast

from ...ir.graph import Value
from ..values.emitter import Emitter, Loop
from ..values.environment import EXITED, GO_ON, RETURNED
from ..values.sugared import SimpleValue
from ..values.syntax import Rest, Status, statement_of
from . import conditions, contexts


def set_go_on(e: Emitter, loop: Loop) -> None:
    """Whether the loop goes on, from the end of its body or from ``continue``."""
    if loop.condition is None:
        e.env.set(GO_ON, e.constant(True))
    else:
        e.env.set(GO_ON, SimpleValue(conditions.condition(e, loop.condition).as_value(e)))


@statement_of(ast.Break, ast.Continue)
def _leave(e: Emitter, node: ast.Break | ast.Continue, rest: Rest) -> Status:
    go_on = isinstance(node, ast.Continue)
    if not e.frame.loops:
        raise e.error(f"'{'continue' if go_on else 'break'}' outside a loop")
    loop = e.frame.loops[-1]
    contexts.leave(e, loop.contexts)
    if go_on:
        set_go_on(e, loop)
    else:
        e.env.set(GO_ON, e.constant(False))
    return Status.EXITS


def after_return(e: Emitter, returned: Value | None) -> Status:
    """Behind a loop that may have returned (None: it surely has)."""
    in_loop = bool(e.frame.loops)
    if in_loop:
        e.env.set(GO_ON, e.constant(False))
        e.env.set(RETURNED, SimpleValue(returned) if returned is not None else e.constant(True))
    if returned is None:
        return Status.EXITS
    e.env.set(EXITED, SimpleValue(returned))
    return Status.MAY_EXIT
