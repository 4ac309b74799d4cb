"""Two traces of one function: the first operator in which they differ, and constants that hold other numbers.

What Python decides is in no graph (branches, loops over numbers, what an earlier call left behind); a second trace shows it.
Names, places, types and overall sizes do not count: other inputs have others.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import torch

from ..base.errors import TracingCheckError
from ..ir.clone import copy_graph
from ..ir.graph import Block, Graph, Node, Value
from ..passes.inline import inline_calls

Key = tuple[Any, ...]

_HELP = (
    "help: the trace keeps what Python did on the first inputs: look for branches and loops on values, and for what an earlier "
    "call left behind; script such a function and call it from the traced one"
)


def compare(first: Graph, again: Graph) -> None:
    """Raises TracingCheckError where the traces differ."""
    pairs = zip_longest(_nodes(_flat(first)), _nodes(_flat(again)), fillvalue=(None, ()))
    for (a, left), (b, right) in pairs:
        if left != right:
            raise TracingCheckError(_described("Graphs differed across invocations!", "operator", a, b))
        if a is not None and b is not None and not _same_tensors(a, b):
            problem = "Tensor-valued Constant nodes differed in value across invocations."
            raise TracingCheckError(_described(problem, "constant", a, b))


def _flat(graph: Graph) -> Graph:
    graph = copy_graph(graph)
    inline_calls(graph)
    return graph


def _nodes(graph: Graph) -> Iterator[tuple[Node, Key]]:
    numbers: dict[Value, int] = {}
    yield from _of_block(graph.block(), numbers)


def _of_block(block: Block, numbers: dict[Value, int]) -> Iterator[tuple[Node, Key]]:
    for value in block.paramNode().outputs():
        numbers[value] = len(numbers)
    for node in [*block.nodes(), block.returnNode()]:
        yield node, _key(node, numbers)
        for inner in node.blocks():
            yield from _of_block(inner, numbers)
        for subgraph in _subgraphs(node):
            yield from _nodes(subgraph)
        for value in node.outputs():
            numbers[value] = len(numbers)


def _key(node: Node, numbers: dict[Value, int]) -> Key:
    operator = node.op.qualified if node.op is not None else node.kind()
    plain = [(name, repr(x.value)) for name, x in sorted(node.attributes.items()) if x.kind not in ("t", "g", "py")]
    return operator, tuple(numbers[v] for v in node.inputs()), node.outputsSize(), tuple(plain)


def _subgraphs(node: Node) -> Iterator[Graph]:
    return (x.value for x in node.attributes.values() if x.kind == "g")


def _same_tensors(a: Node, b: Node) -> bool:
    return all(_close(x.value, b.attributes[name].value) for name, x in a.attributes.items() if x.kind == "t")


def _close(a: torch.Tensor, b: torch.Tensor) -> bool:
    try:
        torch.testing.assert_close(a, b, equal_nan=True, check_stride=False)
    except AssertionError:
        return False
    except (RuntimeError, NotImplementedError):  # a layout that PyTorch cannot compare
        return True
    return True


def _described(problem: str, kind: str, first: Node | None, again: Node | None) -> str:
    name = next((n.kind() for n in (first, again) if n is not None and n.kind() != "prim::Return"), "prim::Return")
    lines = [problem, f"the first {kind} that differs: {name}"]
    return "\n".join([*lines, *_side("the first trace", first), *_side("run again", again), _HELP])


def _side(title: str, node: Node | None) -> list[str]:
    if node is None or node.kind() == "prim::Return":
        return [f"{title}: nothing more"]
    excerpt = f"{node.span}\n{node.span.excerpt()}".splitlines() if node.span else []
    return [f"{title}: {str(node).strip()}", *(f"    {line}" for line in excerpt)]
