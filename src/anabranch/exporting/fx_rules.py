"""What each kind of node means to the Exporter: values, objects, calls, control flow, tasks, contexts.

Non-goals: operators (``fx_operators``), the run itself (``fx``).
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import torch
from torch import fx, nn

from ..base.futures import Future
from ..interp import Instance
from ..interp.values import make_named_tuple
from ..ir.graph import Node
from ..ir.kinds import CONTEXTS, GRAD_MODES
from ..lang.subtyping import is_subtype
from ..lang.types import NONE, FunctionType, NamedTupleType, Type
from .fx import MOST_NODES, Exporter, Submodule, item, rule


@rule("prim::Constant")
def _constant(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    t, value = node.output().type(), node.constant_value()
    if isinstance(t, FunctionType):
        return (t.function,)
    if isinstance(value, torch.Tensor):
        return (e.tensor(f"_constant_{len(e.state)}", value),)
    return (copy.copy(value) if isinstance(value, list | dict) else value,)


@rule("prim::Uninitialized")
def _uninitialized(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    return (None,)


@rule("prim::ListConstruct")
def _list(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    return (inputs,)


@rule("prim::TupleConstruct")
def _tuple(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    t = node.output().type()
    return (make_named_tuple(t, inputs) if isinstance(t, NamedTupleType) else tuple(inputs),)


@rule("prim::DictConstruct")
def _dict(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    keys = [e.known(node, key, "a key of a dict") for key in inputs[::2]]
    return (dict(zip(keys, inputs[1::2])),)


@rule("prim::TupleUnpack", "prim::ListUnpack")
def _unpack(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    if isinstance(inputs[0], fx.Node):
        return [e.graph.call_function(item, (inputs[0], i)) for i in range(node.outputsSize())]
    if len(inputs[0]) != node.outputsSize():
        e.refuse(node, f"{node.outputsSize()} values are expected, {len(inputs[0])} came", "the program fails here")
    return list(inputs[0])


@rule("prim::TupleIndex")
def _index(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    i = e.known(node, inputs[1], "an index of a tuple")
    return (e.graph.call_function(item, (inputs[0], i)) if isinstance(inputs[0], fx.Node) else inputs[0][i],)


@rule("prim::unchecked_cast", "prim::unchecked_unwrap_optional", "aten::_unwrap_optional")
def _as_it_is(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    return inputs


def _object(e: Exporter, node: Node, value: Any) -> Any:
    if not isinstance(value, Instance | Submodule):
        e.refuse(node, "an argument is an object", "export what takes tensors, numbers, and containers of them")
    return value


@rule("prim::GetAttr")
def _get(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    owner, name = _object(e, node, inputs[0]), node.s("name")
    if isinstance(owner, Instance):
        return (owner.get_attribute(name),)
    value = getattr(owner.module, name)
    if isinstance(value, nn.Module):
        return (Submodule(value, owner.inner(name)),)
    return (e.tensor(owner.inner(name), value) if isinstance(value, torch.Tensor) else value,)


@rule("prim::SetAttr")
def _set(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    if not isinstance(inputs[0], Instance):
        message = f"the module's attribute '{node.s('name')}' is assigned"
        e.refuse(node, message, "keep it in a buffer and change it in place: self.x.copy_(y)")
    if e.is_aside:
        e.refuse(node, "a branch that only a call decides assigns to an attribute", "assign behind the branch")
    inputs[0].set_attribute(node.s("name"), inputs[1])
    return ()


@rule("prim::CreateObject")
def _create(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    t: Any = node.output().type()
    return (Instance(t),)


@rule("prim::CallFunction")
def _call(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    return (e.run(inputs[0].graph, inputs[1:]),)


@rule("prim::CallMethod")
def _call_method(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    owner, name = _object(e, node, inputs[0]), node.s("name")
    t: Any = owner.module.__anabranch_type__ if isinstance(owner, Submodule) else owner.type
    if t.name in CONTEXTS:
        return (None,)[: node.outputsSize()]
    return (e.run(t.methods[name].graph, inputs),)[: node.outputsSize()]


@rule("prim::Loop")
def _loop(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    limit, going, *carried = inputs
    (body,) = node.blocks()
    i = 0
    while e.known(node, going, "this loop's condition") and i < e.known(node, limit, "the number of this loop's rounds"):
        going, *carried = e.block(body, [i, *carried])
        if len(e.graph.nodes) > MOST_NODES:
            e.refuse(node, f"unrolling this loop makes more than {MOST_NODES} nodes", "export the body alone")
        i += 1
    return carried


@rule("prim::fork")
def _fork(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    is_unseen = not node.output().uses()
    e.unseen += is_unseen
    try:
        return (Future.finished(e.run(node.g("Subgraph"), inputs)),)
    finally:
        e.unseen -= is_unseen


@rule("aten::wait")
def _wait(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    return (inputs[0].wait() if isinstance(inputs[0], Future) else inputs[0],)


@rule("aten::__is__", "aten::__isnot__")
def _is(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    for value, other, t in zip(inputs, reversed(inputs), [v.type() for v in node.inputs()]):
        if isinstance(value, fx.Node) and other is None and e.examples is not None:
            e.examples.fact(value)
            return ((e.examples.known[value] is None) is (node.kind() == "aten::__is__"),)
        if isinstance(value, fx.Node) and (other is not None or is_subtype(NONE, t)):
            e.refuse(node, "only a call knows whether this is so", "give the argument to to_fx: to_fx(f, mask=None)")
    return ((inputs[0] is inputs[1]) is (node.kind() == "aten::__is__"),)


@rule("prim::isinstance")
def _isinstance(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    t, wanted = node.inputsAt(0).type(), node.tys("types")
    return (_is_surely(e, node, t, wanted),)


def _is_surely(e: Exporter, node: Node, t: Type, wanted: Sequence[Type]) -> bool:
    if any(t.isSubtypeOf(w) for w in wanted):
        return True
    if any(w.isSubtypeOf(t) for w in wanted):
        e.refuse(node, f"only a call knows whether a {t} is one of {', '.join(map(str, wanted))}", "give the argument one type")
    return False


@rule("prim::RaiseException")
def _raise(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    e.refuse(node, f"the program raises an error here: {inputs[0]}", "export what runs through")


@rule("prim::Enter")
def _enter(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    name = inputs[0].type.name.removeprefix(GRAD_MODES) if isinstance(inputs[0], Instance) else ""
    if name not in ("no_grad", "enable_grad"):
        e.refuse(node, "a `with` of this kind has no counterpart in FX", "only torch.no_grad and torch.enable_grad have one")
    e.grad_modes.append(e.graph.call_function(torch.is_grad_enabled))
    e.graph.call_function(torch._C._set_grad_enabled, (name == "enable_grad",))
    return (None,)[: node.outputsSize()]


@rule("prim::Exit")
def _exit(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    e.graph.call_function(torch._C._set_grad_enabled, (e.grad_modes.pop(),))
    return (None,)[: node.outputsSize()]
