"""A list that is made, appended to and then used once is made where it is used, of all its items."""

from __future__ import annotations

from ..ir.builder import Builder
from ..ir.graph import Block, Graph, Node
from ..text.printer import walk_all
from .context import PassContext


def gather_appends(graph: Graph, context: PassContext) -> int:
    lists = [node for node in walk_all(graph) if node.kind() == "prim::ListConstruct"]
    return sum(_gather(node) for node in lists if any(use.user.kind() == "aten::append" for use in node.output()._uses))


def _gather(made: Node) -> bool:
    users = _in_order(made.owningBlock(), {use.user for use in made.output()._uses})
    if users is None or len(users) != len(made.output()._uses):
        return False
    *appends, last = users
    if not all(_appends_only(node, made) for node in appends) or last.kind() == "aten::append":
        return False
    builder = Builder(made.owningGraph())
    with builder.at(last), builder.from_(made.span):
        items = [*made.inputs(), *(node.inputsAt(1) for node in appends)]
        gathered = builder.emit(made.kind(), items, made.output().type())
    for i, value in enumerate(list(last.inputs())):
        if value is made.output():
            last.replaceInputAt(i, gathered)
    for node in (*appends, made):
        node.destroy()
    return True


def _in_order(block: Block, users: set[Node]) -> list[Node] | None:
    """None where one stands in another block: it may run several times, or not at all."""
    found = [node for node in (*block.nodes(), block.returnNode()) if node in users]
    return found if len(found) == len(users) else None


def _appends_only(node: Node, made: Node) -> bool:
    return node.kind() == "aten::append" and node.inputsAt(0) is made.output() and not node.output()._uses
