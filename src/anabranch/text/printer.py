"""``Graph`` -> text, in TorchScript's layout.

A graph prints with the bodies of its forks after it, in ``with prim::fork_0 = graph(...)`` sections, numbered over
the whole text.  Tensor constants that the text shortens carry a number; ``tensor_constants`` holds their values.
Non-goals: how a constant is spelled (``value_text``), reading (``parser``), declarations of types (``declarations``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..base.source import Span
from ..ir import graph as graphs
from ..ir import node as nodes
from ..ir.function import Function
from ..ir.graph import Block, Graph, Node, NodeAttribute, Value
from ..ir.literals import is_plain, may_be_wrapped, scalar_text
from ..lang.nominal import EnumType
from ..lang.schema import Schema
from ..lang.types import NONE, FunctionType, Type
from ..lang.value_text import complex_text, float_text, string_text, value_text
from ..overloads.overload_of import overload_of
from .tensor_text import tensor_text

PICTURE = "picture"  # the attribute (py) that keeps what a foreign text showed of a tensor


@graphs.graph_text.is_given
def graph_text(graph: Graph, with_places: bool = True) -> str:
    return Printer(with_places).text(graph)


@nodes.node_text.is_given
def node_text(node: Node) -> str:
    """One node (with its blocks), as its graph prints it."""
    printer = Printer(True)
    printer.node(node, "")
    return "\n".join(printer.lines)


def walk_all(graph: Graph) -> Iterator[Node]:
    """Every node in the order of the text: a graph's own, then the bodies of its forks."""
    bodies: list[Graph] = []
    for node in graph.walk():
        yield node
        bodies += [body for _, body in node.subgraphs()]
    for body in bodies:
        yield from walk_all(body)


def is_payload(node: Node, attribute: NodeAttribute) -> bool:
    """Whether the attribute is a tensor that its text does not give back."""
    return attribute.kind == "t" and not is_plain(attribute.value, _constant_type(node) or NONE)


def _constant_type(node: Node) -> Type | None:
    return node.output().type() if node.outputsSize() == 1 else None


class FunctionNames:
    """What a text calls functions: by the last part of their names, with a number where another one has it."""

    def __init__(self) -> None:
        self.given: dict[Function, str] = {}

    def of(self, function: Function) -> str:
        if function not in self.given:
            last = function.name
            same = sum(other.name == last for other in self.given)
            self.given[function] = f"{last}.{same}" if same else last
        return self.given[function]


class Printer:
    """Writes lines; knows which forks' bodies are still to be printed, which payloads were shown, what functions are called.

    One printer writes the graphs of one text.  Archives spell types and places in their own way (``exact``).
    """

    def __init__(self, with_places: bool) -> None:
        self.with_places = with_places
        self.lines: list[str] = []
        self.forks = 0
        self.payloads: list[Any] = []
        self.bodies: list[tuple[str, Graph]] = []
        self.functions = FunctionNames()

    def text(self, graph: Graph) -> str:
        self.lines, self.forks = [], 0
        self.graph(graph, "")
        return "\n".join(self.lines) + "\n"

    def graph(self, graph: Graph, head: str) -> None:
        outer, self.bodies = self.bodies, []
        parameters = ",\n      ".join(map(self.typed, graph.inputs()))
        self.lines.append(f"{head}graph({parameters}):")
        for node in graph.nodes():
            self.node(node, "  ")
        self.lines.append(f"  return ({names(graph.outputs())})")
        for name, body in self.bodies:
            self.graph(body, f"with {name} = ")
        self.bodies = outer

    def node(self, node: Node, indent: str) -> None:
        outputs = ", ".join(map(self.typed, node.outputs()))
        self.lines.append(f"{indent}{outputs} = {self.head(node)}({names(node.inputs())}){self.tail(node)}")
        for number, block in enumerate(node.blocks()):
            self.block(block, number, indent + "  ")

    def block(self, block: Block, number: int, indent: str) -> None:
        parameters = ", ".join(map(self.typed, block.inputs()))
        self.lines.append(f"{indent}block{number}({parameters}):")
        for node in block.nodes():
            self.node(node, indent + "  ")
        self.lines.append(f"{indent}  -> ({names(block.outputs())})")

    def head(self, node: Node) -> str:
        """Kind and attributes; a fork's kind carries the number of its body."""
        kind = node.kind()
        if kind == "prim::PythonOp":
            return f"^{node.attributes['name'].value}"
        body = node.attributes.get("Subgraph")
        if body is not None:
            kind = f"{kind}_{self.forks}"
            self.forks += 1
            self.bodies.append((kind, body.value))
        elif node.op is not None and self.overload(node) != node.op:
            kind = f"{kind}.{node.op.overload or 'default'}"
        shown = ", ".join(self.attributes(node)) if node.attributes else ""
        return f"{kind}[{shown}]" if shown else kind

    def overload(self, node: Node) -> Schema | None:
        """The overload that a reader of the text finds; where it is another, the text says which it is."""
        return overload_of(node.kind(), [v.type() for v in node.inputs()], [v.type() for v in node.outputs()])

    def attributes(self, node: Node) -> Iterator[str]:
        for name, attribute in node.attributes.items():
            if name == PICTURE:
                yield f"value={attribute.value}"
            if attribute.kind in ("py", "g") or name == "wrapped":
                continue
            if name == "name" and isinstance(t := _constant_type(node), FunctionType):
                yield f"name={string_text(self.functions.of(t.function))}"
            elif attribute.kind == "t":
                yield from self.tensor(node, name, attribute)
            else:
                yield f"{name}={self.attribute_text(node, attribute)}"

    def tensor(self, node: Node, name: str, attribute: NodeAttribute) -> Iterator[str]:
        if is_payload(node, attribute):
            yield f"{name}={tensor_text(attribute.value)}"
            yield f"payload={len(self.payloads)}"
            self.payloads.append(attribute.value)
            return
        yield f"{name}={{{scalar_text(attribute.value)}}}"
        wrapped = node.hasAttribute("wrapped")
        if wrapped != may_be_wrapped(attribute.value, node.output().type()):
            yield f"wrapped={int(wrapped)}"

    def tail(self, node: Node) -> str:
        scope = f", scope: {node.scope}" if node.scope else ""
        return f"{scope} #{self.place_text(node.span)}" if node.span and self.with_places else scope

    def typed(self, value: Value) -> str:
        return f"%{value.debugName()} : {self.type_text(value.type())}"

    def attribute_text(self, node: Node, attribute: NodeAttribute) -> str:
        kind, value = attribute.kind, attribute.value
        if kind.endswith("s") and kind != "s":
            return f"[{', '.join(self.attribute_text(node, NodeAttribute(kind[:-1], v)) for v in value)}]"
        if kind == "i":
            return str(int(value))
        if kind == "ty":
            return self.type_text(value)
        if kind == "ival":
            return self.constant_text(value, _constant_type(node))
        return _SPELLINGS.get(kind, value_text)(value)

    # -- what archives spell in another way

    def type_text(self, t: Type) -> str:
        return t.str()

    def place_text(self, span: Span) -> str:
        """What stands behind ``#``."""
        return f" {span}"

    def constant_text(self, value: Any, t: Type | None) -> str:
        return f"{t}.{value.name}" if isinstance(t, EnumType) else value_text(value)


def names(values: Iterable[Value]) -> str:
    return ", ".join([f"%{value.debugName()}" for value in values])


_SPELLINGS: dict[str, Callable[[Any], str]] = {"f": float_text, "c": complex_text, "s": string_text}
