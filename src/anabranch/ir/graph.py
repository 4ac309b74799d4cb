"""The typed SSA graph: a function's body, and the names of its values.

Non-goals: what it is made of (``node``), text (``printer``, ``parser``), well-formedness (``verify``), convenience of
construction (``builder``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..base.given import Given
from ..base.source import Span
from ..lang.schema import Schema
from ..lang.types import TENSOR, Type
from .node import Block as Block
from .node import Node as Node
from .node import NodeAttribute as NodeAttribute
from .node import Use as Use
from .node import Value as Value

Text = str  # Graph has a method `str`, which hides the built-in from its annotations

copy_graph: Given[[Graph], Graph] = Given("anabranch.ir.clone")
same_graph: Given[[Graph, Graph], bool] = Given("anabranch.ir.equality")
graph_text: Given[[Graph, bool], str] = Given("anabranch.text.printer")
dumps: Given[[Graph], str] = Given("anabranch.text.declarations")
dot_text: Given[[Graph], str] = Given("anabranch.text.dot")
html_text: Given[[Graph, str], str] = Given("anabranch.text.html")
verify: Given[[Graph], None] = Given("anabranch.text.verify")
nominal_types: Given[[Graph], dict[str, Type]] = Given("anabranch.text.declarations")
tensor_constants: Given[[Graph], dict[str, Any]] = Given("anabranch.text.declarations")


class Graph:
    """A function's body.  ``constants``: tensor payloads that its text and declarations shorten; ``types``: nominal types it
    names."""

    def __init__(self) -> None:
        self._names: dict[str, Value] = {}
        self._suffixes: dict[str, int] = {}
        self._next_id = 0
        self.block_ = Block(self, None)

    def block(self) -> Block:
        return self.block_

    def inputs(self) -> Iterator[Value]:
        return self.block_.inputs()

    def outputs(self) -> Iterator[Value]:
        return self.block_.outputs()

    def nodes(self) -> Iterator[Node]:
        return self.block_.nodes()

    def param_node(self) -> Node:
        return self.block_.paramNode()

    def return_node(self) -> Node:
        return self.block_.returnNode()

    def walk(self) -> Iterator[Node]:
        return self.block_.walk()

    def findNode(self, kind: str, recurse: bool = True) -> Node | None:
        return next((n for n in self.block_.walk(recurse) if n.kind() == kind), None)

    def findAllNodes(self, kind: str, recurse: bool = True) -> list[Node]:
        return [n for n in self.block_.walk(recurse) if n.kind() == kind]

    def addInput(self, name: str = "", t: Type = TENSOR) -> Value:
        value = self.block_.addInputToBlock(t)
        return value.setDebugName(name) if name else value

    def registerOutput(self, value: Value) -> int:
        return self.block_.registerOutput(value)

    def create(
        self,
        kind: str,
        inputs: Sequence[Value] = (),
        output_types: Sequence[Type] = (),
        *,
        op: Schema | None = None,
        span: Span | None = None,
    ) -> Node:
        """A node that stands nowhere yet."""
        node = Node(self, kind, op, span)
        for value in inputs:
            node.addInput(value)
        for t in output_types:
            node.addOutput(t)
        return node

    def copy(self) -> Graph:
        return copy_graph(self)

    def verify(self) -> None:
        """Raises GraphError with everything that is wrong with the graph, and what a text that it was read from has lost."""
        verify(self)

    @property
    def constants(self) -> dict[str, Any]:
        return tensor_constants(self)

    @property
    def types(self) -> dict[str, Type]:
        return nominal_types(self)

    def dumps(self) -> str:
        """The graph's text and the declarations of what it names: ``parse_ir(graph.dumps(), graph.constants)`` reads both."""
        return dumps(self)

    def to_dot(self) -> Text:
        """The graph as Graphviz text (``dot -Tsvg``), with a cluster for each task and block."""
        return dot_text(self)

    def _repr_html_(self) -> Text:
        return html_text(self, "graph")

    def str(self, print_source_ranges: bool = True) -> Text:
        return graph_text(self, print_source_ranges)

    def __str__(self) -> Text:
        return self.str()

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Graph) and same_graph(self, other)

    __hash__ = object.__hash__

    # -- names

    def _new_value(self, node: Node, t: Type) -> Value:
        value = Value(node, t, self._next_id)
        self._next_id += 1
        return value

    def _claim_name(self, name: Text, value: Value) -> Text:
        self._release_name(value)
        if self._names.get(name, value) is not value:
            name = self._free_suffix(name)
        self._names[name] = value
        return name

    def _free_suffix(self, name: Text) -> Text:
        stem, _, suffix = name.rpartition(".")
        base = stem if stem and suffix.isdigit() else name
        count = self._suffixes.get(base, 1)
        while f"{base}.{count}" in self._names:
            count += 2
        self._suffixes[base] = count
        return f"{base}.{count}"

    def _release_name(self, value: Value) -> None:
        if value._name is not None and self._names.get(value._name) is value:
            del self._names[value._name]
