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
from .reachable import reachable

_SETTERS = {"aten::manual_seed": "torch.manual_seed"}
_told: dict[Any, Any] = {}  # what warnings needs to say a thing once per place


def warn_process_state(functions: Iterable[Function]) -> None:
    """One ProcessStateWarning for each setter that a task of these functions may reach, at the setter's line."""
    tasks = [g for graph in reachable([f.graph for f in functions if f.is_defined]) for g in _fork_bodies(graph)]
    for node in (n for graph in reachable(tasks) for n in graph.walk()):
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
