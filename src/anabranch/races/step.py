"""One run of a node while others may be parallel: what it reads and writes, from its kind or its operator's plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import torch
from torch import Tensor

from ..interp import Instance
from ..interp.machine import Frame, Results, Steps
from ..interp.operators import schema_of
from ..ir.graph import Node
from ..lang.schema import Schema
from ..ops import Effects
from . import gradients
from .containers import CONTAINERS, touches
from .operators import Plan, Use, plan
from .places import Place
from .shadow import SHAPE, WHOLE, Access, Shadow

PRINTED = object()
_GENERATOR = "the generator of random numbers"
_PRINTED = "the order of what is printed"
ATOMS = frozenset({int, float, bool, str, type(None), complex, torch.device})


class Step:
    """``not_seen`` is where it notes that it may do more than it says."""

    def __init__(self, frame: Frame, access: Access, shadow: Shadow, not_seen: dict[Node, tuple[Place, str]]) -> None:
        self.frame, self.node, self.access, self.shadow = frame, access.node, access, shadow
        self.not_seen = not_seen

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
            if type(value) not in ATOMS:
                self.read(value)
        if isinstance(items, dict):
            self.read_items(items.values())

    def _container(self, owner: Any, part: Any, write: bool) -> None:
        self.part(owner, part, write, _text(owner, part))

    # -- operators by their plans

    def _before(self, schema: Schema, p: Plan, inputs: list[Any]) -> None:
        if p.not_seen:
            self.not_seen.setdefault(self.node, (self.access.place, p.not_seen))
        if p.effects & Effects.PRINTS:
            self.part(PRINTED, WHOLE, True, _PRINTED)
        if p.effects & Effects.WRITES_STATE:
            self._state(schema, inputs)
        if schema.is_own:
            for touch in touches(schema.name, inputs, [u is Use.WRITE for u in p.uses]):
                self._container(*touch)
        for use, value in zip(p.uses, inputs):
            if type(value) not in ATOMS:
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
        made = {x.untyped_storage()._cdata for x in tensors_in(results)}
        for use, value in zip(p.uses, inputs):
            if use is Use.VIEW:
                for x in tensors_in((value,)):
                    if x.untyped_storage()._cdata not in made:
                        self.tensor(x, False)

    # -- state beside the arguments

    def _drawing(self, p: Plan, inputs: list[Any]) -> Results | Steps:
        """Whether it drew numbers is seen by the generator: dropout may be off."""
        given = [v for v in inputs if isinstance(v, torch.Generator)]
        generator = given[0] if given else torch.default_generator
        elsewhere = not given and any(not x.is_cpu for x in tensors_in(inputs))
        before = None if elsewhere else generator.get_state()
        results = self.frame.perform(self.node, inputs)
        if before is None or not torch.equal(before, generator.get_state()):
            self.part(generator, WHOLE, True, _GENERATOR)
        self._after(p, inputs, results)
        return results

    def _state(self, schema: Schema, inputs: list[Any]) -> None:
        if schema.name == "aten::manual_seed":
            self.part(torch.default_generator, WHOLE, True, _GENERATOR)
        elif schema.name in ("aten::backward", "aten::grad"):
            self._backward(schema, inputs)

    def _backward(self, schema: Schema, inputs: list[Any]) -> None:
        names = [a.name for a in schema.arguments]
        retain = inputs[names.index("retain_graph")]
        keeps = inputs[names.index("create_graph")] if retain is None else retain
        reached = gradients.backward_from(tensors_in(inputs[:1]))
        for x in reached.saved:
            self.tensor(x, False)
        for node in reached.nodes:
            self.part(node, WHOLE, not keeps, "what autograd saved for going backward")
        if schema.name == "aten::backward":
            for leaf in reached.leaves:
                self.part(leaf, "grad", True, "the grad of a tensor")

    # -- kinds that are no operators

    def _print(self, inputs: list[Any]) -> None:
        self.part(PRINTED, WHOLE, True, _PRINTED)
        self.read_items(inputs)

    def _unpack(self, inputs: list[Any]) -> None:
        self._container(inputs[0], WHOLE, False)

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
    "prim::ListUnpack": Step._unpack,
    "prim::tolist": Step.read_items,
}


def _is_training(p: Plan, inputs: list[Any]) -> bool:
    return p.training is None or inputs[p.training] is not False


def tensors_in(values: Iterable[Any]) -> Iterator[Tensor]:
    for value in values:
        if isinstance(value, Tensor):
            yield value
        elif isinstance(value, list | tuple):
            yield from tensors_in(value)


def _text(owner: Any, part: Any) -> str:
    kind = "dict" if isinstance(owner, dict) else "set" if isinstance(owner, set) else "list"
    if part is SHAPE:
        return f"a {kind} (which items it has)"
    if part is WHOLE:
        return f"a {kind}"
    if isinstance(part, int):
        return f"item {part} of a list"
    return f"entry {part[1]!r} of a {kind}" if part[0] == "key" else f"an entry of a {kind}"
