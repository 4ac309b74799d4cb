"""``with``: ``prim::Enter`` and ``prim::Exit`` around the block, on every way out of it."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ..values.emitter import Emitter
from ..values.syntax import Rest, Status, Step, Written, statement_of
from . import assignment, control_flow
from .context_managers import ContextClass


@statement_of(ast.With)
def _with(e: Emitter, node: ast.With, rest: Rest) -> Written:
    """A ``with`` as steps: open, body, close; the closing step also runs in a branch that the rest moves into."""
    steps: list[Step] = [*map(_opening, node.items), *node.body, *(_close for _ in node.items)]
    return Written(control_flow.block(e, [*steps, *rest]))


def decorated(contexts: Sequence[object]) -> tuple[list[Step], list[Step]]:
    """What ``@torch.no_grad()`` above a function puts before and behind its body."""
    return [_entering(c) for c in contexts], [_close for _ in contexts]


def _entering(made: object) -> Step:
    def open_(e: Emitter) -> Status:
        item = e.resolve(type(made))
        if not isinstance(item, ContextClass):
            raise e.error(f"a function decorated with {type(made).__name__} cannot be compiled", remedy="use `with` inside it")
        context = item.like(e, made)
        context.enter(e)
        e.frame.contexts.append(context)
        return Status.FALLS

    return open_


def _opening(item: ast.withitem) -> Step:
    def open_(e: Emitter) -> Status:
        with e.at(item.context_expr):
            context = e.expression(item.context_expr).manager(e)
            bound = context.enter(e)
            e.frame.contexts.append(context)
            if item.optional_vars is not None:
                assignment.assign(e, item.optional_vars, bound)
        return Status.FALLS

    return open_


def _close(e: Emitter) -> Status:
    e.frame.contexts.pop().exit(e)
    return Status.FALLS


def leave(e: Emitter, keep: int) -> None:
    """Close the contexts that a jump leaves, innermost first."""
    while len(e.frame.contexts) > keep:
        e.frame.contexts.pop().exit(e)
