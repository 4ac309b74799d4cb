"""Copies of graphs and of stretches of them."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping

from . import graph as graphs
from .graph import Block, Graph, Node, NodeAttribute, Value

ValueMap = MutableMapping[Value, Value]


@graphs.copy_graph.is_given
def copy_graph(graph: Graph) -> Graph:
    """The same graph anew; fork bodies are copied, functions and tensors shared.  Value names and numbers stay."""
    copy = Graph()
    values: ValueMap = {}
    copy_block(graph.block(), copy.block(), values)
    for old, new in values.items():
        new.unique_id = old.unique_id
    copy._next_id = graph._next_id
    copy._suffixes = dict(graph._suffixes)
    return copy


def copy_block(block: Block, target: Block, values: ValueMap) -> None:
    """Fill an empty block; ``values`` maps what was defined outside and grows by what is defined here."""
    for old in block.inputs():
        _take_after(old, target.addInputToBlock(old.type()), values)
    for node in block.nodes():
        target.append(copy_node(node, target._graph, values))
    for old in block.outputs():
        target.registerOutput(values[old])


def copy_node(node: Node, graph: Graph, values: ValueMap) -> Node:
    """A copy that stands nowhere yet, its inputs read through ``values``."""
    copy = graph.create(node.kind(), [values[v] for v in node.inputs()], op=node.op, span=node.span)
    copy.scope = node.scope
    for name, attribute in node.attributes.items():
        copy.attributes[name] = _copy_attribute(attribute)
    for old in node.outputs():
        _take_after(old, copy.addOutput(old.type()), values)
    for block in node.blocks():
        copy_block(block, copy.addBlock(), values)
    return copy


def copy_into(graph: Graph, before: Node, arguments: Iterable[Value]) -> list[Value]:
    """Write the graph's nodes before a node, its inputs standing for ``arguments``; returns its results."""
    values: ValueMap = dict(zip(graph.inputs(), arguments, strict=True))
    target = before.owningGraph()
    for node in graph.nodes():
        copy = copy_node(node, target, values)
        copy.insertBefore(before)
    return [values[v] for v in graph.outputs()]


def _copy_attribute(attribute: NodeAttribute) -> NodeAttribute:
    value = attribute.value
    if attribute.kind == "g":
        value = copy_graph(value)
    elif isinstance(value, list):
        value = list(value)
    return NodeAttribute(attribute.kind, value)


def _take_after(old: Value, new: Value, values: ValueMap) -> None:
    values[old] = new
    if old.hasDebugName():
        new.setDebugName(old.debugName())
