"""What a graph is made of: ``Value``, ``Node``, ``Block``.

The inspection methods are named as torch's graph objects name them, so that code which walks a graph keeps working.
Nodes of a block form a doubly linked list with the block's return node as its sentinel.  Non-goals: the graph that owns
them and their names (``graph``), convenience of construction (``builder``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ..base.errors import GraphError
from ..base.given import Given
from ..base.record import Record, field
from ..base.source import Span
from ..lang.schema import Schema
from ..lang.types import TENSOR, Type

if TYPE_CHECKING:
    from .graph import Graph

node_text: Given[[Node], str] = Given("anabranch.text.printer")


class Use(NamedTuple):
    user: Node
    offset: int


class NodeAttribute(Record):
    """``kind`` is torch's letter: i f s c t g ty ival and their plurals (is fs ss ts tys); ``py`` is unprinted."""

    kind: str
    value: Any


class Value(Record, eq=False, weakref=True):
    """An SSA value: the result of one node or a parameter of a block."""

    _node: Node
    _type: Type
    unique_id: int
    _name: str | None = None
    _uses: list[Use] = field(default_factory=list)

    def type(self) -> Type:
        return self._type

    def setType(self, t: Type) -> Value:
        self._type = t
        return self

    def node(self) -> Node:
        return self._node

    def uses(self) -> list[Use]:
        return list(self._uses)

    def hasDebugName(self) -> bool:
        return self._name is not None

    def unique(self) -> int:
        return self.unique_id

    def debugName(self) -> str:
        return self._name if self._name is not None else str(self.unique_id)

    def setDebugName(self, name: str) -> Value:
        """Name the value; a taken name gets the next free ``.N`` suffix."""
        self._name = self._node.owningGraph()._claim_name(name, self)
        return self

    def offset(self) -> int:
        return next(i for i, v in enumerate(self._node._outputs) if v is self)

    def toIValue(self) -> Any:
        """The constant this value holds; None where it is not a constant."""
        return self._node.constant_value() if self._node.kind() == "prim::Constant" else None

    def replaceAllUsesWith(self, other: Value) -> None:
        for user, offset in self.uses():
            user.replaceInputAt(offset, other)

    def __repr__(self) -> str:
        return f"{self.debugName()} defined in ({self._node!r})"


