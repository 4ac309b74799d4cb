"""A compiled function or module → ``torch.fx.GraphModule``: forks in line, calls in line, known branches and loops unrolled.

The graph is run once on stand-ins: what is known (numbers, containers, attributes) is computed, what only a call knows is
a node of FX.  Parameters and buffers are attributes of the result, shared with the module; other attributes are constants.
Non-goal: branches that depend on data (refused, with their place).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import torch
from torch import fx, nn

from ..base.errors import ExportError
from ..base.futures import Future
from ..interp import Instance
from ..interp.values import make_named_tuple
from ..ir.function import Function
from ..ir.graph import Block, Graph, Node, Value
from ..ir.kinds import CONTEXTS, GRAD_MODES
from ..lang.subtyping import is_subtype
from ..lang.types import NONE, FunctionType, NamedTupleType, TensorType, Type, VarType
from ..ops import OWN_OPS
from ..ops.effects import Effects
from ..overloads.overload_of import overload_of
from . import fx_operators
from .examples import Examples

MOST_NODES = 100_000


class Submodule:
    """A module of the tree, by its path from the one that is exported."""

    def __init__(self, module: Any, path: str) -> None:
        self.module, self.path = module, path

    def inner(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


class Exporter:
    """Writes one FX graph; ``state`` are the tensors that the result holds, by path."""

    def __init__(self) -> None:
        self.graph = fx.Graph()
        self.state: dict[str, Any] = {}
        self.values: dict[Value, Any] = {}
        self.grad_modes: list[fx.Node] = []
        self.examples: Examples | None = None

    def program(
        self, function: Function, owner: Any, fixed: Mapping[str, Any], examples: Sequence[Any] | None = None
    ) -> fx.GraphModule:
        """``fixed`` are arguments that are known now: the result does not take them.  ``examples`` stand for the others."""
        left = None if examples is None else list(examples)
        self.examples = None if left is None else Examples(self.graph)
        given: list[Any] = [] if owner is None else [Submodule(owner, "")]
        for argument in function.schema.arguments[len(given) :]:
            if argument.name in fixed:
                given.append(fixed[argument.name])
                continue
            default = {"default_value": argument.default} if argument.has_default else {}
            given.append(self.graph.placeholder(argument.name, **default))
            if self.examples is not None:
                self.examples.given(given[-1], left.pop(0) if left else argument.default)
        self.graph.output(self.finished(self.run(function.graph, given)))
        root = _holder(self.state)
        self.graph.lint()
        return fx.GraphModule(root, self.graph, class_name=function.name)

    def finished(self, value: Any) -> Any:
        """What a node of FX takes: a constant tensor is an attribute, a named tuple a call of its class."""
        if isinstance(value, torch.Tensor):
            return self.tensor(f"_constant_{len(self.state)}", value)
        if isinstance(value, Instance | Submodule | Future | Function):
            what = type(value).__name__.lower()
            raise ExportError(f"a {what} is given or returned", None, "return tensors, numbers, and containers of them")
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return self.graph.call_function(type(value), tuple(map(self.finished, value)))
        if isinstance(value, list | tuple):
            return type(value)(map(self.finished, value))
        return {k: self.finished(v) for k, v in value.items()} if isinstance(value, dict) else value

    # -- running

    def run(self, graph: Graph, given: Sequence[Any]) -> Any:
        outer, self.values = self.values, {}
        try:
            results = self.block(graph.block(), given)
        finally:
            self.values = outer
        return results[0] if len(results) == 1 else tuple(results)

    def block(self, block: Block, given: Sequence[Any]) -> list[Any]:
        self.values.update(zip(block.inputs(), given))
        for node in block.nodes():
            results = self.node(node, [self.values[v] for v in node.inputs()])
            self.values.update(zip(node.outputs(), results))
        return [self.values[v] for v in block.outputs()]

    def node(self, node: Node, inputs: list[Any]) -> Sequence[Any]:
        rule = _RULES.get(node.kind())
        return rule(self, node, inputs) if rule else self.operator(node, inputs)

    def operator(self, node: Node, inputs: list[Any]) -> Sequence[Any]:
        schema = node.op or overload_of(node.kind(), [v.type() for v in node.inputs()], [v.type() for v in node.outputs()])
        if schema is None:
            self.refuse(node, f"{node.kind()} has no counterpart in FX", "leave it out of what is exported")
        pairs = zip([a.type for a in schema.arguments], inputs)
        unknown = any(isinstance(v, fx.Node) and not isinstance(t, VarType) for t, v in pairs)
        if schema.is_own and OWN_OPS.by_qualified_name[schema.qualified].effects & _OUTSIDE:
            message = f"{schema.qualified} prints, or reads or changes what is outside the program"
            self.refuse(node, message, "leave it out of what is exported")
        if schema.is_own and not unknown and not any(isinstance(r.type, TensorType) for r in schema.returns):
            if any(map(_holds_nodes, inputs)) and schema.name not in _STRUCTURAL:
                message = f"{schema.qualified} compares or reads values that only a call knows"
                self.refuse(node, message, "leave it out of what is exported")
            return self.computed(node, OWN_OPS.meaning(schema.qualified), inputs)
        try:
            made = fx_operators.write(self.graph, schema, [self.finished(v) for v in inputs])
        except fx_operators.Untranslatable as error:
            if self.are_facts(inputs):
                return self.computed(node, OWN_OPS.meaning(schema.qualified), [self.known(node, v, "this") for v in inputs])
            message = f"{error} of a value that only a call knows has no counterpart in FX"
            self.refuse(node, message, "leave it out of what is exported")
        count = node.outputsSize()
        if count < 2:
            return [made][:count]
        return [self.graph.call_function(_item, (made, i)) for i in range(count)]

    def are_facts(self, values: Sequence[Any]) -> bool:
        """Whether the example tells what all of them are, elements of tensors aside."""
        nodes = [v for v in values if isinstance(v, fx.Node)]
        return self.examples is not None and all(self.examples.fact(n)[0] for n in nodes)

    def computed(self, node: Node, meaning: Callable[..., Any], inputs: list[Any]) -> Sequence[Any]:
        result = meaning(*inputs)
        count = node.outputsSize()
        return () if count == 0 else (result,) if count == 1 else result

    def tensor(self, path: str, value: Any) -> fx.Node:
        known = next((p for p, held in self.state.items() if held is value), path)
        self.state[known] = value
        node = self.graph.create_node("get_attr", known)
        if self.examples is not None:
            self.examples.given(node, value)
        return node

    def known(self, node: Node, value: Any, what: str) -> Any:
        """A value that decides about the shape of the program."""
        if isinstance(value, fx.Node):
            is_fact, shown = self.examples.fact(value) if self.examples is not None else (False, None)
            if is_fact:
                return shown
            message = f"{what} depends on values that only a call knows"
            hint = "" if self.examples is not None else "; shapes are known from to_fx(f, example_inputs)"
            self.refuse(node, message, f"decide it by an attribute of the module, or write torch.where{hint}")
        return value

    def refuse(self, node: Node, message: str, remedy: str) -> NoReturn:
        raise ExportError(message, node.span, remedy)


_OUTSIDE = Effects.RANDOM | Effects.READS_STATE | Effects.WRITES_STATE | Effects.PRINTS
# Operators on containers that move their items and look at none.
_STRUCTURAL = frozenset(
    f"aten::{name}"
    for name in (
        "append __getitem__ len _set_item add extend pop insert copy clear reverse slice keys values items mul list dict get "
        "update setdefault Delete Bool"
    ).split()
)


def _holds_nodes(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_holds_nodes, value))
    return any(map(_holds_nodes, value.values())) if isinstance(value, dict) else isinstance(value, fx.Node)


def _item(results: Any, i: int) -> Any:
    return results[i]


def _holder(state: dict[str, Any]) -> nn.Module:
    """A module whose attributes, by path, are the tensors."""
    root = nn.Module()
    for path, value in state.items():
        *owners, name = path.split(".")
        owner = root
        for part in owners:
            if part not in owner._modules:
                owner.add_module(part, nn.Module())
            owner = owner._modules[part]  # type: ignore[assignment]
        if isinstance(value, nn.Parameter):
            owner.register_parameter(name, value)
        else:
            owner.register_buffer(name, value)
    return root


Rule = Callable[[Exporter, Node, list[Any]], Sequence[Any]]
_RULES: dict[str, Rule] = {}


def rule(*kinds: str) -> Callable[[Rule], Rule]:
    def declare(function: Rule) -> Rule:
        _RULES.update(dict.fromkeys(kinds, function))
        return function

    return declare


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
        return [e.graph.call_function(_item, (inputs[0], i)) for i in range(node.outputsSize())]
    if len(inputs[0]) != node.outputsSize():
        e.refuse(node, f"{node.outputsSize()} values are expected, {len(inputs[0])} came", "the program fails here")
    return list(inputs[0])


@rule("prim::TupleIndex")
def _index(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    i = e.known(node, inputs[1], "an index of a tuple")
    return (e.graph.call_function(_item, (inputs[0], i)) if isinstance(inputs[0], fx.Node) else inputs[0][i],)


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


@rule("prim::If")
def _if(e: Exporter, node: Node, inputs: list[Any]) -> Sequence[Any]:
    then, otherwise = node.blocks()
    return e.block(then if e.known(node, inputs[0], "this branch") else otherwise, ())


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
    return (Future.finished(e.run(node.g("Subgraph"), inputs)),)


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
