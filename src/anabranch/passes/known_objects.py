"""Calls of the methods of objects that are known, inlined: a module's method becomes one graph over its parameters.

``Known`` maps values of a graph, and of the bodies of its forks, to the instances they stand for.  Reading a submodule's slot
gives the submodule, unless some program sets that slot.  Non-goals: what attributes hold otherwise (``freeze_attributes``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from ..analysis.reachable import reachable
from ..ir.clone import copy_into
from ..ir.function import Function
from ..ir.graph import Block, Graph, Node, Use, Value
from ..lang.nominal import AttributeKind, ClassType
from .inline import called_function


class Instance(Protocol):
    """An object of a compiled class, as a backend has it."""

    @property
    def type(self) -> ClassType: ...
    def get(self, slot: int, /) -> Any: ...


Known = dict[Value, Instance]
Slots = set[tuple[ClassType, str]]


def set_slots(functions: Iterable[Function]) -> Slots:
    """The attributes that some node sets, in what the functions reach."""
    graphs = reachable(f.graph for f in functions)
    nodes = (n for graph in graphs for n in graph.walk() if n.kind() == "prim::SetAttr")
    return {(n.inputsAt(0).type(), n.s("name")) for n in nodes}  # type: ignore[misc]


def methods_below(instance: Instance) -> list[Function]:
    """The methods of the object and of the modules in it, as far as they are compiled."""
    return [f for t in types_below([instance]) for f in t.methods.values() if f.is_defined]


def module_in(owner: Instance, name: str) -> Instance | None:
    attribute = owner.type.attributes.get(name)
    if attribute is None or attribute.kind is not AttributeKind.MODULE:
        return None
    held = owner.get(owner.type.slot(name))
    return getattr(held, "_instance", held)  # type: ignore[no-any-return]


def given_away(known: Known) -> dict[Value, Instance]:
    """The known values that something uses otherwise than to read or set an attribute, or to give them to a task."""
    return {value: known[value] for value in known if any(gives_away(use) for use in value._uses)}


def gives_away(use: Use) -> bool:
    """Whether it is more than reading or setting an attribute of the value, or giving it to a task."""
    kind = use.user.kind()
    return kind not in ("prim::GetAttr", "prim::fork") and not (kind == "prim::SetAttr" and use.offset == 0)


def types_below(instances: Iterable[Instance]) -> set[ClassType]:
    """The types of the objects and of the modules in them."""
    found: set[ClassType] = set()
    waiting = list(instances)
    while waiting:
        one = waiting.pop()
        found.add(one.type)
        waiting += [m for name in one.type.attributes if (m := module_in(one, name)) is not None]
    return found


def inline_known(graph: Graph, owner: Instance, changing: Slots) -> Known:
    """Inlines in place; the graph's first input is ``owner``.  Calls of what is not known, and recursive ones, stay."""
    known: Known = {next(graph.inputs()): owner}
    _Inliner(known, changing).block(graph.block(), ())
    return known


class _Inliner:
    def __init__(self, known: Known, changing: Slots) -> None:
        self._known = known
        self._changing = changing

    def block(self, block: Block, inside: tuple[Function, ...]) -> None:
        self._nodes(next(iter(block.nodes()), block.returnNode()), block.returnNode(), inside)

    def _nodes(self, node: Node, end: Node, inside: tuple[Function, ...]) -> None:
        while node is not end:
            following = node._next
            assert following is not None
            callee = self._callee(node)
            if callee is not None and callee.is_defined and callee not in inside:
                self._nodes(_inlined(node, callee), following, (*inside, callee))
            else:
                self._look(node, inside)
            node = following

    def _look(self, node: Node, inside: tuple[Function, ...]) -> None:
        if node.kind() == "prim::GetAttr":
            self._get_attr(node)
        for _, body in node.subgraphs():
            self._known.update({b: self._known[a] for a, b in zip(node.inputs(), body.inputs()) if a in self._known})
            self.block(body.block(), inside)
        for block in node.blocks():
            self.block(block, inside)

    def _get_attr(self, node: Node) -> None:
        owner = self._known.get(node.inputsAt(0))
        if owner is not None and (owner.type, node.s("name")) not in self._changing:
            held = module_in(owner, node.s("name"))
            if held is not None:
                self._known[node.output()] = held

    def _callee(self, node: Node) -> Function | None:
        if node.kind() == "prim::CallMethod" and node.inputsAt(0) in self._known:
            found: Function | None = self._known[node.inputsAt(0)].type.methods.get(node.s("name"))
            return found
        return called_function(node) if node.kind() == "prim::CallFunction" else None


def _inlined(call: Node, callee: Function) -> Node:
    """Writes the body in the call's place; returns its first node, or what came behind the call."""
    previous, following, block = call.prev(), call.next(), call.owningBlock()
    arguments = list(call.inputs())[1 if call.kind() == "prim::CallFunction" else 0 :]
    results = copy_into(callee.graph, call, arguments)
    call.output().replaceAllUsesWith(results[0])
    call.destroy()
    first = previous.next() if previous is not None else next(iter(block.nodes()), following)
    assert first is not None
    return first
