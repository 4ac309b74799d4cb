"""A block -> a graph of its own: what it reads from outside becomes the graph's inputs, in the order of first use.

The one way in which a fork gets its body and a traced call its method.  Non-goal: what takes the block's place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..ir.builder import Builder
from ..ir.clone import ValueMap, copy_node
from ..ir.graph import Block, Graph, Node, Value


def outline(block: Block, captures: Sequence[Value], results: Sequence[Value]) -> tuple[Graph, ValueMap]:
    """A copy of the block over ``captures`` that gives ``results`` (several: as one tuple), and its values by the block's."""
    graph = Graph()
    values: ValueMap = {}
    for captured in captures:
        values[captured] = graph.addInput("", captured.type())
        if captured.hasDebugName() and captured.node().kind() != "prim::Constant":
            values[captured].setDebugName(captured.debugName())
    for node in block.nodes():
        graph.block().append(copy_node(node, graph, values))
    found = [values[v] for v in results]
    graph.registerOutput(found[0] if len(found) == 1 else Builder(graph).tuple_(found))
    return graph, values


def free_values(block: Block) -> list[Value]:
    """The values from outside that the block uses, in the order of their first use."""
    own = {*block.inputs(), *(v for node in block.walk() for v in _defined(node))}
    return [v for v in dict.fromkeys(_used(block)) if v not in own]


def is_inside(node: Node, block: Block) -> bool:
    current = node._block
    while current is not None and current is not block:
        owner = current.owningNode()
        current = owner._block if owner is not None else None
    return current is block


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
