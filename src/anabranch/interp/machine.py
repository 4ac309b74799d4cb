"""The interpreter's loop: frames, blocks, nodes.  What a node means is in ``rules``.

Calls stand on a list, so that the recursion of programs needs no stack of Python's or C's: a rule that runs a block or a
function is a generator, which asks for calls and gets their results.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from ..base.record import Record
from ..ir.function import Function
from ..ir.graph import Block, Graph, Node, Value
from . import trace_notes, values
from .contexts import Region
from .operators import call_operator

DEEPEST = 10_000  # calls in each other


class Call(Record, frozen=True):
    """What a rule asks for: a run of a graph in a frame of its own."""

    name: str
    graph: Graph
    arguments: Sequence[Any]

    @staticmethod
    def of(function: Function, arguments: Sequence[Any]) -> Call:
        return Call(function.name, function.graph, arguments)


Results = Sequence[Any]
Steps = Generator[Call, Any, Results]
Rule = Callable[["Frame", Node, list[Any]], Results | Steps]
RULES: dict[str, Rule] = {}


def rule(*kinds: str) -> Callable[[Rule], Rule]:
    """Declare the meaning of kinds of nodes."""

    def declare(function: Rule) -> Rule:
        for kind in kinds:
            RULES[kind] = function
        return function

    return declare


class Watch(Protocol):
    """Who looks on: every node goes through ``step``, which is to do ``frame.perform(node, inputs)``."""

    def step(self, frame: Frame, node: Node, inputs: list[Any]) -> Results | Steps: ...


watching: ContextVar[Watch | None] = ContextVar("watching", default=None)


class Frame:
    """One activation of a graph: the values so far, and what was entered by which ``prim::Enter``."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.watch = watching.get()
        self.values: dict[Value, Any] = {}
        self.entered: list[tuple[Any, Node]] = []
        self._failed = False

    def run(self, graph: Graph, arguments: Sequence[Any]) -> Steps:
        try:
            return (yield from self.block(graph.block(), arguments))
        except BaseException as error:
            try:
                self._unwind(error.error if isinstance(error, _Stopped) else error)
            except StopIteration as newer:
                raise _Stopped(newer) from None
            raise

    def _unwind(self, error: BaseException) -> None:
        """Leave what is entered, innermost first.  The error of an ``__exit__`` goes on in place of the first."""
        while self.entered:
            node = self.entered[-1][1]
            try:
                asked = self.leave(error)
                if asked is not None:
                    _run(asked)  # not a step: nobody may be there to ask, when the interpreter was interrupted
            except BaseException as newer:
                trace_notes.add_frame(newer, self.name, node.span)
                self._unwind(newer)
                raise

    def leave(self, error: BaseException | None) -> Call | None:
        """End the innermost ``with``; the call of its ``__exit__`` is the caller's."""
        context, _ = self.entered.pop()
        if isinstance(context, Region):
            context.exit()
            return None
        kind = None if error is None else type(error)
        if error is not None:
            trace_notes.set_text(error)
        return Call.of(context.type.methods["__exit__"], [context, kind, error, None])

    def block(self, block: Block, arguments: Sequence[Any]) -> Steps:
        """Run a block; its parameters get ``arguments``."""
        self.values.update(zip(block.inputs(), arguments, strict=True))
        for node in block.nodes():
            try:
                results = self.step(node)
                if isinstance(results, Generator):
                    results = yield from results
            except StopIteration as error:  # which no generator may raise
                self._leave(error, node)
                raise _Stopped(error) from None
            except BaseException as error:
                self._leave(error, node)
                raise
            self.values.update(zip(node.outputs(), results, strict=True))
        return [self.values[v] for v in block.outputs()]

    def step(self, node: Node) -> Results | Steps:
        inputs = [self.values[v] for v in node.inputs()]
        return self.perform(node, inputs) if self.watch is None else self.watch.step(self, node, inputs)

    def perform(self, node: Node, inputs: list[Any]) -> Results | Steps:
        meaning = RULES.get(node.kind())
        return meaning(self, node, inputs) if meaning else call_operator(node, inputs)

    def _leave(self, error: BaseException, node: Node) -> None:
        """The innermost node of the frame is its place in the trace; the nodes around it are silent."""
        if not self._failed:
            trace_notes.add_frame(error, self.name, node.span)
        self._failed = True


class _Stopped(Exception):
    """A StopIteration of the program, while it passes through generators."""

    def __init__(self, error: StopIteration) -> None:
        self.error = error


@values.call.is_given
def call(function: Function, arguments: Sequence[Any]) -> Any:
    """Run a function with all its arguments."""
    return only(_run(Call.of(function, arguments)))


def _run(first: Call) -> Results:
    frames = [Frame(first.name).run(first.graph, first.arguments)]
    results: Results | None = None  # of the frame that ended last
    error: BaseException | None = None
    try:
        while frames:
            try:
                asked = _throw(frames[-1], error) if error else frames[-1].send(results)
            except StopIteration as end:
                frames.pop()
                results, error = end.value, None
            except BaseException as raised:
                if inspect.getgeneratorstate(frames[-1]) == inspect.GEN_CLOSED:  # or the loop itself was interrupted
                    frames.pop()
                error = raised.error if isinstance(raised, _Stopped) else raised
            else:
                results, error = None, _push(frames, asked)
        if error:
            with _keeping_context(error):
                raise error
        return results or ()
    finally:
        error = None  # it holds this frame


def _throw(frame: Steps, error: BaseException) -> Call:
    with _keeping_context(error):
        return frame.throw(error)


@contextmanager
def _keeping_context(error: BaseException) -> Iterator[None]:
    """Who raises an error again replaces its context by what a caller of ours is handling."""
    context = error.__context__
    try:
        yield
    finally:
        error.__context__ = context


def _push(frames: list[Steps], asked: Call) -> RecursionError | None:
    if len(frames) >= DEEPEST:
        return RecursionError(f"maximum recursion depth exceeded ({DEEPEST} frames)")
    frames.append(Frame(asked.name).run(asked.graph, asked.arguments))
    return None


def only(results: Results) -> Any:
    """A graph's results as the one value of a call."""
    if len(results) == 1:
        return results[0]
    return tuple(results) if results else None
