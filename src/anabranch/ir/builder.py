"""The one way to write graphs: ``Builder`` has an insertion point, a current place and typed helpers.

Both frontends, the parser and the passes write through it.  Non-goal: choosing overloads (``matching``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import torch

from ..base.errors import GraphError
from ..base.source import Span
from ..lang.types import (
    BOOL,
    COMPLEX,
    DEVICE,
    FLOAT,
    INT,
    NONE,
    STR,
    TENSOR,
    DictType,
    FunctionType,
    FutureType,
    ListType,
    TupleType,
    Type,
)
from .graph import Block, Graph, Node, Value

if TYPE_CHECKING:
    from ..lang.schema import Schema
    from .function import Function


class _Setting:
    """A ``with`` block in which an attribute of an object has another value: written often, so no generator."""

    __slots__ = ("_name", "_object", "_value")

    def __init__(self, obj: Any, name: str, value: Any) -> None:
        self._object, self._name, self._value = obj, name, value

    def _swap(self) -> None:
        before = getattr(self._object, self._name)
        setattr(self._object, self._name, self._value)
        self._value = before

    def __enter__(self) -> None:
        self._swap()

    def __exit__(self, *error: object) -> None:
        self._swap()


class Builder:
    """Writes nodes at an insertion point (``before`` a node) of one graph."""

    def __init__(self, graph: Graph | None = None) -> None:
        self.graph = graph if graph is not None else Graph()
        self.span: Span | None = None
        self.scope = ""
        self._before: Node = self.graph.return_node()

    # -- where

    @property
    def block(self) -> Block:
        """The block that is being written."""
        return self._before.owningBlock()

    def place(self) -> Node:
        """The node before which the next one is written."""
        return self._before

    def at(self, place: Block | Node) -> AbstractContextManager[None]:
        """Write at the end of a block, or before a node."""
        return _Setting(self, "_before", place.returnNode() if isinstance(place, Block) else place)

    def from_(self, span: Span | None) -> AbstractContextManager[None]:
        """Nodes written inside come from ``span``."""
        return _Setting(self, "span", span or self.span)

    # -- nodes

    def node(
        self,
        kind: str,
        inputs: Sequence[Value] = (),
        output_types: Sequence[Type] = (),
        attributes: Mapping[str, tuple[str, Any]] | None = None,
        op: Schema | None = None,
    ) -> Node:
        """Write one node; ``attributes`` maps names to (kind, value)."""
        node = self.graph.create(kind, inputs, output_types, op=op, span=self.span)
        node.scope = self.scope
        for name, (attribute_kind, value) in (attributes or {}).items():
            node.set_attribute(name, attribute_kind, value)
        return node.insertBefore(self._before)

    def emit(
        self,
        kind: str,
        inputs: Sequence[Value],
        t: Type,
        attributes: Mapping[str, tuple[str, Any]] | None = None,
        op: Schema | None = None,
    ) -> Value:
        """Write a node with one result."""
        return self.node(kind, inputs, [t], attributes, op).output()

    def call_op(self, op: Schema, inputs: Sequence[Value], output_types: Sequence[Type] | None = None) -> Node:
        """Write an operator with its chosen overload; ``output_types`` where the schema has free types."""
        types = [r.type for r in op.returns] if output_types is None else output_types
        return self.node(op.name, inputs, types, op=op)

    # -- constants

    def constant(self, value: Any, t: Type | None = None) -> Value:
        """A prim::Constant; its type follows from the value unless given (dtype, layout … are ints)."""
        t = t or constant_type(value)
        return self.emit("prim::Constant", [], t, constant_attributes(value, t))

    def none(self) -> Value:
        return self.constant(None)

    def function(self, function: Function) -> Value:
        """A constant that stands for a function."""
        return self.emit("prim::Constant", [], FunctionType(function), {"name": ("s", function.name)})

    # -- the usual shapes

    def list_(self, element: Type, items: Sequence[Value]) -> Value:
        return self.emit("prim::ListConstruct", items, ListType(element))

    def tuple_(self, items: Sequence[Value], t: Type | None = None) -> Value:
        return self.emit("prim::TupleConstruct", items, t or TupleType(tuple(v.type() for v in items)))

    def dict_(self, t: DictType, keys_and_values: Sequence[Value]) -> Value:
        return self.emit("prim::DictConstruct", keys_and_values, t)

    def unpack_tuple(self, value: Value) -> list[Value]:
        t = value.type()
        if not isinstance(t, TupleType):
            raise GraphError(f"cannot unpack a {t}")
        return list(self.node("prim::TupleUnpack", [value], t.items).outputs())

    def get_attr(self, owner: Value, name: str, t: Type) -> Value:
        return self.emit("prim::GetAttr", [owner], t, {"name": ("s", name)})

    def set_attr(self, owner: Value, name: str, value: Value) -> Node:
        return self.node("prim::SetAttr", [owner, value], [], {"name": ("s", name)})

    def call_function(self, function: Function, arguments: Sequence[Value], result: Type | None = None) -> Value:
        """Call a function; all arguments, in schema order."""
        t = result or function.schema.return_type
        return self.emit("prim::CallFunction", [self.function(function), *arguments], t)

    def call_method(self, owner: Value, name: str, arguments: Sequence[Value], result: Type) -> Value:
        return self.emit("prim::CallMethod", [owner, *arguments], result, {"name": ("s", name)})

    def fork(self, subgraph: Graph, captures: Sequence[Value], result: Type | None = None) -> Value:
        """Start ``subgraph`` (one output, of which more may be known) as a task on the captured values."""
        result = result or next(subgraph.outputs()).type()
        return self.emit("prim::fork", captures, FutureType(result), {"Subgraph": ("g", subgraph)})

    def wait(self, future: Value) -> Value:
        t = future.type()
        if not isinstance(t, FutureType):
            raise GraphError(f"cannot wait for a {t}")
        return self.emit("aten::wait", [future], t.element)

    def if_(self, condition: Value) -> Node:
        """A prim::If with two empty blocks and no results yet."""
        node = self.node("prim::If", [condition])
        node.addBlock()
        node.addBlock()
        return node

    def loop(self, max_trip: Value, condition: Value, carried: Sequence[Value]) -> Node:
        """A prim::Loop whose body has the trip count and the carried values as parameters, and no results yet."""
        node = self.node("prim::Loop", [max_trip, condition, *carried], [v.type() for v in carried])
        body = node.addBlock()
        body.addInputToBlock(INT)
        for value in carried:
            body.addInputToBlock(value.type())
        return node


_BY_PYTHON_TYPE: dict[type, Type] = {bool: BOOL, int: INT, float: FLOAT, complex: COMPLEX, str: STR, type(None): NONE}


def constant_type(value: Any) -> Type:
    """The type of a Python value as a constant.  Raises GraphError for what a constant cannot be."""
    if type(value) in _BY_PYTHON_TYPE:
        return _BY_PYTHON_TYPE[type(value)]
    if isinstance(value, torch.Tensor):
        return TENSOR
    if isinstance(value, torch.device):
        return DEVICE
    if isinstance(value, tuple):
        return TupleType(tuple(map(constant_type, value)))
    if isinstance(value, list) and value:
        return ListType(constant_type(value[0]))
    raise GraphError(f"a {type(value).__name__} cannot be a constant")


_ATTRIBUTE_KINDS: dict[Type, str] = {BOOL: "i", INT: "i", FLOAT: "f", COMPLEX: "c", STR: "s"}


def constant_attributes(value: Any, t: Type) -> dict[str, tuple[str, Any]]:
    """The ``value`` attribute of a prim::Constant, as (kind, value)."""
    if value is None:
        return {}
    if isinstance(value, torch.Tensor):
        return {"value": ("t", value)}
    if t == BOOL:
        return {"value": ("i", int(value))}
    kind = _ATTRIBUTE_KINDS.get(t)
    if kind is None:
        kind = {int: "i", float: "f", complex: "c"}.get(type(value), "ival")
    return {"value": (kind, value)}
