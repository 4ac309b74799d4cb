"""What a graph names, and the declarations of it: the second part of ``graph.dumps()``.

Declared are classes and modules (attributes, methods), interfaces, enums, named tuples and functions, each once, what
they name in turn included.  Non-goal: reading (``declaration_reader``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..ir import graph as graphs
from ..ir.function import Function
from ..ir.graph import Graph, Node
from ..lang.nominal import ClassType, EnumType, InterfaceType
from ..lang.schema import Argument, Schema
from ..lang.schema_printer import arguments_text
from ..lang.types import ANY, FLOAT, FunctionType, NamedTupleType, OptionalType, Type
from ..lang.value_text import declared_text, string_text
from .printer import FunctionNames, Printer, is_payload, walk_all


@graphs.dumps.is_given
def dumps(graph: Graph) -> str:
    """The graph's text and the declarations of what it names; payloads and functions are numbered over all of it."""
    writer = DeclarationWriter(Printer(True))
    return "\n".join([writer.printer.text(graph), *map(writer.declaration, reachable(types_in(graph)))])


@graphs.nominal_types.is_given
def nominal_types(graph: Graph) -> dict[str, Type]:
    """What the graph's text names, by the name it prints."""
    functions = FunctionNames()
    found: dict[str, Type] = {}
    for t in _named(types_in(graph)):
        found.setdefault(functions.of(t.function) if isinstance(t, FunctionType) else t.annotation_str, t)
    return found


@graphs.tensor_constants.is_given
def tensor_constants(graph: Graph) -> dict[str, Any]:
    """The tensors that the text only shows, by their number in it; Python functions, by ``^`` and their name."""
    nodes = [node for each in [graph, *graphs_of(reachable(types_in(graph)))] for node in walk_all(each)]
    tensors = [a.value for n in nodes for a in n.attributes.values() if is_payload(n, a)]
    python = {f"^{n.s('name')}": n.attribute("fn") for n in nodes if n.kind() == "prim::PythonOp"}
    return {str(i): tensor for i, tensor in enumerate(tensors)} | python


def types_in(graph: Graph) -> Iterable[Type]:
    """Each type object once: graphs of thousands of nodes have a few."""
    types = [v.type() for v in graph.inputs()]
    for node in walk_all(graph):
        types += [v.type() for v in node.outputs()]
        for block in node.blocks():
            types += [v.type() for v in block.inputs()]
        if node.attributes:
            types += _types_in_attributes(node)
    return {id(t): t for t in types}.values()


def _types_in_attributes(node: Node) -> Iterator[Type]:
    for attribute in node.attributes.values():
        if attribute.kind == "ty":
            yield attribute.value
        elif attribute.kind == "tys":
            yield from attribute.value
        elif attribute.kind == "g":
            yield from (v.type() for v in attribute.value.inputs())


def _named(types: Iterable[Type]) -> Iterator[Type]:
    for t in types:
        if isinstance(t, ClassType | InterfaceType | EnumType | FunctionType) or isinstance(t, NamedTupleType) and t.name:
            yield t
        yield from _named(t.contained())


def reachable(types: Iterable[Type]) -> list[Type]:
    """The nominal types in ``types`` and all that the declarations of them name, in the order in which they are met."""
    found = dict.fromkeys(_named(types))
    waiting = list(found)
    while waiting:
        new = [t for t in dict.fromkeys(_named(_declared_with(waiting.pop(0)))) if t not in found]
        found.update(dict.fromkeys(new))
        waiting += new
    return list(found)


def _declared_with(t: Type) -> Iterator[Type]:
    if isinstance(t, ClassType):
        yield from (a.type for a in t.attributes.values())
    if isinstance(t, ClassType | InterfaceType):
        for method in t.methods.values():
            yield from _of_schema(method.schema if isinstance(method, Function) else method)
    if isinstance(t, FunctionType):
        yield from _of_schema(t.function.schema)
    for graph in graphs_of([t]):
        yield from types_in(graph)


