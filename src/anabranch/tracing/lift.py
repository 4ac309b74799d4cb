"""Regions -> subgraphs: a fork's block becomes its body, a submodule's call becomes a method of the submodule.

A trace is recorded flat, each fork and submodule call being a node with one block.  Only when all of it is known can
one say what a region takes from outside and what others take from it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import TracingError
from ..ir.builder import Builder
from ..ir.clone import copy_node
from ..ir.equality import same_graph
from ..ir.graph import Block, Graph, Node, Value
from ..ir.graph_function import function_of
from ..ir.nominal import ClassType
from ..ir.overload_of import plain
from ..ir.types import TupleType
from .recorder import FORK_REGION, MODULE_REGION


def lift_regions(graph: Graph) -> None:
    """Turn every region of the trace into a graph of its own, inner ones first."""
    _lift_block(graph.block())


def _lift_block(block: Block) -> None:
    for node in list(block.nodes()):
        for inner in node.blocks():
            _lift_block(inner)
        if node.kind() == FORK_REGION:
            _lift_fork(node)
        elif node.kind() == MODULE_REGION:
            _lift_module(node)


def _lift_fork(node: Node) -> None:
    block = next(node.blocks())
    leaked = escaping(block)
    if leaked:
        place = next((f" ({v.node().span})" for v in leaked if v.node().span), "")
        raise TracingError(
            f"a value computed inside a forked function is used outside it{place}\n"
            "help: return it from the function and take it from wait(future)"
        )
    captures = free_values(block)
    body = extract(block, captures, list(block.outputs()))
    builder = Builder(node.owningGraph())
    with builder.at(node), builder.from_(node.span):
        future = builder.emit("prim::fork", captures, node.output().type(), {"Subgraph": ("g", body)})
    _replace(node, {node.output(): future})


def _lift_module(node: Node) -> None:
    block = next(node.blocks())
    self_value = node.inputsAt(0)
    t = self_value.type()
    assert isinstance(t, ClassType)
    results = escaping(block)
    captures = [self_value, *(v for v in free_values(block) if v is not self_value)]
    name = add_method(t, extract(block, captures, results))
    builder = Builder(node.owningGraph())
    builder.scope = node.scope
    with builder.at(node), builder.from_(node.span):
        types = [plain(v.type()) for v in results]
        result = types[0] if len(types) == 1 else TupleType(tuple(types))
        called = builder.call_method(self_value, name, captures[1:], result)
        parts = [called] if len(results) == 1 else builder.unpack_tuple(called) if results else []
    for part, old in zip(parts, results, strict=True):
        part.setType(plain(old.type()) if len(results) == 1 else old.type())
    _replace(node, dict(zip(results, parts, strict=True)))


def _replace(node: Node, replaced: dict[Value, Value]) -> None:
    """Redirect the uses outside the region, then drop the region; names move with the values."""
    block = next(node.blocks())
    named: list[tuple[Value, str]] = []
    for old, new in replaced.items():
        for user, offset in old.uses():
            if not is_inside(user, block):
                user.replaceInputAt(offset, new)
        if old.hasDebugName():
            named.append((new, old.debugName()))
    node.destroy()
    for new, name in named:
        new.setDebugName(name)


# -- what goes in and out of a block


def is_inside(node: Node, block: Block) -> bool:
    current: Block | None = node.owningBlock()
    while current is not None and current is not block:
        owner = current.owningNode()
        current = owner.owningBlock() if owner is not None else None
    return current is block


def escaping(block: Block) -> list[Value]:
    """The values of the block that are used outside it, in the order in which they are computed."""
    return [v for v in _defined(block) if any(not is_inside(use.user, block) for use in v.uses())]


def _defined(block: Block) -> Iterator[Value]:
    for node in block.walk():
        yield from node.outputs()


def free_values(block: Block) -> list[Value]:
    """The values from outside that the block uses, in the order of their first use."""
    users = [*block.walk(), block.returnNode()]
    used = dict.fromkeys(v for node in users for v in node.inputs())
    own = set(_defined(block))
    return [v for v in used if v not in own]


def extract(block: Block, captures: list[Value], results: list[Value]) -> Graph:
    """The block as a graph: captures become its inputs, and several results one tuple."""
    graph = Graph()
    values: dict[Value, Value] = {}
    for captured in captures:
        values[captured] = graph.addInput("", captured.type())
        if captured.hasDebugName():
            values[captured].setDebugName(captured.debugName())
    if captures and isinstance(captures[0].type(), ClassType):
        values[captures[0]].setDebugName("self")
    for node in block.nodes():
        graph.block().append(copy_node(node, graph, values))
    graph.registerOutput(_one_result(graph, [values[v] for v in results]))
    return graph


def _one_result(graph: Graph, results: list[Value]) -> Value:
    if len(results) == 1:
        return results[0]
    builder = Builder(graph)
    return builder.tuple_(results) if results else builder.tuple_([])


# -- methods


def add_method(t: ClassType, graph: Graph) -> str:
    """The name of the submodule's method with this graph: ``forward``, ``forward1`` … as its calls differ."""
    number = 0
    while True:
        name = f"forward{number or ''}"
        known = t.methods.get(name)
        if known is None:
            t.methods[name] = function_of(f"{t.name}.{name}", graph)
            return name
        if same_graph(known.graph, graph):
            return name
        number += 1
