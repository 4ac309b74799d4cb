"""What a node does besides giving its results.  Non-goal: which memory it writes (``aliasing``)."""

from __future__ import annotations

from ..ir.graph import Node
from ..ops import Effects, operators

_PURE = frozenset(
    "prim::Constant prim::GetAttr prim::ListConstruct prim::TupleConstruct prim::DictConstruct prim::TupleUnpack "
    "prim::TupleIndex prim::TupleSlice prim::Uninitialized prim::unchecked_cast prim::NumToTensor prim::device prim::dtype "
    "prim::layout".split()
)
_ANYTHING = Effects.RAISES | Effects.RANDOM | Effects.READS_STATE | Effects.WRITES_STATE | Effects.WRITES | Effects.CALLS


def effects_of(node: Node) -> Effects:
    """Of the node itself, not of what its blocks and bodies hold."""
    if node.kind() in _PURE:
        return Effects.PURE
    if node.op is None:
        return Effects.PURE if node.kind() in ("prim::If", "prim::Loop") else _ANYTHING
    return operators.effects_of(node.op)


def has_effects(node: Node) -> bool:
    """Whether leaving the node out, unused, could be noticed: by an error that does not come, too."""
    if node.kind() == "prim::Loop" and not _is_for(node):
        return True  # it might not end
    return bool(effects_of(node)) or any(has_effects(n) for block in node.blocks() for n in block.nodes())


def _is_for(node: Node) -> bool:
    """Goes a number of rounds, or fewer."""
    trips = node.inputsAt(0).toIValue()
    return trips is None or trips < 2**31
