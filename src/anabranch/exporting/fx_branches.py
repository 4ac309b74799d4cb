"""``prim::If`` in FX: a branch that is known is written in line; one that only a call knows becomes ``torch.cond``, or
``torch._assert`` where one side only raises.

Each side is a graph of its own over the nodes around that it uses; parameters and buffers are read outside.  Non-goals: sides
that change tensors in place or give anything but tensors (refused: ``torch.cond`` takes none).
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import torch
from torch import fx, nn

from ..ir.graph import Block, Node
from ..lang.types import TensorType
from .fx import Exporter, item, rule

_REMEDY = "write torch.where, or decide it by an attribute of the module"


@rule("prim::If")
def _if(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    then, otherwise = node.blocks()
    is_known, value = e.decided(inputs[0])
    if is_known:
        return e.block(then if value else otherwise, ())
    raising = [next((n for n in side.nodes() if n.kind() == "prim::RaiseException"), None) for side in (then, otherwise)]
    if (raising[0] is None) != (raising[1] is None) and not e.unseen:
        return _asserted(e, inputs[0], raising, otherwise if raising[0] else then)
    return _cond(e, node, inputs[0], [then, otherwise])


def _asserted(e: Exporter, condition: fx.Node, raising: Sequence[Node | None], goes_on: Block) -> Sequence[Any]:
    """A side that only raises: the other one is written in line behind ``torch._assert``."""
    error = raising[0] or raising[1]
    assert error is not None
    truth = _truth(condition)
    negate = operator.not_ if truth is condition else torch.logical_not
    holds = e.graph.call_function(negate, (truth,)) if raising[0] else truth
    e.graph.call_function(torch._assert, (holds, _message(error)))
    _drop_number(e, condition)
    return e.block(goes_on, ())


def _message(error: Node) -> str:
    """A text that only a call would make is left out: FX passes no text on."""
    said = error.inputsAt(0).toIValue()
    cls = error.inputsAt(1).toIValue() if error.inputsSize() > 1 else "Exception"
    name = str(cls).removeprefix("builtins.")
    return f"{name}: {said}" if isinstance(said, str) else f"{name} at {error.span}"


class _Side:
    """One side, written: its graph and what it gives."""

    def __init__(self, e: Exporter, node: Node, block: Block) -> None:
        with e.aside() as self.graph:
            self.results = [e.finished(v) for v in e.block(block, ())]
        changed = next((n for n in self.graph.nodes if e.changes(n)), None)
        if changed is not None:
            e.refuse(node, f"a branch that depends on values changes a tensor in place ({changed.target})", _REMEDY)

    def captured(self) -> list[fx.Node]:
        """The nodes around that it uses, in the order in which they are met."""
        found: dict[fx.Node, None] = {}
        for n in self.graph.nodes:
            found.update(dict.fromkeys(i for i in n.all_input_nodes if i.graph is not self.graph))
        found.update(dict.fromkeys(r for r in self.results if isinstance(r, fx.Node) and r.graph is not self.graph))
        return list(found)

    def module(self, operands: Sequence[fx.Node], results: Sequence[int]) -> fx.GraphModule:
        """A function of ``operands`` that gives the results of these numbers; none of them is an operand itself."""
        first = next(iter(self.graph.nodes), None)
        inside: dict[fx.Node, fx.Node] = {}
        with self.graph.inserting_before(first):
            for i, operand in enumerate(operands):
                inside[operand] = self.graph.placeholder(f"operand_{i}")
        for n in self.graph.nodes:
            n.args = fx.node.map_arg(n.args, lambda a: inside.get(a, a))
            n.kwargs = fx.node.map_arg(n.kwargs, lambda a: inside.get(a, a))
        given = [self.results[i] for i in results]
        fresh = [self.graph.call_function(torch.ops.aten.clone.default, (inside[r],)) if r in inside else r for r in given]
        self.graph.output(tuple(fresh))
        self.graph.lint()
        return fx.GraphModule(nn.Module(), self.graph)


def _cond(e: Exporter, node: Node, condition: fx.Node, blocks: Sequence[Block]) -> list[Any]:
    if e.is_aside:
        e.refuse(node, "this branch depends on values that only a call knows, inside another such branch", e.hinted(_REMEDY))
    sides = [_Side(e, node, block) for block in blocks]
    count = node.outputsSize()
    differing = [i for i in range(count) if not _are_same(sides[0].results[i], sides[1].results[i])]
    for i in differing:
        if not all(isinstance(s.results[i], fx.Node) for s in sides) or not isinstance(node.outputsAt(i).type(), TensorType):
            message = f"a branch that only a call decides gives a {node.outputsAt(i).type()}, not a tensor"
            e.refuse(node, f"this branch depends on values that only a call knows: {message}", e.hinted(_REMEDY))
    operands = list(dict.fromkeys(n for side in sides for n in side.captured()))
    names = [e.submodule(name, side.module(operands, differing)) for name, side in zip(("true", "false"), sides)]
    made = e.graph.call_function(torch.cond, (_truth(condition), *names, tuple(operands)))
    e.has_choices = True
    _drop_number(e, condition)
    found: list[Any] = list(sides[0].results)
    for place, i in enumerate(differing):
        found[i] = e.graph.call_function(item, (made, place))
    return found


def _drop_number(e: Exporter, condition: fx.Node) -> None:
    """torch.export cannot follow what makes a number of a tensor."""
    if not condition.users:
        e.graph.erase_node(condition)


def _truth(condition: fx.Node) -> fx.Node:
    """``bool(x)`` of a tensor of one bool is that tensor."""
    if condition.target is bool:
        inner = condition.args[0]
        assert isinstance(inner, fx.Node)
        return inner
    return condition


def _are_same(a: Any, b: Any) -> bool:
    return a is b or (not isinstance(a, fx.Node) and not isinstance(b, fx.Node) and type(a) is type(b) and bool(a == b))
