"""Calls replaced by what they call: ``inlined_graph``.

Bodies of forks stay as they are, as in torch.jit; so do calls through an interface, calls of what has no graph yet, and
recursive calls.
"""

from __future__ import annotations

from ..ir.clone import copy_graph, copy_into
from ..ir.function import Function
from ..ir.graph import Graph, Node
from ..lang.nominal import ClassType
from ..lang.types import FunctionType
from .context import PassContext
from .drop_dead_constants import drop_dead_constants


def inlined(function: Function) -> Graph:
    """A copy of the function's graph with every call replaced by what it calls."""
    graph = copy_graph(function.graph)
    inline_calls(graph, (function,))
    return graph


def inline_calls(graph: Graph, inside: tuple[Function, ...] = ()) -> None:
    """Inline in place; ``inside`` are the functions whose bodies are not to be inlined again."""
    _inline_block(list(graph.walk()), inside)
    drop_dead_constants(graph, PassContext())


def _inline_block(nodes: list[Node], inside: tuple[Function, ...]) -> None:
    for node in nodes:
        callee = called_function(node)
        if callee is not None and callee.is_defined and callee not in inside:
            _inline_block(_replace(node, callee), (*inside, callee))


def called_function(node: Node) -> Function | None:
    """The function that a call node calls, where that is known."""
    if node.kind() == "prim::CallFunction":
        t = node.inputsAt(0).type()
        return t.function if isinstance(t, FunctionType) else None
    if node.kind() == "prim::CallMethod":
        t = node.inputsAt(0).type()
        return t.methods.get(node.s("name")) if isinstance(t, ClassType) else None
    return None


def _replace(call: Node, callee: Function) -> list[Node]:
    """Write the body in place of the call; returns the nodes written."""
    arguments = list(call.inputs())[1 if call.kind() == "prim::CallFunction" else 0 :]
    previous = call.prev()
    first_of_block = call.owningBlock()
    results = copy_into(callee.graph, call, arguments)
    call.output().replaceAllUsesWith(results[0])
    name = call.output().debugName() if call.output().hasDebugName() else ""
    written = _between(previous, call, next(first_of_block.nodes()))
    call.destroy()
    if name and not results[0].hasDebugName():
        results[0].setDebugName(name)
    return written


def _between(previous: Node | None, end: Node, first: Node) -> list[Node]:
    found: list[Node] = []
    node = previous.next() if previous is not None else first
    while node is not None and node is not end:
        found.append(node)
        found += [inner for block in node.blocks() for inner in block.walk()]
        node = node.next()
    return found
