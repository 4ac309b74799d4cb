"""Functions defined inside compiled code (``def``, ``lambda``): written in place of each call.

Their free names are those of the function around, as they are when the call happens; that is what Python does, too.
A Python function that is given such a function as an argument is written in place as well.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ir.types import NONE, Type
from . import calls, control_flow, function_cache, returns
from .capture import Captured
from .emitter import Frame
from .environment import RETURN_VALUE, Environment
from .signature import Parameter, Signature, signature_of
from .sugared import SimpleValue, Sugared
from .syntax import Hint, Rest, Status, expression_of, statement_of

if TYPE_CHECKING:
    from .emitter import Emitter

MAX_DEPTH = 40


@dataclass
class LocalFunction(Sugared):
    """A function that exists only in compiled code.  ``frame`` is where it was defined, ``defaults`` are made there."""

    source: Captured
    signature: Signature
    frame: Frame
    defaults: dict[str, Sugared]
    is_local: bool = True

    def describe(self) -> str:
        return f"function '{self.source.name}'"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        known = {p.name for p in self.signature.parameters}
        given = {**{k: v for k, v in self.defaults.items() if k in known}, **kwargs}
        for p, _ in zip(self.signature.parameters, args):
            if p.name not in kwargs:
                given.pop(p.name, None)
        bound = calls.bind(e, self.source.name, self.signature, args, given)
        return inline(e, self.source, self.signature, bound, self.frame)


@expression_of(ast.Lambda)
def _lambda(e: Emitter, node: ast.Lambda, hint: Hint) -> Sugared:
    return _local_function(e, node, "<lambda>")


@statement_of(ast.FunctionDef)
def _definition(e: Emitter, node: ast.FunctionDef, rest: Rest) -> None:
    if node.decorator_list:
        raise e.error("a function inside a compiled function cannot have decorators", remedy="define it outside")
    e.env.set(node.name, _local_function(e, node, node.name))


def _local_function(e: Emitter, node: ast.FunctionDef | ast.Lambda, name: str) -> LocalFunction:
    """``def`` or ``lambda`` inside compiled code."""
    outer = e.frame.source
    source = Captured(node, outer.file, name, outer.scope, None, outer.line_offset)
    signature = signature_of(source)
    defaults: dict[str, Sugared] = {}
    for p in signature.parameters:
        if isinstance(p.default, ast.expr):
            defaults[p.name] = e.expression(p.default)
    plain = tuple(Parameter(p.name, p.kind, p.annotation, size=p.size, text=p.text) for p in signature.parameters)
    return LocalFunction(source, Signature(plain, signature.returns), e.frame, defaults)


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
    t: Type = function_cache.parameter_type(p)
    return SimpleValue(e.convert(item, t, f"argument '{p.name}' of {source.name}")) if t != NONE else item
