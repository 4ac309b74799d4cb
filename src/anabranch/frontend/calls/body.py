"""Writing one function's graph: parameters, body, result, and the tidying that torch.jit does before it shows a graph."""

from __future__ import annotations

from ...lang.nominal import ClassType
from ...lang.types import Type
from ...passes.pipelines import canonicalize
from ..lowering import contexts, control_flow, returns
from ..values.emitter import Emitter
from ..values.environment import RETURN_VALUE
from ..values.keywords import PassedKeywords
from ..values.needs_return_type import NeedsReturnType
from ..values.sugared import SimpleValue
from ..values.syntax import Status
from .compilation import Compilation, Entry


def write(compilation: Compilation, entry: Entry, *, probing: bool = False) -> Type:
    """Write the graph of ``entry``; returns the type of its result."""
    e = Emitter(compilation, entry.source)
    entry.emitter = e
    e.frame.declared = entry.declared
    with e.at(entry.source.tree):
        _parameters(e, entry)
        before, behind = contexts.decorated(entry.source.contexts)
        status = control_flow.block(e, [*before, *entry.source.body, *behind, returns.implicit_return])
        if status is Status.RAISES and probing and e.frame.merged is None:
            raise NeedsReturnType(entry)
        if status is Status.RAISES and entry.dropped_path and e.frame.merged is None:
            raise NeedsReturnType(next(x for x in compilation.stack if x.is_probing))
        result = _result(e, status)
    canonicalize(e.builder.graph, e.literals, result)
    if not probing:
        entry.function.graph = e.builder.graph
    return result


def _parameters(e: Emitter, entry: Entry) -> None:
    for i, ((name, t), argument) in enumerate(zip(entry.parameters, entry.function.schema.arguments, strict=True)):
        value = e.builder.graph.addInput("", t)
        shown = argument.name
        value.setDebugName(shown if i == 0 and isinstance(t, ClassType) else f"{shown}.1")  # as torch.jit names ``self``
        e.env.set(name, SimpleValue(value))
        if i == 0:
            e.frame.first_parameter = name
    for name, item in entry.fixed.items():
        e.env.set(name, item.within(e.env.vars) if isinstance(item, PassedKeywords) else item)


def _result(e: Emitter, status: Status) -> Type:
    """Register what the function returns."""
    t = control_flow.finish_returns(e)
    if status is Status.RAISES:
        e.builder.graph.registerOutput(e.builder.emit("prim::Uninitialized", [], t))
    else:
        e.builder.graph.registerOutput(e.env.vars[RETURN_VALUE].as_value(e))
    return t
