"""Which values of a graph may share memory, and whether a node may write to it.

TorchScript's model: a value of a type that can change is at one of some places in memory; a place holds others (a list its
items, an object its attributes, a future its result).  One place, ``outside``, is all that the graph does not see: its inputs,
what Python has.  Nodes add places to values until none has more to add; their order does not matter, so bodies of forks are
like other blocks, and the answer errs towards "may".  Non-goal: changing graphs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from ..ir.graph import Graph, Node, Value
from ..lang.schema import Argument, Schema
from ..lang.types import Type
from ..ops.unmarked_views import UNMARKED_VIEWS
from ..text.printer import walk_all

Origin = Callable[[Node], Hashable | None]
_IMMUTABLE = frozenset(
    "IntType FloatType BoolType StringType NoneType NumberType ComplexType DeviceObjType StreamObjType EnumType "
    "FunctionType".split()
)
_SAME = frozenset({"prim::unchecked_cast", "prim::Uninitialized"})
_BUILDS = frozenset({"prim::ListConstruct", "prim::TupleConstruct", "prim::DictConstruct"})
_TAKES_OUT = frozenset({"prim::TupleUnpack", "prim::TupleIndex", "prim::ListUnpack", "aten::wait"})
_HARMLESS = frozenset({"prim::Print", "prim::RaiseException"})
# batch_norm and its kin write the statistics, unmarked, unless a flag tells them that nobody trains.
RUNNING_STATISTICS = ("running_mean", "running_var")
TRAINING_FLAGS = ("training", "train", "use_input_stats")


def can_change(t: Type) -> bool:
    """Whether values of the type are, or hold, something that can be written to."""
    if t.kind() in ("OptionalType", "TupleType", "UnionType", "NamedTupleType"):
        return any(can_change(inner) for inner in t.contained())
    return t.kind() not in _IMMUTABLE


class Place:
    """Some memory: what it may hold, and the nodes that may write to it."""

    __slots__ = ("holds", "writers")

    def __init__(self) -> None:
        self.holds: set[Place] = set()
        self.writers: dict[Node, None] = {}


class Aliases:
    """The places of a graph's values.  ``origin`` may say of a node that reads an attribute which memory it gives: nodes of one
    origin give the same, of different ones different; None: whatever its owner holds."""

    def __init__(self, graph: Graph, origin: Origin = lambda node: None) -> None:
        self.origin = origin
        self._places: dict[Value, set[Place]] = {}
        self._own: dict[Hashable, Place] = {}
        self._unseen: dict[Node, None] = {}
        self._outside = Place()
        self._outside.holds.add(self._outside)
        for value in graph.inputs():
            self.add(value, {self._outside})
        self._settle(list(walk_all(graph)))

    def may_alias(self, a: Value, b: Value) -> bool:
        return a is b or not self.at(a).isdisjoint(self.at(b))

    def writers(self, value: Value) -> list[Node]:
        """The nodes that may write to the value's memory."""
        return list({node: None for place in self.at(value) for node in place.writers})

    # -- what the rules below say

    def at(self, value: Value) -> set[Place]:
        return self._places.get(value, set())

    def inside(self, value: Value) -> set[Place]:
        return {held for place in self.at(value) for held in place.holds}

    def add(self, value: Value, places: set[Place]) -> None:
        if can_change(value.type()):
            self._places.setdefault(value, set()).update(places)

    def put(self, value: Value, places: set[Place]) -> None:
        """What the value is may hold the places."""
        for place in list(self.at(value)):
            place.holds |= places

    def fresh(self, key: Hashable) -> Place:
        return self._own.setdefault(key, Place())

    def write(self, node: Node, places: set[Place]) -> None:
        for place in places:
            place.writers[node] = None

    def anything(self, node: Node) -> None:
        """A call of what is not seen: it may keep, give back and write whatever it reaches."""
        self._unseen[node] = None
        self._outside.holds |= {place for value in node.inputs() for place in self.at(value)}
        for value in node.outputs():
            self.add(value, {self._outside, *self._outside.holds})

    # -- the fixed point

    def _settle(self, nodes: list[Node]) -> None:
        before = -1
        while before != (before := self._size()):
            for node in nodes:
                self._node(node)
        for node in self._unseen:
            self.write(node, reached({self._outside}))

    def _size(self) -> int:
        held = {p for places in self._places.values() for p in places} | {self._outside, *self._own.values()}
        return sum(map(len, self._places.values())) + sum(len(p.holds) + len(p.writers) for p in held)

    def _node(self, node: Node) -> None:
        rule = _RULES.get(node.kind())
        if rule is not None:
            rule(self, node)
        elif node.op is not None:
            operator(self, node, node.op)
        elif node.kind() not in _HARMLESS:
            self.anything(node)


def reached(places: set[Place]) -> set[Place]:
    """The places, what they hold, what that holds ..."""
    found: set[Place] = set()
    waiting = list(places)
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            waiting += place.holds
    return found


# -- operators: what their schemas say


