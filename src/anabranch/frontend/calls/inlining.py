"""A function written in place of its call: one defined in compiled code, or one that is given such a function."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ...base import wording
from ...lang.types import NONE
from ..lowering import control_flow, returns
from ..source.capture import Captured
from ..source.signature import Parameter, Signature, parameter_type
from ..values.emitter import Emitter, Frame
from ..values.environment import RETURN_VALUE, Environment
from ..values.sugared import SimpleValue, Sugared
from ..values.syntax import Status

MAX_DEPTH = 40


def inline(
    e: Emitter, source: Captured, signature: Signature, bound: Mapping[str, Sugared], closure: Frame | None
) -> Sugared:
    """Write a function's body here, its parameters standing for ``bound``."""
    if _depth(e.frame) > MAX_DEPTH:
        raise e.error(
            f"{source.name} calls itself inside a compiled function", remedy="define it at module level, with annotations"
        )
    caller, place = e.frame, e.span
    frame = Frame(source, Environment(), declared=signature.return_type(), parent=closure, caller=caller)
    for p in signature.parameters:
        frame.env.set(p.name, _argument(e, source, p, bound[p.name]))
    e.frame = frame
    try:
        status = control_flow.block(e, [*source.body, returns.implicit_return])
        t = control_flow.finish_returns(e)
        if status is Status.RAISES:
            return SimpleValue(e.builder.emit("prim::Uninitialized", [], t))
        return frame.env.vars[RETURN_VALUE]
    finally:
        e.frame = caller
        e.builder.span = place


def _depth(frame: Frame | None) -> int:
    depth = 0
    while frame is not None:
        frame, depth = frame.caller, depth + 1
    return depth


def _argument(e: Emitter, source: Captured, p: Parameter, item: Sugared) -> Sugared:
    if p.annotation is None or item.type() is None:
        return item
    t = parameter_type(p)
    return SimpleValue(e.convert(item, t, partial(wording.wrong_argument, p.name))) if t != NONE else item
