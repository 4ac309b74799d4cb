"""Functions defined inside compiled code (``def``, ``lambda``): written in place of each call.

Their free names are those of the function around, as they are when the call happens; that is what Python does, too.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from ...base.record import replace
from ..source.capture import Captured
from ..source.signature import Parameter, Signature, signature_of
from ..values.emitter import Emitter, Frame
from ..values.sugared import Sugared
from ..values.syntax import Hint, Rest, expression_of, statement_of
from .binding import bind
from .inlining import inline


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
        bound = bind(e, self.source.name, self.signature, args, given)
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
    source = replace(outer, tree=node, name=name, function=None, contexts=())
    signature = signature_of(source)
    defaults: dict[str, Sugared] = {}
    for p in signature.parameters:
        if isinstance(p.default, ast.expr):
            defaults[p.name] = e.expression(p.default)
    plain = tuple(Parameter(p.name, p.kind, p.annotation, size=p.size, node=p.node) for p in signature.parameters)
    return LocalFunction(source, Signature(plain, signature.returns), e.frame, defaults)
