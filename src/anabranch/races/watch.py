"""Looks on while the interpreter runs: what each node reads and writes goes to the shadow, forks and waits to the order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from types import GeneratorType
from typing import Any

import torch
from torch import Tensor

from ..base.futures import Future
from ..interp import Instance
from ..interp.machine import Frame, Results, Steps
from ..interp.operators import schema_of
from ..ir.graph import Node
from ..lang.schema import Schema
from ..ops import Effects
from . import gradients
from .containers import CONTAINERS, touches
from .operators import Plan, Use, plan
from .order import Order
from .places import Place, place
from .shadow import SHAPE, WHOLE, Access, Shadow

_SILENT = frozenset(
    "prim::" + name
    for name in (
        "Constant Uninitialized ListConstruct TupleConstruct DictConstruct TupleUnpack TupleIndex TupleSlice CreateObject If "
        "Loop isinstance unchecked_cast unchecked_unwrap_optional EnumName EnumValue RaiseException"
    ).split()
)
PRINTED, GENERATOR = object(), object()
_DONE = "whether a task is done"
_GENERATOR = "the generator of random numbers"


class Watch:
    """One run.  ``not_seen``: nodes with their places, and why what they do is not seen."""

    def __init__(self) -> None:
        self.order = Order()
        self.shadow = Shadow(self.order)
        self.not_seen: dict[Node, tuple[Place, str]] = {}
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
        return Step(self, frame, node).operator(inputs)

    def place(self, frame: Frame, node: Node) -> Place:
        return place(frame.name, node.span, self.caller)

    def result(self, node: Node, name: str, value: Any) -> None:
        """The call is over: Python reads what it gives back."""
        futures = [v.state for v in _inside(value) if isinstance(v, Future)]
        self.order.join_all_but(futures)
        if futures:
            self.caller = None
            Step(self, Frame(name), node).read(value)

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
        try:
            (future,) = yield from self._within(None, steps)
            Step(self, frame, node).part(future.state, WHOLE, True, _DONE)
        finally:
            end = self.order.end(before)
        self.order.ended(future.state, end)
        return (future,)

    def _wait(self, frame: Frame, node: Node, inputs: list[Any]) -> Results | Steps:
        if self.order.join(inputs[0].state):
            self.shadow.clear()
        return frame.perform(node, inputs)

    def _python(self, frame: Frame, node: Node, inputs: list[Any]) -> Results | Steps:
        if self.order.parallel:
            self.not_seen.setdefault(node, (self.place(frame, node), "a function that Python runs"))
            Step(self, frame, node).read_items(inputs)
        return frame.perform(node, inputs)


Rule = Callable[[Watch, Frame, Node, list[Any]], Results | Steps]
_RULES: dict[str, Rule] = {
    "prim::fork": Watch._fork,
    "aten::wait": Watch._wait,
    "prim::PythonOp": Watch._python,
    **dict.fromkeys(("prim::CallFunction", "prim::CallMethod", "prim::Enter", "prim::Exit"), Watch._call),
}


class Step:
    """One run of a node while others may be parallel, and its accesses."""

    def __init__(self, watch: Watch, frame: Frame, node: Node) -> None:
        self.watch, self.frame, self.node = watch, frame, node
        self.shadow = watch.shadow
        self.access = Access(node, watch.place(frame, node), watch.order.task)

    def operator(self, inputs: list[Any]) -> Results | Steps:
        kind = _KINDS.get(self.node.kind())
        if kind is not None:
            kind(self, inputs)
            return self.frame.perform(self.node, inputs)
        schema = schema_of(self.node)
        p = plan(schema)
        self._before(schema, p, inputs)
        if p.effects & Effects.RANDOM:
            return self._drawing(p, inputs)
        results = self.frame.perform(self.node, inputs)
        self._after(p, inputs, results)
        return results

    # -- accesses

    def tensor(self, x: Tensor, write: bool) -> None:
        self.shadow.tensor(x, write, self.access)

    def part(self, thing: Any, part: Any, write: bool, what: str) -> None:
        self.shadow.part(thing, part, write, self.access, what)

    def read(self, value: Any) -> None:
        """All that is in it."""
        if isinstance(value, Tensor):
            self.tensor(value, False)
        elif isinstance(value, CONTAINERS):
            self._container(value, WHOLE, False)
        if isinstance(value, (*CONTAINERS, tuple)):
            self.read_items(value)

    def read_items(self, items: Iterable[Any]) -> None:
        for value in items:
            if type(value) not in _ATOMS:
                self.read(value)
        if isinstance(items, dict):
            self.read_items(items.values())

    def _container(self, owner: Any, part: Any, write: bool) -> None:
        self.part(owner, part, write, _text(owner, part))

    # -- operators by their plans

    def _before(self, schema: Schema, p: Plan, inputs: list[Any]) -> None:
        if p.not_seen:
            self.watch.not_seen.setdefault(self.node, (self.access.place, p.not_seen))
        if p.effects & Effects.PRINTS:
            self.part(PRINTED, WHOLE, True, "the order of what is printed")
        if p.effects & Effects.WRITES_STATE:
            self._state(schema, inputs)
        if schema.is_own:
            for touch in touches(schema.name, inputs, [u is Use.WRITE for u in p.uses]):
                self._container(*touch)
        for use, value in zip(p.uses, inputs):
            if type(value) not in _ATOMS:
                self._argument(schema, p, use, value, inputs)
        for value in inputs[len(p.uses) :]:  # of formats and the like
            self.read(value)

    def _argument(self, schema: Schema, p: Plan, use: Use, value: Any, inputs: list[Any]) -> None:
        if isinstance(value, Tensor):
            self._used(p, use, value, inputs)
        elif isinstance(value, torch.Generator) and not p.effects & Effects.RANDOM:
            self.part(value, WHOLE, use is Use.WRITE, _GENERATOR)
        elif isinstance(value, (*CONTAINERS, tuple)) and p.looks_inside and use is not Use.NOTHING:
            if not schema.is_own:
                self._tensors_of(p, use, value, inputs)
            else:
                self.read_items(value)

    def _tensors_of(self, p: Plan, use: Use, value: Any, inputs: list[Any]) -> None:
        """A list for one of PyTorch's operators: it is read, its tensors are used."""
        if isinstance(value, list):
            self._container(value, WHOLE, False)
        for x in value:
            if isinstance(x, Tensor):
                self._used(p, use, x, inputs)

    def _used(self, p: Plan, use: Use, x: Tensor, inputs: list[Any]) -> None:
        if use is Use.READ:
            self.tensor(x, False)
        elif use is Use.WRITE or (use is Use.WRITE_IF_TRAINING and _is_training(p, inputs)):
            self.tensor(x, True)
            if p.changes_shape:
                self.part(x, SHAPE, True, "the shape of a tensor")
        elif use is Use.WRITE_IF_TRAINING:
            self.tensor(x, False)
        elif use is Use.SHAPE:
            self.part(x, SHAPE, False, "the shape of a tensor")
            if self.node.kind() == "prim::grad":
                self.part(x, "grad", False, "the grad of a tensor")

    def _after(self, p: Plan, inputs: list[Any], results: Any) -> None:
        """What may have become a view was read if it did not."""
        if Use.VIEW not in p.uses:
            return
        made = {x.untyped_storage()._cdata for x in _tensors(results)}
        for use, value in zip(p.uses, inputs):
            if use is Use.VIEW:
                for x in _tensors((value,)):
                    if x.untyped_storage()._cdata not in made:
                        self.tensor(x, False)

    # -- state beside the arguments

    def _drawing(self, p: Plan, inputs: list[Any]) -> Results | Steps:
        """Whether it drew numbers is seen by the generator: dropout may be off."""
        given = [v for v in inputs if isinstance(v, torch.Generator)]
        generator = given[0] if given else torch.default_generator
        elsewhere = not given and any(not x.is_cpu for x in _tensors(inputs))
        before = None if elsewhere else generator.get_state()
        results = self.frame.perform(self.node, inputs)
        if before is None or not torch.equal(before, generator.get_state()):
            self.part(given[0] if given else GENERATOR, WHOLE, True, _GENERATOR)
        self._after(p, inputs, results)
        return results

    def _state(self, schema: Schema, inputs: list[Any]) -> None:
        if schema.name == "aten::manual_seed":
            self.part(GENERATOR, WHOLE, True, _GENERATOR)
        elif schema.name in ("aten::backward", "aten::grad"):
            self._backward(schema, inputs)

    def _backward(self, schema: Schema, inputs: list[Any]) -> None:
        names = [a.name for a in schema.arguments]
        retain = inputs[names.index("retain_graph")]
        keeps = inputs[names.index("create_graph")] if retain is None else retain
        reached = gradients.backward_from(_tensors(inputs[:1]))
        for x in reached.saved:
            self.tensor(x, False)
        for node in reached.nodes:
            self.part(node, WHOLE, not keeps, "what autograd saved for going backward")
        if schema.name == "aten::backward":
            for leaf in reached.leaves:
                self.part(leaf, "grad", True, "the grad of a tensor")

    # -- kinds that are no operators

    def _print(self, inputs: list[Any]) -> None:
        self.part(PRINTED, WHOLE, True, "the order of what is printed")
        self.read_items(inputs)

    def _unpack(self, inputs: list[Any]) -> None:
        self._container(inputs[0], WHOLE, False)

    def _done(self, inputs: list[Any]) -> None:
        self.part(inputs[0].state, WHOLE, False, _DONE)

    def _get_attribute(self, inputs: list[Any]) -> None:
        self._attribute(inputs[0], False)

    def _set_attribute(self, inputs: list[Any]) -> None:
        self._attribute(inputs[0], True)

    def _attribute(self, owner: Instance, write: bool) -> None:
        name = self.node.s("name")
        self.part(owner, name, write, f"attribute {name} of {owner.type.name.rpartition('.')[2]}")


