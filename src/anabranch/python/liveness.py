"""Questions about a graph that decide which variables its text needs."""

from __future__ import annotations

from ..ir.graph import Block, Node, Value
from ..lang.types import TensorType, Type


def same_type(a: Type, b: Type) -> bool:
    """Whether the source cannot tell them apart: traces know more of their tensors."""
    return a == b or isinstance(a, TensorType) and isinstance(b, TensorType)


def raises(block: Block) -> bool:
    """Whether the end of a block is never reached."""
    last = block.returnNode().prev()
    while last is not None and last.kind() in ("prim::Constant", "prim::Uninitialized"):
        last = last.prev()
    if last is None:
        return False
    if last.kind() == "prim::RaiseException":
        return True
    return last.kind() == "prim::If" and all(map(raises, last.blocks()))


def stem_of(value: Value) -> str:
    """What the source called it; empty for a value without a name."""
    name = value.debugName().partition(".")[0] if value.hasDebugName() else ""
    return name if not name.strip("_").isdigit() else ""


def is_named(value: Value) -> bool:
    """Whether the source gave it a name of its own."""
    return bool(stem_of(value)) and value.node().kind() != "prim::GetAttr"


def is_dead_behind(value: Value, node: Node, may_be_inside: bool) -> bool:
    """Whether nothing behind ``node`` in its block uses the value, nor what is a cast of it."""
    for use in value.uses():
        user: Node | None = use.user
        direct = user is node
        while user is not None and user._block is not node._block:
            owner = user._block
            user = owner.owningNode() if owner is not None else None
        if user is None:  # around the block
            continue
        if user is node and not (direct or may_be_inside) or user is not node and not user.isBefore(node):
            return False
        if use.user.kind() == "prim::unchecked_cast" and not _cast_is_dead(use.user, node, may_be_inside):
            return False
    return True


def _cast_is_dead(cast: Node, node: Node, may_be_inside: bool) -> bool:
    if cast._block is not node._block:
        return may_be_inside
    return is_dead_behind(cast.output(), node, may_be_inside)


