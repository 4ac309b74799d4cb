"""``fork(callee, ...)`` -> ``prim::fork``: the call is written aside, then outlined into a graph of its own.

What the call reads from outside becomes the fork's inputs, in the order of use; the arguments themselves are computed
before the fork.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...ir.graph import Graph, Value
from ...lang.nominal import ClassType, InterfaceType
from ...lang.types import FunctionType, Type
from ...passes.outline import free_values, is_inside, outline
from ...passes.pipelines import canonicalize
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue, Sugared


def fork(e: Emitter, callee: Sugared, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
    """Start a call as a task; gives its future."""
    if isinstance(callee, SimpleValue) and not isinstance(callee.type(), FunctionType | ClassType | InterfaceType):
        message = "fork cannot call a value: it expects a function or a module"
        raise e.error(message, got=f"a value of type {callee.type()}", remedy="fork(f, x), not fork(f(x))")
    given = [_settled(e, a) for a in args]
    named = {k: _settled(e, a) for k, a in kwargs.items()}
    return SimpleValue(e.builder.fork(*outlined(e, callee, given, named)))


def outlined(
    e: Emitter, callee: Sugared, given: Sequence[Sugared], named: Mapping[str, Sugared]
) -> tuple[Graph, list[Value], Type]:
    """A call as a graph of its own, the values from outside that are its inputs, and what it gives; nothing is written here."""
    aside = e.builder.node("prim::Closure")
    block = aside.addBlock()
    env = e.env
    e.env = env.branch()
    with e.builder.at(block):
        result = callee.call(e, given, named).as_value(e)
        block.registerOutput(result)
    e.env = env
    captures = free_values(block)
    subgraph, values = outline(block, captures, [result])
    inside = [v for v in e.literals if is_inside(v.node(), block)]
    e.literals = [v for v in e.literals if v not in inside]
    aside.destroy()
    canonicalize(subgraph, [values[v] for v in inside])
    return subgraph, captures, result.type()


def result_type(e: Emitter, callee: Sugared, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Type:
    """What a call gives; nothing of it is written."""
    aside = e.builder.node("prim::Closure")
    block = aside.addBlock()
    env, literals = e.env, list(e.literals)
    e.env = env.branch()
    with e.builder.at(block):
        found: Type = callee.call(e, args, kwargs).as_value(e).type()
    e.env, e.literals = env, literals
    aside.destroy()
    return found


def _settled(e: Emitter, item: Sugared) -> Sugared:
    """An argument, computed here and not in the task."""
    return SimpleValue(item.as_value(e)) if item.type() is not None else item
