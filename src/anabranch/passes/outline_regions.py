"""Regions of a trace -> graphs: a fork's block becomes its body, a submodule's call becomes a method of the submodule.

A trace is recorded flat, each fork and submodule call being a node with one block.  Only when all of it is known can
one say what a region takes from outside and what others take from it.
"""

from __future__ import annotations

from ..base.errors import TracingError
from ..ir.builder import Builder
from ..ir.equality import same_graph
from ..ir.graph import Block, Graph, Node, Value
from ..ir.graph_function import function_of
from ..ir.kinds import FORK_REGION, MODULE_REGION
from ..lang.nominal import ClassType
from ..lang.tensor_types import plain
from ..lang.types import TupleType
from .context import PassContext
from .outline import free_values, is_inside, outline


def outline_regions(graph: Graph, context: PassContext) -> int:
    """Every region becomes a graph of its own, inner ones first."""
    return _in_block(graph.block())


def _in_block(block: Block) -> int:
    changed = 0
    for node in list(block.nodes()):
        changed += sum(_in_block(inner) for inner in node.blocks())
        if node.kind() == FORK_REGION:
            _outline_fork(node)
            changed += 1
        elif node.kind() == MODULE_REGION:
            _outline_call(node)
            changed += 1
    return changed


def _outline_fork(node: Node) -> None:
    block = next(node.blocks())
    leaked = escaping(block)
    if leaked:
        place = next((f" ({v.node().span})" for v in leaked if v.node().span), "")
        raise TracingError(
            f"a value computed inside a forked function is used outside it{place}\n"
            "help: return it from the function and take it from wait(future)"
        )
    captures = free_values(block)
    body, _ = outline(block, captures, list(block.outputs()))
    _name_self(body)
    builder = Builder(node.owningGraph())
    with builder.at(node), builder.from_(node.span):
        future = builder.fork(body, captures).setType(node.output().type())
    _replace(node, {node.output(): future})


def _outline_call(node: Node) -> None:
    block = next(node.blocks())
    self_value = node.inputsAt(0)
    t = self_value.type()
    assert isinstance(t, ClassType)
    results = escaping(block)
    captures = [self_value, *(v for v in free_values(block) if v is not self_value)]
    body, _ = outline(block, captures, results)
    _name_self(body)
    name = add_method(t, body)
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


def _name_self(body: Graph) -> None:
    first = next(body.inputs(), None)
    if first is not None and isinstance(first.type(), ClassType):
        first.setDebugName("self")


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


def escaping(block: Block) -> list[Value]:
    """The values of the block that are used outside it, in the order in which they are computed."""
    values = (v for node in block.walk() for v in node.outputs())
    return [v for v in values if any(not is_inside(use.user, block) for use in v.uses())]


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
