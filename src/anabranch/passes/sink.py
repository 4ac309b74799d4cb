"""A node moved to where its result is used: it may stand before a condition that rules its value out."""

from __future__ import annotations

from ..ir.graph import Block, Node


def sink(node: Node) -> None:
    """Into the innermost block that has all uses, before the first of them."""
    users = [user for user, _ in node.output().uses()]
    paths = [_path(user) for user in users]
    place, before = node.owningBlock(), None
    for step in zip(*(path[_depth(path, place) :] for path in paths)):
        if len({block for block, _ in step}) > 1:
            break
        place = step[0][0]
        inside = {n for _, n in step}
        before = next((n for n in place.nodes() if n in inside), place.returnNode())
    if before is not None and place is not node.owningBlock():
        node.moveBefore(before)


def _path(node: Node) -> list[tuple[Block, Node]]:
    """The blocks that a node is in, the outermost first, and what of each it is in."""
    path: list[tuple[Block, Node]] = []
    current: Node | None = node
    while current is not None:
        block = current.owningBlock()
        path.append((block, current))
        current = block.owningNode()
    return path[::-1]


def _depth(path: list[tuple[Block, Node]], block: Block) -> int:
    return next(i for i, (b, _) in enumerate(path) if b is block)
