"""``Graph`` → Graphviz text: values flow along edges; tasks, and the blocks of branches and loops, are clusters.

Making the text needs no Graphviz.  Constants stand in the boxes that use them.  Non-goal: layout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..ir import graph as graphs
from ..ir.graph import Block, Graph, Node, Value
from ..lang.types import FunctionType
from ..lang.value_text import declared_text

TASK_COLOURS = ("#e8f1fb", "#eaf6e6", "#fdf1dc", "#f6e7f2", "#e6f4f4", "#f3efe3")
_LONGEST = 60  # characters of a constant


@graphs.dot_text.is_given
def to_dot(graph: Graph) -> str:
    """The graph as Graphviz text, for ``dot -Tsvg``."""
    writer = _Writer()
    lines = [*writer.block(graph.block(), "  ", "return"), *writer.edges]
    return "\n".join(["digraph {", '  node [shape=box, fontname="monospace", fontsize=10];', *lines, "}", ""])


def quoted(text: str) -> str:
    """A string of Graphviz's language."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def value_text(value: Value) -> str:
    """A constant by what it is, another value by its name."""
    node, t = value.node(), value.type()
    if node.kind() != "prim::Constant":
        return f"%{value.debugName()}"
    if isinstance(t, FunctionType):
        return str(t.function.name)
    constant = node.constant_value()
    text = str(t) if node.hasAttribute("value") and node.kindOf("value") == "t" else declared_text(constant)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


class _Writer:
    """Numbers boxes and clusters; knows which box defines each value."""

    def __init__(self) -> None:
        self.boxes: dict[Value, str] = {}
        self.edges: list[str] = []
        self.count = 0
        self.tasks = 0

    def block(self, block: Block, indent: str, end: str) -> Iterator[str]:
        """Parameters, nodes, and a box for the results."""
        for value in block.inputs():
            yield self.box(f"%{value.debugName()} : {value.type()}", indent, [value], "ellipse")
        for node in block.nodes():
            if node.kind() != "prim::Constant":
                yield from self.node(node, indent)
        results = list(block.outputs())
        if results:
            yield self.box(f"{end} ({_listed(results)})", indent, [], "ellipse")
            self.read(results)

    def node(self, node: Node, indent: str) -> Iterator[str]:
        yield self.box(_node_text(node), indent, list(node.outputs()))
        self.read(list(node.inputs()))
        box = f"n{self.count}"
        for number, block in enumerate(node.blocks()):
            yield from self.cluster(f"{node.kind()} block{number}", "style=dashed;", block, indent, box)
        for _, body in node.subgraphs():
            colour = TASK_COLOURS[self.tasks % len(TASK_COLOURS)]
            self.tasks += 1
            style = f'style="rounded,filled"; fillcolor="{colour}";'
            yield from self.cluster(f"task {self.tasks}", style, body.block(), indent, box)

    def cluster(self, label: str, style: str, block: Block, indent: str, owner: str) -> Iterator[str]:
        self.count += 1
        number, inner = self.count, f"{indent}  "
        yield f"{indent}subgraph cluster_{number} {{"
        yield f"{inner}label={quoted(label)}; {style}"
        yield f"{inner}n{number} [shape=point];"
        self.edges.append(f"  {owner} -> n{number} [style=dotted];")
        yield from self.block(block, inner, "->")
        yield f"{indent}}}"

    def box(self, label: str, indent: str, defines: Sequence[Value], shape: str = "box") -> str:
        self.count += 1
        self.boxes.update(dict.fromkeys(defines, f"n{self.count}"))
        return f"{indent}n{self.count} [label={quoted(label)}, shape={shape}];"

    def read(self, values: Sequence[Value]) -> None:
        """Edges to the last box."""
        readers = dict.fromkeys(self.boxes[v] for v in values if v in self.boxes)
        self.edges += [f"  {source} -> n{self.count};" for source in readers]


def _node_text(node: Node) -> str:
    named = node.hasAttribute("name") and node.kindOf("name") == "s"
    kind = f"{node.kind()}[{node.s('name')}]" if named else node.kind()
    results = ", ".join(f"%{v.debugName()}" for v in node.outputs())
    return f"{results} = {kind}({_listed(list(node.inputs()))})" if results else f"{kind}({_listed(list(node.inputs()))})"


def _listed(values: Sequence[Value]) -> str:
    return ", ".join(map(value_text, values))
