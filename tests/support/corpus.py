"""The graphs of the conformance programs."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator

import anabranch as ab
from anabranch.ir.graph import Graph
from conformance import catalogue
from conformance.catalogue import Program
from conformance.judge import Trial


def graphs() -> Iterator[tuple[str, Graph]]:
    """Of every program that compiles, with its name."""
    for program in catalogue.find():
        graph = graph_of(program)
        if graph is not None:
            yield program.name, graph


def graph_of(program: Program) -> Graph | None:
    """None for what must not compile, and what no graph is left of."""
    before = set(sys.modules)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        trial = Trial(program.path, ab)
        if trial.has("EXPECT", ("result", ""))[0] == "compile":
            return None
        graph = getattr(trial.compile(), "graph", None)
    for name in set(sys.modules) - before:
        if name.startswith("program_"):
            del sys.modules[name]
    return graph if isinstance(graph, Graph) else None