class Node(Record, eq=False, weakref=True):
    """One operation.  ``op`` is the chosen overload, for operators; ``span`` the place it came from."""

    _graph: Graph
    _kind: str
    op: Schema | None = None
    span: Span | None = None
    scope: str = ""
    _inputs: list[Value] = field(default_factory=list)
    _outputs: list[Value] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)
    attributes: dict[str, NodeAttribute] = field(default_factory=dict)
    _block: Block | None = None
    _prev: Node | None = None
    _next: Node | None = None

    # -- looking

    def kind(self) -> str:
        return self._kind

    def inputs(self) -> Iterator[Value]:
        return iter(list(self._inputs))

    def outputs(self) -> Iterator[Value]:
        return iter(list(self._outputs))

    def inputsSize(self) -> int:
        return len(self._inputs)

    def outputsSize(self) -> int:
        return len(self._outputs)

    def inputsAt(self, i: int) -> Value:
        return self._inputs[i]

    def outputsAt(self, i: int) -> Value:
        return self._outputs[i]

    def input(self) -> Value:
        """The one input.  Raises GraphError where there is not exactly one."""
        return self._only(self._inputs, "input")

    def output(self) -> Value:
        """The one output.  Raises GraphError where there is not exactly one."""
        return self._only(self._outputs, "output")

    def _only(self, values: list[Value], what: str) -> Value:
        if len(values) != 1:
            raise GraphError(f"{self._kind} has {len(values)} {what}s, not one")
        return values[0]

    def blocks(self) -> Iterator[Block]:
        return iter(list(self._blocks))

    def owningBlock(self) -> Block:
        if self._block is None:
            raise GraphError(f"{self._kind} is in no block")
        return self._block

    def owningGraph(self) -> Graph:
        return self._graph

    def next(self) -> Node | None:
        return self._next

    def prev(self) -> Node | None:
        return self._prev

    def schema(self) -> str:
        return str(self.op) if self.op else "(no schema)"

    def sourceRange(self) -> str:
        return f"{self.span.excerpt()}\n# {self.span}" if self.span else ""

    def scopeName(self) -> str:
        return self.scope

    def isBefore(self, other: Node) -> bool:
        """Whether this node comes before ``other`` in the same block."""
        node = self._next
        while node is not None and node is not other:
            node = node._next
        return node is other

    def findNode(self, kind: str, recurse: bool = True) -> Node | None:
        return next((n for b in self._blocks for n in b.walk(recurse) if n.kind() == kind), None)

    def findAllNodes(self, kind: str, recurse: bool = True) -> list[Node]:
        return [n for b in self._blocks for n in b.walk(recurse) if n.kind() == kind]

    # -- attributes

    def hasAttribute(self, name: str) -> bool:
        return name in self.attributes

    def attributeNames(self) -> list[str]:
        return [n for n, a in self.attributes.items() if a.kind != "py"]

    def kindOf(self, name: str) -> str:
        return self.attributes[name].kind

    def attribute(self, name: str) -> Any:
        return self.attributes[name].value

    i = f = s = t = g = ival = c = ty = is_ = fs = ss = ts = tys = attribute

    def set_attribute(self, name: str, kind: str, value: Any) -> Node:
        self.attributes[name] = NodeAttribute(kind, value)
        return self

    def constant_value(self) -> Any:
        """What a prim::Constant stands for (None for one without a value).

        A tensor marked ``wrapped`` stands for its number: operators that want a tensor wrap it anew.
        """
        if "value" not in self.attributes:
            return None
        value = self.attributes["value"].value
        if "wrapped" in self.attributes:
            return value.item()
        return bool(value) if self._outputs[0].type().annotation_str == "bool" else value

    def subgraphs(self) -> list[tuple[str, Graph]]:
        return [(n, a.value) for n, a in self.attributes.items() if a.kind == "g"] if self.attributes else []

    # -- changing

    def addInput(self, value: Value) -> Value:
        value._uses.append(Use(self, len(self._inputs)))
        self._inputs.append(value)
        return value

    def insertInput(self, i: int, value: Value) -> Value:
        values = [*self._inputs[:i], value, *self._inputs[i:]]
        self.set_inputs(values)
        return value

    def replaceInputAt(self, i: int, value: Value) -> Value:
        old = self._inputs[i]
        old._uses = [u for u in old._uses if not (u.user is self and u.offset == i)]
        self._inputs[i] = value
        value._uses.append(Use(self, i))
        return old

    def replaceInput(self, i: int, value: Value) -> Value:
        return self.replaceInputAt(i, value)

    def replaceInputWith(self, old: Value, new: Value) -> None:
        for i, value in enumerate(self._inputs):
            if value is old:
                self.replaceInputAt(i, new)

    def removeInput(self, i: int) -> None:
        self.set_inputs([v for k, v in enumerate(self._inputs) if k != i])

    def removeAllInputs(self) -> None:
        self.set_inputs([])

    def set_inputs(self, values: Iterable[Value]) -> None:
        for value in set(self._inputs):
            value._uses = [u for u in value._uses if u.user is not self]
        self._inputs = []
        for value in values:
            self.addInput(value)

    def addOutput(self, t: Type = TENSOR) -> Value:
        value = self._graph._new_value(self, t)
        self._outputs.append(value)
        return value

    def eraseOutput(self, i: int) -> None:
        if self._outputs[i]._uses:
            raise GraphError(f"output {i} of {self._kind} is still used")
        self._graph._release_name(self._outputs.pop(i))

    def addBlock(self) -> Block:
        block = Block(self._graph, self)
        self._blocks.append(block)
        return block

    def insertBefore(self, other: Node) -> Node:
        """Put this (unplaced) node before ``other``."""
        prev = other._prev
        self._block, self._prev, self._next = other._block, prev, other
        other._prev = self
        if prev is not None:
            prev._next = self
        elif self._block is not None:
            self._block._first = self
        return self

    def insertAfter(self, other: Node) -> Node:
        if other._next is None:
            raise GraphError("nothing can follow a block's return")
        return self.insertBefore(other._next)

    def _unlink(self) -> None:
        if self._prev is not None:
            self._prev._next = self._next
        elif self._block is not None:
            self._block._first = self._next or self._block._return
        if self._next is not None:
            self._next._prev = self._prev
        self._block = self._prev = self._next = None

    def moveBefore(self, other: Node) -> None:
        self._unlink()
        self.insertBefore(other)

    def moveAfter(self, other: Node) -> None:
        self._unlink()
        self.insertAfter(other)

    def destroy(self) -> None:
        """Remove the node and what it contains.  Raises GraphError while a result is used."""
        for i in reversed(range(len(self._outputs))):
            self.eraseOutput(i)
        self.removeAllInputs()
        for block in self._blocks:
            block.clear()
        if self._block is not None:
            self._unlink()

    def __repr__(self) -> str:
        return node_text(self)


class Block:
    """A straight list of nodes with parameters (``inputs``) and results (``outputs``)."""

    def __init__(self, graph: Graph, owner: Node | None) -> None:
        self._graph = graph
        self._owner = owner
        self._param = Node(graph, "prim::Param")
        self._return = Node(graph, "prim::Return")
        self._param._block = self._return._block = self
        self._first: Node = self._return

    def inputs(self) -> Iterator[Value]:
        return self._param.outputs()

    def outputs(self) -> Iterator[Value]:
        return self._return.inputs()

    def nodes(self) -> Iterator[Node]:
        """The nodes in order, the return node excluded; the current one may be removed meanwhile."""
        node = self._first
        while node is not self._return:
            following = node._next
            yield node
            node = node._next or following or self._return

    def walk(self, recurse: bool = True) -> Iterator[Node]:
        """All nodes, those of inner blocks after the node that holds them."""
        node = self._first
        while node is not self._return:
            following = node._next
            yield node
            if recurse and node._blocks:
                for block in node._blocks:
                    yield from block.walk()
            node = node._next or following or self._return

    def paramNode(self) -> Node:
        return self._param

    def returnNode(self) -> Node:
        return self._return

    param_node, return_node = paramNode, returnNode

    def owningNode(self) -> Node | None:
        return self._owner

    def addInputToBlock(self, t: Type = TENSOR) -> Value:
        return self._param.addOutput(t)

    def registerOutput(self, value: Value) -> int:
        self._return.addInput(value)
        return self._return.inputsSize() - 1

    def append(self, node: Node) -> Node:
        return node.insertBefore(self._return)

    def prepend(self, node: Node) -> Node:
        return node.insertBefore(self._first)

    def clear(self) -> None:
        self._return.removeAllInputs()
        for node in reversed(list(self.nodes())):
            node.destroy()
