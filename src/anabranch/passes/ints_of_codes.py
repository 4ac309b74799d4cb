"""What the compiler knew of ints that stand for dtypes and the like is dropped: graphs have ints, as torch.jit's."""

from __future__ import annotations

from ..ir.graph import Block, Graph, Node
from ..ir.node import Value
from ..lang import codes
from ..lang.codes import as_ints
from ..lang.types import ANY, CodeType, SimpleType, Type
from .context import PassContext


def ints_of_codes(graph: Graph, context: PassContext) -> int:
    changed = _block(graph.block())
    return changed + sum(_node(node) for node in graph.walk())


def _node(node: Node) -> int:
    tested = node.attributes.get("types")
    if tested is not None:
        tested.value = [_tested(t, node.input().type()) for t in tested.value]
    changed = sum(map(_value, node._outputs))
    return changed + sum(map(_block, node._blocks)) if node._blocks else changed


def _tested(t: Type, of: Type) -> Type:
    """A type that values of ``of`` are asked for, as they have it."""
    is_object = codes.holds_objects(of) and isinstance(t, CodeType)
    return t if of == ANY or is_object else as_ints(t)


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