def _of_schema(schema: Schema) -> Iterator[Type]:
    yield from (a.type for a in (*schema.arguments, *schema.returns))


def graphs_of(types: Iterable[Type]) -> Iterator[Graph]:
    """Of methods and functions."""
    for t in types:
        functions = t.methods.values() if isinstance(t, ClassType) else [t.function] if isinstance(t, FunctionType) else []
        yield from (function.graph for function in functions if function.is_defined)


class DeclarationWriter:
    def __init__(self, printer: Printer) -> None:
        self.printer = printer

    def declaration(self, t: Type) -> str:
        if isinstance(t, FunctionType):
            return self._function(t.function)
        name = self.name(t)
        if isinstance(t, ClassType):
            return _block(f"{'module' if t.is_module else 'class'} {name}:", [*self.members(t), *self._methods(t)])
        if isinstance(t, InterfaceType):
            methods = [f"def {method}{self._signature(schema)}:" for method, schema in t.methods.items()]
            return _block(f"{'module ' if t.is_module else ''}interface {name}:", methods)
        if isinstance(t, EnumType):
            members = [f"{k} = {declared_text(v)}" for k, v in t.members.items()]
            return _block(f"enum {name}({self.printer.type_text(t.value_type)}):", members)
        assert isinstance(t, NamedTupleType)
        return f"namedtuple {name}: {self.fields(t)}\n"

    def name(self, t: Type) -> str:
        return t.annotation_str

    def fields(self, t: NamedTupleType) -> str:
        return t.str()

    def _function(self, function: Function) -> str:
        name = self.printer.functions.of(function)
        alias = "" if name == function.name else f"{name} = "
        head = f"function {alias}{function.qualified_name}{self._signature(function.schema)}:"
        return _block(head, self._graph_lines(function))

    def _methods(self, t: ClassType) -> Iterator[str]:
        for name, function in t.methods.items():
            yield f"def {name}{self._signature(function.schema)}:"
            yield from self._graph_lines(function)

    def _graph_lines(self, function: Function) -> list[str]:
        return self.printer.text(function.graph).splitlines() if function.is_defined else []

    def members(self, t: ClassType) -> Iterator[str]:
        for attribute in t.attributes.values():
            yield f"{attribute.kind.value} {_member_name(attribute.name)} : {self.printer.type_text(attribute.type)}"
        for name, text in self.constants(t):
            yield f"constant {name} = {text}"
        for name, (getter, setter) in t.properties.items():
            yield f"property {name} = {getter}{f', {setter}' if setter else ''}"

    def _signature(self, schema: Schema) -> str:
        returns = ", ".join(self.printer.type_text(r.type) for r in schema.returns)
        return f"({arguments_text(schema, self._parameter)}) -> {returns}"

    def _parameter(self, argument: Argument) -> str:
        size = f"[{argument.size}]" if argument.size is not None else ""
        default = f" = {self.argument_default(argument)}" if argument.has_default else ""
        return f"{argument.name}{size} : {self.printer.type_text(argument.type)}{default}"

    def constants(self, t: ClassType) -> Iterable[tuple[str, str]]:
        return [(name, self.default(ANY, value)) for name, value in t.constants.items()]

    def argument_default(self, argument: Argument) -> str:
        return self.default(argument.type, argument.default)

    def default(self, t: Type, value: Any) -> str:
        """An int given for a float is one."""
        t = t.element if isinstance(t, OptionalType) else t
        return declared_text(float(value) if t == FLOAT and type(value) is int else value)


def _member_name(name: str) -> str:
    """Items of a ModuleDict have any name."""
    return name if re.fullmatch(r"\w+", name) else string_text(name)


def _block(head: str, lines: Iterable[str]) -> str:
    return "\n".join([head, *(f"  {line}" for line in lines)]) + "\n"
