"""The graphs that functions lead to, and whether the operators in them are still what they were.

Non-goal: changing graphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..ir.function import Function
from ..ir.graph import Graph, Node
from ..lang.nominal import ClassType
from ..lang.types import FunctionType
from ..ops import operators


def reachable(graphs: Iterable[Graph]) -> list[Graph]:
    """The graphs, those inside them and those of the functions they call, each once."""
    found: dict[int, Graph] = {}
    waiting = list(graphs)
    while waiting:
        graph = waiting.pop()
        if id(graph) not in found:
            found[id(graph)] = graph
            for node in graph.walk():
                if node.attributes:
                    waiting += [inner for _, inner in node.subgraphs()]
                    waiting += [f.graph for f in _callees(node) if f.is_defined]
    return list(found.values())


def _callees(node: Node) -> Iterator[Function]:
    for t in (v.type() for v in node.outputs()):
        if isinstance(t, FunctionType):
            yield t.function
    if node.kind() == "prim::CallMethod":
        owner = node.inputsAt(0).type()
        if isinstance(owner, ClassType) and node.attribute("name") in owner.methods:
            yield owner.methods[node.attribute("name")]


def are_current(functions: Iterable[Function]) -> bool:
    """Whether every operator that the functions reach is registered as it was when they were compiled."""
    if not operators.have_changed():
        return True
    graphs = reachable(f.graph for f in functions if f.is_defined)
    return all(node.op is None or operators.is_current(node.op) for graph in graphs for node in graph.walk())
