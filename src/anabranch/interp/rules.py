"""Values: constants, containers, attributes, calls.  One rule for each kind of node."""

from __future__ import annotations

import copy
from typing import Any

from ..base import wording
from ..base.given import Given
from ..base.source import NOWHERE
from ..base.user_warnings import WarnAt
from ..ir.graph import Node
from ..lang.nominal import ClassType
from ..lang.types import NONE, FunctionType, NamedTupleType, Type
from ..ops import OWN_OPS
from ..ops.nans import with_one_nan
from ..ops.raising import raise_class, raise_named
from ..ops.values import key
from .contexts import Region, region
from .machine import Call, Frame, Results, Steps, only, rule
from .own_errors import with_own_errors
from .type_tests import has_type
from .values import Instance, make_named_tuple

# What a Python function gave, as a value of the type that it declares.
from_python: Given[[Any, Type, str], Any] = Given("anabranch.runtime.conversion")


@rule("prim::Constant")
def constant(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    t = node.output().type()
    if isinstance(t, FunctionType):
        return (t.function,)
    value = node.constant_value()
    return (with_one_nan(copy.copy(value) if isinstance(value, list | dict | set) else value),)


@rule("prim::Uninitialized")
def uninitialized(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    return (None,)


@rule("prim::ListConstruct")
def list_construct(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    return (inputs,)


@rule("prim::TupleConstruct")
def tuple_construct(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    t = node.output().type()
    return (make_named_tuple(t, inputs) if isinstance(t, NamedTupleType) else tuple(inputs),)


@rule("prim::DictConstruct")
@with_own_errors
def dict_construct(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    return (dict(zip(map(key, inputs[::2]), inputs[1::2], strict=True)),)


@rule("prim::TupleUnpack")
def tuple_unpack(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    items: Results = inputs[0]
    return items


@rule("prim::ListUnpack")
@with_own_errors
def list_unpack(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    items: list[Any] = inputs[0]
    wanted = node.outputsSize()
    if len(items) < wanted:
        raise ValueError(f"not enough values to unpack (expected {wanted}, got {len(items)})")
    if len(items) > wanted:
        raise ValueError(f"too many values to unpack (expected {wanted})")
    return items


@rule("prim::TupleIndex")
@with_own_errors
def tuple_index(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    return (inputs[0][inputs[1]],)


@rule("prim::TupleSlice")
def tuple_slice(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    return (tuple(inputs[0])[node.i("beg") : node.i("end")],)


@rule("prim::CreateObject")
def create_object(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    t: Any = node.output().type()
    return (region(t.name) or Instance(t),)


@rule("prim::GetAttr")
def get_attribute(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    return (inputs[0].get(inputs[0].type.slot(node.s("name"))),)


@rule("prim::SetAttr")
def set_attribute(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    owner, value = inputs
    owner.set(owner.type.slot(node.s("name")), value)
    return ()


@rule("prim::CallFunction")
def call_function(frame: Frame, node: Node, inputs: list[Any]) -> Steps:
    return (only((yield Call.of(inputs[0], inputs[1:]))),)


@rule("prim::CallMethod")
def call_method(frame: Frame, node: Node, inputs: list[Any]) -> Steps:
    owner = inputs[0]
    if isinstance(owner, Region):
        owner.arguments = tuple(inputs[1:])
        return (None,)[: node.outputsSize()]
    results = yield Call.of(owner.type.methods[node.s("name")], inputs)
    return (only(results),)[: node.outputsSize()]


@rule("prim::PythonOp")
def python_operator(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    t = node.output().type() if node.outputsSize() else NONE
    return (from_python(node.attribute("fn")(*inputs), t, str(node.attribute("name"))),)[: node.outputsSize()]


@rule("prim::isinstance")
def is_instance(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    return (any(has_type(inputs[0], t) for t in node.tys("types")),)


@rule("prim::unchecked_cast", "prim::unchecked_unwrap_optional")
@with_own_errors
def as_it_is(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    t, value = node.output().type(), inputs[0]
    if isinstance(t, ClassType) and isinstance(value, Instance) and value.type is not t:
        raise TypeError(wording.derived_object(value.type.name, t.name))
    return inputs


@rule("prim::EnumName")
def enum_name(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    return (inputs[0].name,)


@rule("prim::EnumValue")
def enum_value(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    return (inputs[0].value,)


@rule("prim::tolist")
@with_own_errors
def to_list(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    return (with_one_nan(OWN_OPS.meaning("prim::tolist")(*inputs)),)


@rule("prim::Print")
def print_values(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    OWN_OPS.meaning("prim::Print")(*inputs)
    return ()


@rule("aten::warn")
def warn(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    WarnAt(node.span or NOWHERE)(*inputs)
    return ()


@rule("prim::RaiseException")
def raise_exception(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    message = str(inputs[0]) if inputs else ""
    if node.hasAttribute("class_"):
        raise_class(node.attribute("class_"), message)
    raise_named(inputs[1] if len(inputs) > 1 and inputs[1] else "RuntimeError", message)
