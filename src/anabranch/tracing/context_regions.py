"""Operators that ran in another grad or inference mode than the trace began in, put between prim::Enter and prim::Exit."""

from __future__ import annotations

from ..ir.builder import Builder
from ..ir.graph import Block, Graph, Node, Value
from ..ir.nominal import ClassType
from ..ir.types import NONE
from .context_state import MARK

GRAD_MODES = "__torch__.torch.autograd.grad_mode."
_types: dict[str, ClassType] = {}


def guard_contexts(graph: Graph) -> None:
    """Write the guards, in every block of the trace."""
    _guard_block(Builder(graph), graph.block())


def _guard_block(builder: Builder, block: Block) -> None:
    entered: tuple[str, Value] | None = None
    last: Node | None = None
    for node in [*block.nodes(), block.returnNode()]:
        mark = node.attributes.pop(MARK).value if node.hasAttribute(MARK) else ""
        if entered and mark != entered[0] and not _is_neutral(node):
            assert last is not None and (after := last.next()) is not None
            _exit(builder, after, entered[1])
            entered = None
        if mark and not entered:
            entered = mark, _enter(builder, node, mark)
        if mark:
            last = node
        for inner in node.blocks():
            _guard_block(builder, inner)


def _is_neutral(node: Node) -> bool:
    """Whether the node may stand inside a guard that it was not recorded in."""
    return node.kind() in ("prim::Constant", "prim::ListConstruct", "prim::ListUnpack", "prim::GetAttr", "aten::size")


def _enter(builder: Builder, before: Node, name: str) -> Value:
    with builder.at(before), builder.from_(before.span):
        context = builder.emit("prim::CreateObject", [], context_type(name))
        arguments = [builder.constant(True)] if name == "inference_mode" else []
        builder.call_method(context, "__init__", arguments, NONE)
        builder.emit("prim::Enter", [context], NONE)
    return context


def _exit(builder: Builder, before: Node, context: Value) -> None:
    with builder.at(before):
        builder.emit("prim::Exit", [context], NONE)


def context_type(name: str) -> ClassType:
    """The type of a guard that every backend knows by its name."""
    qualified = GRAD_MODES + name
    return _types.setdefault(qualified, ClassType(qualified))
