"""Writing a ``Match``: conversions and default constants first, then the operator, then one value for its results."""

from __future__ import annotations

import ast

from ..base.record import replace
from ..ir.builder import Builder
from ..ir.graph import Node, Value
from ..lang.schema import Schema
from ..lang.types import NONE, Type
from ..ops.operators import find
from .bound import Bound, Convert, Default, Given, Item, MakeDict, MakeList, MakeTuple
from .compositions import Composition, composition_of
from .matching import Match
from .matching import match as match_call
from .overload_of import STRUCTURAL


def apply_match(builder: Builder, match: Match) -> Value:
    """Write the call; several results become one tuple, none becomes the constant None."""
    if match.requires_grad is not None:
        made = apply_match(builder, replace(match, requires_grad=None))
        return apply_match(builder, match_call("aten::requires_grad_", [made, match.requires_grad]))
    composition = composition_of(match.schema) if match.schema.is_own else None
    if composition is not None:
        return _compose(builder, composition, bound_inputs(builder, match))
    return pack_results(builder, call_node(builder, match), match.return_type)


def call_node(builder: Builder, match: Match) -> Node:
    """Write the operator alone, with its inputs; not for compositions, which are several."""
    inputs = bound_inputs(builder, match)
    if match.schema.name in STRUCTURAL:  # a kind of node of its own, without an overload
        return builder.node(match.schema.name, inputs, match.return_types)
    return builder.call_op(match.schema, inputs, match.return_types)


def bound_inputs(builder: Builder, match: Match) -> list[Value]:
    """Write what the inputs need and return them, in schema order."""
    writer = _Writer(builder)
    return [writer.write(bound) for bound in match.inputs]


def pack_results(builder: Builder, node: Node, t: Type) -> Value:
    results = list(node.outputs())
    if len(results) == 1:
        return results[0]
    return builder.tuple_(results, t) if results else builder.constant(None, NONE)


def _compose(builder: Builder, composition: Composition, inputs: list[Value]) -> Value:
    names = dict(zip((a.name for a in composition.schema.arguments), inputs, strict=True))

    def write(expression: ast.expr) -> Value:
        if isinstance(expression, ast.Name):
            return names[expression.id]
        if isinstance(expression, ast.Constant):
            return builder.constant(expression.value)
        assert isinstance(expression, ast.Call) and isinstance(expression.func, ast.Attribute)
        arguments = [write(argument) for argument in expression.args]
        return apply_match(builder, match_call(f"aten::{expression.func.attr}", arguments))

    return write(composition.body)


class _Writer:
    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.unpacked: dict[int, list[Value]] = {}

    def write(self, bound: Bound) -> Value:
        if isinstance(bound, Given):
            value: Value = bound.value
            return value
        if isinstance(bound, Default):
            return default_constant(self.builder, bound)
        if isinstance(bound, Convert):
            return self.converted(bound)
        if isinstance(bound, Item):
            return self.item(bound)
        if isinstance(bound, MakeList):
            return self.builder.list_(bound.element, [self.write(item) for item in bound.items])
        if isinstance(bound, MakeDict):
            return self.builder.dict_(bound.target, [])
        if isinstance(bound, MakeTuple):
            return self.builder.tuple_([self.write(item) for item in bound.items], bound.target)
        raise TypeError(f"unknown plan {bound!r}")

    def converted(self, bound: Convert) -> Value:
        return self.builder.call_op(_operator(bound.operator), [self.write(bound.source)], [bound.target]).output()

    def item(self, bound: Item) -> Value:
        source = self.write(bound.source)
        if id(source) not in self.unpacked:
            self.unpacked[id(source)] = self.builder.unpack_tuple(source)
        return self.unpacked[id(source)][bound.index]


def default_constant(builder: Builder, bound: Default) -> Value:
    """A default as a constant; a list is constructed, as torch prints it."""
    if isinstance(bound.value, list):
        t = bound.declared.contained()[0] if bound.declared.kind() == "OptionalType" else bound.declared
        element = t.contained()[0]
        return builder.list_(element, [default_constant(builder, Default(v, element)) for v in bound.value])
    return builder.constant(bound.value)


def _operator(qualified: str) -> Schema:
    schema = find(qualified)
    assert schema is not None, qualified
    return schema
