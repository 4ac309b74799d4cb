"""A compiled function or module → ``torch.fx.GraphModule``: forks in line, calls in line, known branches and loops unrolled.

The graph is run once on stand-ins: what is known (numbers, containers, attributes) is computed, what only a call knows is
a node of FX.  Parameters and buffers are attributes of the result, shared with the module; other attributes are constants.
Non-goal: branches that depend on data (refused, with their place).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import torch
from torch import fx, nn

from ..base.errors import ExportError
from ..base.futures import Future
from ..interp import Instance
from ..ir.function import Function
from ..ir.graph import Block, Graph, Node, Value
from ..lang.types import TensorType, VarType
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
        self.unseen = 0  # tasks that are being written and that nobody waits for
        self.outer: fx.Graph | None = None  # while a side of a branch is written: the graph around
        self.modules: dict[str, fx.GraphModule] = {}
        self.has_choices = False  # whether a branch stands in the graph, whose results are new tensors

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
        for name, module in self.modules.items():
            root.add_module(name, module)
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
        rule = RULES.get(node.kind())
        return rule(self, node, inputs) if rule else self.operator(node, inputs)

    def operator(self, node: Node, inputs: list[Any]) -> Sequence[Any]:
        schema = node.op or overload_of(node.kind(), [v.type() for v in node.inputs()], [v.type() for v in node.outputs()])
        if schema is None:
            self.refuse(node, f"{node.kind()} has no counterpart in FX", "leave it out of what is exported")
        if self.is_aside and schema.is_own and schema.is_mutable:
            self.refuse(node, "a branch that only a call decides changes a container", "make a new one: xs + [x]")
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
        if self.has_choices and self.changes(made):
            message = "a tensor is changed in place behind a branch that only a call decides, whose results are new tensors"
            self.refuse(node, message, "use the operator that gives a new tensor: x.add(y), not x.add_(y)")
        count = node.outputsSize()
        if count < 2:
            return [made][:count]
        return [self.graph.call_function(item, (made, i)) for i in range(count)]

    @contextmanager
    def aside(self) -> Iterator[fx.Graph]:
        """What is written inside goes into a graph of its own."""
        examples, self.examples = self.examples, None
        self.outer, self.graph = self.graph, fx.Graph()
        try:
            yield self.graph
        finally:
            self.graph, self.outer, self.examples = self.outer, None, examples

    @property
    def is_aside(self) -> bool:
        return self.outer is not None

    def submodule(self, name: str, module: fx.GraphModule) -> fx.Node:
        path = f"_{name}_{len(self.modules) // 2}"
        self.modules[path] = module
        node = self.graph.create_node("get_attr", path)
        if self.examples is not None:
            self.examples.known[node] = module
        return node

    @staticmethod
    def changes(node: fx.Node) -> bool:
        """Whether a call changes a tensor in place."""
        schema = getattr(node.target, "_schema", None)
        return schema is not None and schema.is_mutable or node.target == "requires_grad_"

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
        node = (self.outer or self.graph).create_node("get_attr", known)
        if self.examples is not None:
            self.examples.given(node, value)
        return node

    def decided(self, value: Any) -> tuple[bool, Any]:
        """Whether a value is known now, and the value."""
        if not isinstance(value, fx.Node):
            return True, value
        return self.examples.fact(value) if self.examples is not None else (False, None)

    def known(self, node: Node, value: Any, what: str) -> Any:
        """A value that decides about the shape of the program."""
        is_known, shown = self.decided(value)
        if not is_known:
            message = f"{what} depends on values that only a call knows"
            self.refuse(node, message, self.hinted("decide it by an attribute of the module, or write torch.where"))
        return shown

    def hinted(self, remedy: str) -> str:
        return remedy if self.examples is not None else f"{remedy}; shapes are known from to_fx(f, example_inputs)"

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


def item(results: Any, i: int) -> Any:
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
RULES: dict[str, Rule] = {}


def rule(*kinds: str) -> Callable[[Rule], Rule]:
    def declare(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(kinds, function))
        return function

    return declare
