"""A ``Function`` over a finished graph (a trace, a text): its schema follows from the graph's inputs and outputs."""

from __future__ import annotations

from collections.abc import Sequence

from ..lang.schema import Argument, Schema
from ..lang.tensor_types import plain
from .function import Function
from .graph import Graph


def function_of(qualified_name: str, graph: Graph, names: Sequence[str] | None = None) -> Function:
    """``names`` are those of the parameters; without them, the graph's."""
    inputs = list(graph.inputs())
    names = names or [v.debugName() for v in inputs]
    arguments = tuple(
        Argument(_parameter_name(name, i), plain(v.type())) for i, (name, v) in enumerate(zip(names, inputs, strict=True))
    )
    returns = tuple(Argument("", plain(v.type())) for v in graph.outputs())
    return Function(qualified_name, Schema(qualified_name.rpartition(".")[2], "", arguments, returns), graph)


def _parameter_name(name: str, i: int) -> str:
    stem = name.partition(".")[0]
    return stem if stem.isidentifier() else f"argument_{i}"