def operator(a: Aliases, node: Node, op: Schema) -> None:
    given = list(zip(op.arguments, node.inputs()))
    if op.is_vararg:  # formats: only what they ask for its text could be changed
        if any(can_change(v.type()) and v.type().kind() != "TensorType" for v in node.inputs()):
            a.anything(node)
        return
    for argument, value in given:
        _argument(a, node, op, argument, value)
    for argument, value in zip(op.returns, node.outputs()):
        _result(a, op, argument, value, given)


def _argument(a: Aliases, node: Node, op: Schema, argument: Argument, value: Value) -> None:
    if argument.is_write or (argument.name in RUNNING_STATISTICS and _may_train(node, op)):
        a.write(node, a.at(value) if op.is_own else a.at(value) | a.inside(value))
    if "*" in argument.alias_after and op.is_own:  # an item that a container takes
        for owner, holder in zip(op.arguments, node.inputs()):
            if owner.is_write:
                a.put(holder, a.at(value))


def _result(a: Aliases, op: Schema, argument: Argument, value: Value, given: Sequence[tuple[Argument, Value]]) -> None:
    if not can_change(value.type()):
        return
    named = argument.alias_before - {"*"}
    sources = [v for other, v in given if named & (other.alias_before | other.alias_after)]
    places = {place for v in sources for place in a.at(v)}
    if "*" in argument.alias_before:
        places |= {place for _, v in given for place in a.inside(v)}
    if op.name in UNMARKED_VIEWS:
        places |= {place for _, v in given for place in a.at(v) | a.inside(v)}
    holds = value.type().kind() == "ListType" and not op.is_own
    if holds or not places or op.name in UNMARKED_VIEWS:
        a.add(value, {a.fresh(value)})
    if holds:
        items = a.fresh((value, "items"))
        a.put(value, places | {items})
    else:
        a.add(value, places)


def _may_train(node: Node, op: Schema) -> bool:
    told = [v for a, v in zip(op.arguments, node.inputs()) if a.name in TRAINING_FLAGS]
    return not told or told[0].toIValue() is not False


# -- kinds of nodes


def _same(a: Aliases, node: Node) -> None:
    for value in node.outputs():
        for source in node.inputs():
            a.add(value, a.at(source))


def _builds(a: Aliases, node: Node) -> None:
    a.add(node.output(), {a.fresh(node.output())})
    for item in node.inputs():
        a.put(node.output(), a.at(item))


def _takes_out(a: Aliases, node: Node) -> None:
    source = node.inputsAt(0)
    for value in node.outputs():
        a.add(value, a.inside(source))


def _slice(a: Aliases, node: Node) -> None:
    a.add(node.output(), {a.fresh(node.output())})
    a.put(node.output(), a.inside(node.inputsAt(0)))


def _constant(a: Aliases, node: Node) -> None:
    if can_change(node.output().type()) and node.constant_value() is not None:
        a.add(node.output(), {a.fresh(id(node.constant_value()))})


def _get_attr(a: Aliases, node: Node) -> None:
    if not can_change(node.output().type()):
        return
    origin = a.origin(node)
    if origin is None:
        a.add(node.output(), a.inside(node.inputsAt(0)))
        return
    place = a.fresh(origin)
    a.add(node.output(), {place})
    if node.output().type().kind() != "TensorType":
        place.holds.add(a.fresh((origin, "items")))


def _set_attr(a: Aliases, node: Node) -> None:
    owner, value = node.inputs()
    a.write(node, a.at(owner))
    a.put(owner, a.at(value))


def _branch(a: Aliases, node: Node) -> None:
    for i, value in enumerate(node.outputs()):
        for block in node.blocks():
            a.add(value, a.at(block.returnNode().inputsAt(i)))


def _loop(a: Aliases, node: Node) -> None:
    (body,) = node.blocks()
    starts, params, ends = list(node.inputs())[2:], list(body.inputs())[1:], list(body.outputs())[1:]
    for value, start, param, end in zip(node.outputs(), starts, params, ends):
        a.add(param, a.at(start) | a.at(end))
        a.add(value, a.at(param))


def _fork(a: Aliases, node: Node) -> None:
    graph: Graph = node.attribute("Subgraph")
    for given, inner in zip(node.inputs(), graph.inputs()):
        a.add(inner, a.at(given))
    a.add(node.output(), {a.fresh(node.output())})
    for result in graph.outputs():
        a.put(node.output(), a.at(result))


_RULES: dict[str, Callable[[Aliases, Node], None]] = {
    **dict.fromkeys(_SAME, _same),
    **dict.fromkeys(_BUILDS, _builds),
    **dict.fromkeys(_TAKES_OUT, _takes_out),
    "prim::TupleSlice": _slice,
    "prim::Constant": _constant,
    "prim::GetAttr": _get_attr,
    "prim::SetAttr": _set_attr,
    "prim::If": _branch,
    "prim::Loop": _loop,
    "prim::fork": _fork,
}
