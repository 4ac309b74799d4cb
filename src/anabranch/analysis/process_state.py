"""A look for programs that set state of the whole process inside a task: all threads share it, so the order is a race.

Only ``torch.manual_seed`` can be compiled; the other switches (default dtype, deterministic algorithms, anomaly mode) are
refused by the frontend.  Changes nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from ..base.errors import ProcessStateWarning
from ..ir.function import Function
from ..ir.graph import Graph, Node
from ..lang.nominal import ClassType
from ..lang.types import FunctionType

_SETTERS = {"aten::manual_seed": "torch.manual_seed"}
_told: dict[Any, Any] = {}  # what warnings needs to say a thing once per place


def warn_process_state(functions: Iterable[Function]) -> None:
    """One ProcessStateWarning for each setter that a task of these functions may reach, at the setter's line."""
    tasks = [g for graph in _reachable([f.graph for f in functions if f.is_defined]) for g in _fork_bodies(graph)]
    for node in (n for graph in _reachable(tasks) for n in graph.walk()):
        setter = _SETTERS.get(node.kind())
        if setter is not None and node.inputsSize() == 1:  # two inputs: a generator of the program's own
            _warn(node, setter)


def _warn(node: Node, setter: str) -> None:
    text = f"{setter} inside a forked task changes the whole process, in no certain order; call it outside of the fork"
    place = (node.span.file, node.span.line) if node.span else ("<graph>", 1)
    warnings.warn_explicit(text, ProcessStateWarning, *place, registry=_told)


def _fork_bodies(graph: Graph) -> Iterator[Graph]:
    for node in graph.walk():
        if node.kind() == "prim::fork":
            yield node.attribute("Subgraph")


def _reachable(graphs: Iterable[Graph]) -> list[Graph]:
    """The graphs, those inside them and those of the functions they call, each once."""
    found: dict[int, Graph] = {}
    waiting = list(graphs)
    while waiting:
        graph = waiting.pop()
        if id(graph) not in found:
            found[id(graph)] = graph
            for node in graph.walk():
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
