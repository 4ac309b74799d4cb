"""The static type of the place where a value is used: a parameter, an item, a slot, a result."""

from __future__ import annotations

from collections.abc import Callable

from ..ir.graph import Node
from ..lang.codes import holds_objects
from ..lang.nominal import ClassType, InterfaceType
from ..lang.types import ANY, ANY_TUPLE, DictType, FunctionType, ListType, TupleType, Type
from ..overloads.type_variables import Unbound, bind, resolve

_IDENTITY = ("aten::__is__", "aten::__isnot__", "aten::__same_item__")


def wanted_type(user: Node, offset: int, returns: Type | None) -> Type | None:
    """None where the value is taken as it is; ``returns`` is the type of the function's result."""
    if user._kind == "prim::Return":
        return _left(user, offset, returns)
    if user._kind == "prim::Loop":
        return user.outputsAt(offset - 2).type() if offset >= 2 else None
    rule = _RULES.get(user._kind)
    if rule is not None:
        return rule(user, offset)
    return _parameter(user, offset) if user.op is not None else None


def _left(node: Node, offset: int, returns: Type | None) -> Type | None:
    """Of what a block gives."""
    owner = node.owningBlock().owningNode()
    if owner is None:
        return returns
    if owner._kind == "prim::Loop":
        return owner.outputsAt(offset - 1).type() if offset else None
    return owner.outputsAt(offset).type() if owner._kind == "prim::If" else None


def _list_item(node: Node, offset: int) -> Type | None:
    t = node.output().type()
    return t.element if isinstance(t, ListType) else None


def _tuple_item(node: Node, offset: int) -> Type | None:
    t = node.output().type()
    return t.items[offset] if isinstance(t, TupleType) else None


def _dict_item(node: Node, offset: int) -> Type | None:
    t = node.output().type()
    return (t.key, t.value)[offset % 2] if isinstance(t, DictType) else None


def _slot(node: Node, offset: int) -> Type | None:
    owner = node.inputsAt(0).type()
    return owner.attributes[node.s("name")].type if offset and isinstance(owner, ClassType) else None


def _argument(node: Node, offset: int) -> Type | None:
    t = node.inputsAt(0).type()
    return t.function.schema.arguments[offset - 1].type if offset and isinstance(t, FunctionType) else None


def _method_argument(node: Node, offset: int) -> Type | None:
    owner, name = node.inputsAt(0).type(), node.s("name")
    if isinstance(owner, ClassType) and name in owner.methods:
        return owner.methods[name].schema.arguments[offset].type
    return owner.methods[name].arguments[offset].type if isinstance(owner, InterfaceType) and name in owner.methods else None


def _of_python(node: Node, offset: int) -> Type:
    """Python functions get what they would get in eager."""
    return ANY


_RULES: dict[str, Callable[[Node, int], Type | None]] = {
    "prim::ListConstruct": _list_item, "prim::TupleConstruct": _tuple_item, "prim::DictConstruct": _dict_item,
    "prim::SetAttr": _slot, "prim::CallFunction": _argument, "prim::CallMethod": _method_argument,
    **dict.fromkeys(("aten::str", "aten::repr", "aten::format_value"), lambda node, offset: ANY if offset == 0 else None),
    "prim::PythonOp": _of_python, "prim::TupleIndex": lambda node, offset: None, "aten::len": lambda node, offset: None,
}  # fmt: skip


def _parameter(node: Node, offset: int) -> Type | None:
    assert node.op is not None
    formals = node.op.arguments
    types = [v.type() for v in node.inputs()]
    if offset >= len(formals):
        return ANY if node.op.is_vararg else None
    if node._kind in _IDENTITY and any(map(holds_objects, types)):
        return ANY
    bindings: dict[str, Type] = {}
    try:
        for formal, t in zip(formals, types):
            bind(formal.type, t, bindings)
        found = resolve(formals[offset].type, bindings)
    except Unbound:
        return None
    return ANY if found == ANY_TUPLE else found
