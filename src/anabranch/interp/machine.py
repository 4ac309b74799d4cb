"""The interpreter's loop: frames, blocks, nodes.  What a node means is in ``rules``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..ir.function import Function
from ..ir.graph import Block, Graph, Node, Value
from . import trace_notes, values
from .contexts import Region
from .operators import call_operator

Rule = Callable[["Frame", Node, list[Any]], Sequence[Any]]
RULES: dict[str, Rule] = {}


def rule(*kinds: str) -> Callable[[Rule], Rule]:
    """Declare the meaning of kinds of nodes."""

    def declare(function: Rule) -> Rule:
        for kind in kinds:
            RULES[kind] = function
        return function

    return declare


class Frame:
    """One activation of a graph: the values so far, and what was entered by which ``prim::Enter``."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.values: dict[Value, Any] = {}
        self.entered: list[tuple[Any, Node]] = []
        self._failed = False

    def run(self, graph: Graph, arguments: Sequence[Any]) -> list[Any]:
        try:
            return self.block(graph.block(), arguments)
        except BaseException as error:
            self._unwind(error)
            raise

    def _unwind(self, error: BaseException) -> None:
        """Leave what is entered, innermost first.  The error of an ``__exit__`` goes on in place of the first."""
        while self.entered:
            node = self.entered[-1][1]
            try:
                self.leave(error)
            except BaseException as newer:
                trace_notes.add_frame(newer, self.name, node.span)
                self._unwind(newer)
                raise

    def leave(self, error: BaseException | None) -> None:
        """End the innermost ``with``."""
        context, _ = self.entered.pop()
        if isinstance(context, Region):
            context.exit()
            return
        kind = None if error is None else type(error)
        if error is not None:
            trace_notes.set_text(error)
        call(context.type.methods["__exit__"], [context, kind, error, None])

    def block(self, block: Block, arguments: Sequence[Any]) -> list[Any]:
        """Run a block; its parameters get ``arguments``."""
        self.values.update(zip(block.inputs(), arguments, strict=True))
        for node in block.nodes():
            try:
                self.step(node)
            except BaseException as error:
                self._leave(error, node)
                raise
        return [self.values[v] for v in block.outputs()]

    def step(self, node: Node) -> None:
        inputs = [self.values[v] for v in node.inputs()]
        meaning = RULES.get(node.kind())
        results = meaning(self, node, inputs) if meaning else call_operator(node, inputs)
        self.values.update(zip(node.outputs(), results, strict=True))

    def _leave(self, error: BaseException, node: Node) -> None:
        """The innermost node of the frame is its place in the trace; the nodes around it are silent."""
        if not self._failed:
            trace_notes.add_frame(error, self.name, node.span)
        self._failed = True


@values.call.is_given
def call(function: Function, arguments: Sequence[Any]) -> Any:
    """Run a function with all its arguments, as a call from another one."""
    return only(Frame(function.name).run(function.graph, arguments))


def only(results: list[Any]) -> Any:
    """A graph's results as the one value of a call."""
    if len(results) == 1:
        return results[0]
    return tuple(results) if results else None
