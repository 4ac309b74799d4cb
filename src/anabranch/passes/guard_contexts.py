"""Operators that ran in another grad or autocast mode than the trace began in, put between Enter and Exit."""

from __future__ import annotations

from typing import Any

from ..base.record import Record
from ..ir.builder import Builder
from ..ir.graph import Block, Graph, Node, Value
from ..ir.kinds import GUARDS
from ..lang.nominal import ClassType
from ..lang.types import NONE
from .context import PassContext


class Guard(Record, frozen=True):
    """A built-in context manager and the arguments it is made with."""

    type_name: str
    arguments: tuple[Any, ...] = ()


Guards = tuple[Guard, ...]
_types: dict[str, ClassType] = {}


def guard_contexts(graph: Graph, context: PassContext) -> int:
    """Write the guards, in every block of the trace."""
    return _guard_block(Builder(graph), graph.block())


def _guard_block(builder: Builder, block: Block) -> int:
    written = 0
    inside: Guards = ()
    entered: list[Value] = []
    last: Node | None = None
    for node in [*block.nodes(), block.returnNode()]:
        guards: Guards = node.attributes.pop(GUARDS).value if node.hasAttribute(GUARDS) else ()
        if inside and guards != inside and not _is_neutral(node):
            assert last is not None
            _exit(builder, last, entered)
            inside = ()
        if guards and not inside:
            inside, entered = guards, [_enter(builder, node, guard) for guard in guards]
            written += len(guards)
        if guards:
            last = node
        written += sum(_guard_block(builder, inner) for inner in node.blocks())
    return written


def _is_neutral(node: Node) -> bool:
    """Whether the node may stand inside a guard that it was not recorded in."""
    return node.kind() in ("prim::Constant", "prim::ListConstruct", "prim::ListUnpack", "prim::GetAttr", "aten::size")


def _enter(builder: Builder, before: Node, guard: Guard) -> Value:
    with builder.at(before), builder.from_(before.span):
        context = builder.emit("prim::CreateObject", [], context_type(guard.type_name))
        builder.call_method(context, "__init__", [builder.constant(a) for a in guard.arguments], NONE)
        builder.emit("prim::Enter", [context], NONE)
    return context


def _exit(builder: Builder, last: Node, entered: list[Value]) -> None:
    following = last.next()
    assert following is not None
    with builder.at(following), builder.from_(last.span):
        for context in reversed(entered):
            builder.emit("prim::Exit", [context], NONE)


def context_type(qualified: str) -> ClassType:
    """The type of a guard that every backend knows by its name."""
    return _types.setdefault(qualified, ClassType(qualified))
