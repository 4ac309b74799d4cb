"""``freeze``: a module of new types whose methods hold the attributes they read as constants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..base.record import Record, field
from ..base.transactions import run
from ..frontend.classes import methods
from ..frontend.classes.module_types import ModuleType
from ..frontend.modules import entry_points
from ..frontend.source.names import claim_name
from ..ir.builder import Builder
from ..ir.function import Function
from ..ir.graph import Graph, Use, Value
from ..lang.nominal import AttributeKind
from ..lang.schema import Argument, Schema
from ..passes import inference
from ..passes.context import Pass, PassContext
from ..passes.freeze import frozen_graph
from ..passes.known_objects import Instance, Slots, gives_away, methods_below, set_slots
from ..passes.pipelines import run as run_passes
from ..text.printer import walk_all
from .frozen_module import FrozenModule
from .instance_wrappers import connected_backend, to_python, wrap
from .script_module import ScriptModule


def frozen(module: ScriptModule, preserved: Iterable[str] = (), passes: Sequence[Pass] = inference.FROZEN) -> FrozenModule:
    """A module with ``forward`` and the methods among ``preserved``; of the attributes it has those that are still read, or
    preserved, or that some method sets.  ``passes`` are run on each method.  Raises AttributeError for a name that it has
    not."""
    t, names = module._type, list(preserved)
    kept = [n for n in names if n in t.attributes]
    entry = run(entry_points.entry_point, t)
    functions = {entry.name: entry}  # hooks around forward, or forward
    functions |= {name: _function(t, name) for name in ("forward", *names) if name not in t.attributes}
    changing = set_slots([*methods_below(module._instance), *functions.values()]) | {(t, name) for name in kept}
    return _Freezer(module, changing, passes).freeze(entry.name, functions, kept)


def _function(t: ModuleType, name: str) -> Function:
    if t.methods.get(name) is not None:
        return t.methods[name]
    try:
        return run(methods.by_name, t, name)
    except methods.NoSuchMethod:
        raise AttributeError(f"freeze: '{t.name.rsplit('.', 1)[-1]}' has no attribute or method '{name}' to preserve") from None


class _Freezer(Record):
    module: ScriptModule
    changing: Slots
    passes: Sequence[Pass]
    context: PassContext = field(default_factory=PassContext)

    def freeze(self, entry: str, functions: dict[str, Function], kept: list[str]) -> FrozenModule:
        graphs = {name: self._graph(function) for name, function in functions.items()}
        old = self.module._type
        new = ModuleType("", is_module=True, frozen=True)
        new.name = claim_name(old.name, new)
        new.entry = entry if entry != "forward" else ""
        whole = any(map(_gives_self_away, graphs.values()))
        if whole:
            new.add_attribute(_UNFROZEN, old, AttributeKind.MODULE)
        for name, attribute in old.attributes.items():
            if name == "training" or name in kept or (not whole and any(_reads(graph, name) for graph in graphs.values())):
                new.add_attribute(name, attribute.type, attribute.kind)
        for name, graph in graphs.items():
            new.methods[name] = self._method(functions[name], graph, new, whole)
        return self._instance(new)

    def _graph(self, function: Function) -> Graph:
        graph = frozen_graph(function.graph, self.module._instance, self.changing, _read, self.context)
        run_passes(self.passes, graph, self.context)
        inference.simplify(graph, self.context)
        return graph

    def _method(self, function: Function, graph: Graph, new: ModuleType, whole: bool) -> Function:
        self_value = next(graph.inputs())
        if whole:
            builder = Builder(graph)
            with builder.at(next(iter(graph.nodes()), graph.return_node())):
                self_value.replaceAllUsesWith(builder.get_attr(self_value, _UNFROZEN, self.module._type))
                next(iter(graph.nodes())).replaceInputAt(0, self_value)
            self_value.setType(new)
        else:
            _retype(graph, self.module._type, new)
        first, *others = function.schema.arguments
        arguments = (Argument(first.name, new), *others)
        schema = Schema(function.schema.name, function.schema.overload, arguments, function.schema.returns)
        return Function(f"{new.name}.{function.name}", schema, graph)

    def _instance(self, new: ModuleType) -> FrozenModule:
        held, backend = self.module._instance, connected_backend()
        made = backend.instance(new)
        for name in new.attributes:
            made.set(new.slot(name), held if name == _UNFROZEN else held.get(self.module._type.slot(name)))
        module: FrozenModule = wrap(made, new)
        module.__dict__["_notes"] = tuple(self.context.notes)
        return module


_UNFROZEN = "unfrozen"  # where a method gives its module to Python, or calls itself: the module that was frozen


def _given(graph: Graph) -> list[Value]:
    """What a method and its tasks are given, the method's module first."""
    return [*graph.inputs(), *(v for n in walk_all(graph) for _, body in n.subgraphs() for v in body.inputs())]


def _retype(graph: Graph, old: ModuleType, new: ModuleType) -> None:
    """The module that a method and its tasks are given is of another type now."""
    for value in _given(graph):
        if value.type() is old:
            value.setType(new)


def _read(instance: Instance, name: str) -> Any:
    return to_python(instance.get(instance.type.slot(name)))


def _of_self(graph: Graph) -> list[Use]:
    """The uses of the module in a method and its tasks."""
    values = _given(graph)
    return [use for v in values if v.type() is values[0].type() for use in v._uses]


def _gives_self_away(graph: Graph) -> bool:
    return any(gives_away(use) for use in _of_self(graph))


def _reads(graph: Graph, name: str) -> bool:
    return any(use.user.hasAttribute("name") and use.user.s("name") == name for use in _of_self(graph))
