"""Looks on while the interpreter runs: what each node reads and writes goes to the shadow, forks and waits to the order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from types import GeneratorType
from typing import Any
from weakref import WeakKeyDictionary

from ..base.futures import Future
from ..interp import Instance
from ..interp.machine import Frame, Results, Steps
from ..ir.graph import Node
from .order import Order
from .places import Place, place
from .shadow import Access, Shadow
from .step import ATOMS, Step

_SILENT = frozenset(
    "prim::" + name
    for name in (
        "Constant Uninitialized ListConstruct TupleConstruct DictConstruct TupleUnpack TupleIndex TupleSlice CreateObject If "
        "Loop isinstance unchecked_cast unchecked_unwrap_optional EnumName EnumValue RaiseException"
    ).split()
)


class Watch:
    """One run.  ``not_seen``: nodes with their places, and why what they do is not seen."""

    def __init__(self) -> None:
        self.order = Order()
        self.shadow = Shadow(self.order)
        self.not_seen: dict[Node, tuple[Place, str]] = {}
        self._ends: WeakKeyDictionary[Any, Access] = WeakKeyDictionary()  # of tasks, by the state of their futures
        self.caller: Place | None = None  # of the function that runs, in its task

    def step(self, frame: Frame, node: Node, inputs: list[Any]) -> Results | Steps:
        kind = node.kind()
        if kind in _SILENT:
            return frame.perform(node, inputs)
        rule = _RULES.get(kind)
        if rule is not None:
            return rule(self, frame, node, inputs)
        if not self.order.parallel:
            return frame.perform(node, inputs)
        return self.at(frame, node).operator(inputs)

    def at(self, frame: Frame, node: Node) -> Step:
        return Step(frame, self.access(frame, node), self.shadow, self.not_seen)

    def access(self, frame: Frame, node: Node) -> Access:
        return Access(node, self.place(frame, node), self.order.task)

    def place(self, frame: Frame, node: Node) -> Place:
        return place(frame.name, node.span, self.caller)

    def result(self, node: Node, name: str, value: Any) -> None:
        """The call is over: Python reads what it gives back."""
        futures = [v.state for v in _inside(value) if isinstance(v, Future)]
        self.order.join_all_but(futures)
        if futures:
            self.caller = None
            self.at(Frame(name), node).read(value)

    # -- nodes that other code runs in

    def _call(self, frame: Frame, node: Node, inputs: list[Any]) -> Results | Steps:
        steps = frame.perform(node, inputs)
        return self._within(self.place(frame, node), steps) if isinstance(steps, GeneratorType) else steps

    def _within(self, caller: Place | None, steps: Steps) -> Steps:
        outer, self.caller = self.caller, caller
        try:
            return (yield from steps)
        finally:
            self.caller = outer

    def _fork(self, frame: Frame, node: Node, inputs: list[Any]) -> Steps:
        steps = frame.perform(node, inputs)
        assert isinstance(steps, Generator)
        before = self.order.fork(self.place(frame, node))
        access = self.access(frame, node)
        try:
            (future,) = yield from self._within(None, steps)
        finally:
            end = self.order.end(before)
        self.order.ended(future.state, end)
        self._ends[future.state] = access
        return (future,)

    def _wait(self, frame: Frame, node: Node, inputs: list[Any]) -> Results | Steps:
        if self.order.join(inputs[0].state):
            self.shadow.clear()
        return frame.perform(node, inputs)

    def _done(self, frame: Frame, node: Node, inputs: list[Any]) -> Results | Steps:
        """The answer is the end of the task beside this, unless something has waited for it."""
        state = inputs[0].state
        if not self.order.is_known(state):
            self.shadow.report("whether a task is done", (self._ends[state], True), (self.access(frame, node), False))
        return frame.perform(node, inputs)

    def _python(self, frame: Frame, node: Node, inputs: list[Any]) -> Results | Steps:
        if self.order.parallel:
            self.not_seen.setdefault(node, (self.place(frame, node), "a function that Python runs"))
            self.at(frame, node).read_items(inputs)
        return frame.perform(node, inputs)


Rule = Callable[[Watch, Frame, Node, list[Any]], Results | Steps]
_RULES: dict[str, Rule] = {
    "prim::fork": Watch._fork,
    "aten::wait": Watch._wait,
    "aten::done": Watch._done,
    "prim::PythonOp": Watch._python,
    **dict.fromkeys(("prim::CallFunction", "prim::CallMethod", "prim::Enter", "prim::Exit"), Watch._call),
}


def _inside(value: Any) -> Iterator[Any]:
    """The value and what containers and objects in it hold, each once."""
    seen: dict[int, Any] = {}
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if type(value) in ATOMS or id(value) in seen:
            continue
        seen[id(value)] = value
        yield value
        if isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list | tuple | set):
            waiting += value
        elif isinstance(value, Instance):
            waiting += value.slots
