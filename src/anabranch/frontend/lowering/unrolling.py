"""A ``for`` over known items: its body once for each."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from ..source.names_in_blocks import leaves_loop
from ..values.emitter import Emitter, Loop
from ..values.environment import EXITED, GO_ON, RETURNED
from ..values.sugared import Sugared
from ..values.syntax import Status, Step
from . import assignment, control_flow
from .loop_exits import after_return, set_go_on


def unrolled(e: Emitter, node: ast.For, items: Sequence[Sugared]) -> Status:
    """Write the rounds, one after the other."""
    if not leaves_loop(node.body, with_continue=True):
        steps: list[Step] = []
        for item in items:
            steps += [_bind(node, item), *node.body]
        return control_flow.block(e, steps)
    return _regions(e, node, list(items))


def _bind(node: ast.For, item: Sugared) -> Callable[[Emitter], Status]:
    def bind(e: Emitter) -> Status:
        assignment.assign(e, node.target, item)
        return Status.FALLS

    return bind


def _regions(e: Emitter, node: ast.For, items: list[Sugared]) -> Status:
    """With ``break`` or ``continue``: each round is a region of its own, the next stands in an If on GO_ON."""
    if not items:
        return Status.FALLS
    loop = Loop({}, len(e.frame.contexts))

    def end(e: Emitter) -> Status:
        set_go_on(e, loop)
        return Status.EXITS

    e.frame.loops.append(loop)
    outer = {n: e.env.vars[n] for n in (GO_ON, EXITED, RETURNED) if n in e.env.vars}
    try:
        status = control_flow.block(e, [_bind(node, items[0]), *node.body, end])
    finally:
        e.frame.loops.pop()
    if status is Status.RAISES:
        return status
    go_on, returned = e.env.vars[GO_ON], e.env.vars.get(RETURNED)
    e.env.drop(GO_ON, EXITED, RETURNED)
    e.env.vars.update(outer)
    rest: list[Step] = [lambda e: _regions(e, node, items[1:])]
    if returned is not None:
        status = after_return(e, returned.as_value(e))
        return control_flow.guarded(e, [_next_region(go_on, rest)])
    return _continue_regions(e, go_on, rest)


def _next_region(go_on: Sugared, rest: Sequence[Step]) -> Step:
    return lambda e: _continue_regions(e, go_on, rest)


def _continue_regions(e: Emitter, go_on: Sugared, rest: Sequence[Step]) -> Status:
    static = go_on.static_truth(e)
    if static is not None:
        return control_flow.block(e, rest) if static else Status.FALLS
    outcome = control_flow.branches(e, go_on.as_value(e), (rest, None), ([], None), [])
    return outcome if isinstance(outcome, Status) else outcome.status
