"""``fork(callee, ...)`` -> ``prim::fork``: the call is written aside, then lifted into a graph of its own.

What the call reads from outside becomes the fork's inputs, in the order of use; the arguments themselves are computed
before the fork.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ..ir.clone import copy_node
from ..ir.graph import Block, Graph, Node, Value
from ..ir.nominal import ClassType, InterfaceType
from ..ir.types import FunctionType
from . import tidy
from .sugared import SimpleValue, Sugared

if TYPE_CHECKING:
    from .emitter import Emitter


def fork(e: Emitter, callee: Sugared, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
    """Start a call as a task; gives its future."""
    if isinstance(callee, SimpleValue) and not isinstance(callee.type(), FunctionType | ClassType | InterfaceType):
        raise e.error(
            "fork expects a function or a module", got=f"a value of type {callee.type()}", remedy="fork(f, x), not fork(f(x))"
        )
    given = [_settled(e, a) for a in args]
    named = {k: _settled(e, a) for k, a in kwargs.items()}
    aside = e.builder.node("prim::Closure")
    block = aside.addBlock()
    env = e.env
    e.env = env.branch()
    with e.builder.at(block):
        result = callee.call(e, given, named).as_value(e)
        block.registerOutput(result)
    e.env = env
    subgraph, captures, literals = lift(block, e.literals)
    e.literals = [v for v in e.literals if not _stands_in(v.node(), block)]
    aside.destroy()
    tidy.tidy_graph(subgraph, literals)
    return SimpleValue(e.builder.fork(subgraph, captures))


def _settled(e: Emitter, item: Sugared) -> Sugared:
    """An argument, computed here and not in the task."""
    return SimpleValue(item.as_value(e)) if item.type() is not None else item


def _stands_in(node: Node, block: Block) -> bool:
    place: Block | None = node._block
    while place is not None and place is not block:
        owner = place.owningNode()
        place = owner._block if owner is not None else None
    return place is block


def lift(block: Block, literals: Sequence[Value]) -> tuple[Graph, list[Value], list[Value]]:
    """A block as a graph: what it reads from outside become its inputs.  Also gives the literals, mapped."""
    graph = Graph()
    inside = {v for node in block.walk() for v in _defined(node)}
    captures: list[Value] = []
    mapped: dict[Value, Value] = {}
    for value in _used(block):
        if value in inside or value in mapped:
            continue
        captures.append(value)
        mapped[value] = graph.addInput("", value.type())
        if value.hasDebugName() and value.node().kind() != "prim::Constant":
            mapped[value].setDebugName(value.debugName())
    for node in block.nodes():
        graph.block().append(copy_node(node, graph, mapped))
    for value in block.outputs():
        graph.registerOutput(mapped[value])
    return graph, captures, [mapped[v] for v in literals if v in inside]


def _defined(node: Node) -> Iterator[Value]:
    yield from node.outputs()
    for block in node.blocks():
        yield from block.inputs()


def _used(block: Block) -> Iterator[Value]:
    for node in block.nodes():
        yield from node.inputs()
        for inner in node.blocks():
            yield from _used(inner)
    yield from block.outputs()