_KINDS: dict[str, Callable[[Step, list[Any]], None]] = {
    "prim::GetAttr": Step._get_attribute,
    "prim::SetAttr": Step._set_attribute,
    "prim::Print": Step._print,
    "aten::warn": Step._print,
    "aten::done": Step._done,
    "prim::ListUnpack": Step._unpack,
    "prim::tolist": Step.read_items,
}
_ATOMS = frozenset({int, float, bool, str, type(None), complex, torch.device})


def _is_training(p: Plan, inputs: list[Any]) -> bool:
    return p.training is None or inputs[p.training] is not False


def _tensors(values: Iterable[Any]) -> Iterator[Tensor]:
    for value in values:
        if isinstance(value, Tensor):
            yield value
        elif isinstance(value, list | tuple):
            yield from _tensors(value)


def _inside(value: Any) -> Iterator[Any]:
    """The value and what containers and objects in it hold, each once."""
    seen: dict[int, Any] = {}
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if type(value) in _ATOMS or id(value) in seen:
            continue
        seen[id(value)] = value
        yield value
        if isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list | tuple | set):
            waiting += value
        elif isinstance(value, Instance):
            waiting += value.slots


def _text(owner: Any, part: Any) -> str:
    kind = "dict" if isinstance(owner, dict) else "set" if isinstance(owner, set) else "list"
    if part is SHAPE:
        return f"a {kind} (which items it has)"
    if part is WHOLE:
        return f"a {kind}"
    if isinstance(part, int):
        return f"item {part} of a list"
    return f"entry {part[1]!r} of a {kind}" if part[0] == "key" else f"an entry of a {kind}"
