"""What the compiler knew of ints that stand for dtypes and the like is dropped: graphs have ints, as torch.jit's."""

from __future__ import annotations

from ..ir.graph import Block, Graph, Node
from ..ir.node import Value
from ..lang.codes import as_ints
from ..lang.types import SimpleType
from .context import PassContext


def ints_of_codes(graph: Graph, context: PassContext) -> int:
    changed = _block(graph.block())
    return changed + sum(_node(node) for node in graph.walk())


def _node(node: Node) -> int:
    tested = node.attributes.get("types")
    if tested is not None:
        tested.value = [as_ints(t) for t in tested.value]
    changed = sum(map(_value, node._outputs))
    return changed + sum(map(_block, node._blocks)) if node._blocks else changed


def _block(block: Block) -> int:
    return sum(map(_value, block.inputs()))


def _value(value: Value) -> int:
    t = value.type()
    if type(t) is SimpleType:
        return 0
    found = as_ints(t)
    if found is t:
        return 0
    value.setType(found)
    return 1
