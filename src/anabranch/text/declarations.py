"""The nominal types that a graph names, and their declarations: the second part of ``graph.dumps()``.

Declared are classes and modules (attributes, methods), interfaces, enums, named tuples and functions, each once, what
they name in turn included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..ir import graph as graphs
from ..ir.graph import Graph, Node
from ..ir.literals import value_text
from ..lang.nominal import ClassType, EnumType, InterfaceType
from ..lang.types import FunctionType, NamedTupleType, Type
from .printer import graph_text, walk_all


@graphs.dumps.is_given
def dumps(graph: Graph) -> str:
    """The graph's text and the declarations of the nominal types it names."""
    return "\n".join(filter(None, [graph_text(graph, True), declarations_text(nominal_types(graph))]))


@graphs.nominal_types.is_given
def nominal_types(graph: Graph) -> dict[str, Type]:
    """What the graph's text names, by the name it prints."""
    found: dict[str, Type] = {}
    for t in _named(types_in(graph)):
        found.setdefault(type_name(t), t)
    return found


def type_name(t: Type) -> str:
    if isinstance(t, FunctionType):
        return str(t.function.name)
    return t.annotation_str


def types_in(graph: Graph) -> Iterator[Type]:
    yield from (v.type() for v in graph.inputs())
    for node in walk_all(graph):
        yield from _types_of(node)


def _types_of(node: Node) -> Iterator[Type]:
    yield from (v.type() for v in node.outputs())
    for block in node.blocks():
        yield from (v.type() for v in block.inputs())
    for attribute in node.attributes.values():
        if attribute.kind == "ty":
            yield attribute.value
        elif attribute.kind == "tys":
            yield from attribute.value
        elif attribute.kind == "g":
            yield from (v.type() for v in attribute.value.inputs())


def _named(types: Iterable[Type]) -> Iterator[Type]:
    for t in types:
        if isinstance(t, ClassType | InterfaceType | EnumType | NamedTupleType | FunctionType):
            yield t
        yield from _named(t.contained())


def reachable(types: dict[str, Type]) -> dict[str, Type]:
    """The types and all that their declarations name, in the order in which they are met."""
    found: dict[str, Type] = {}
    waiting = list(types.values())
    while waiting:
        t = waiting.pop(0)
        if found.setdefault(type_name(t), t) is t:
            waiting += [n for n in _named(_declared_with(t)) if type_name(n) not in found]
    return found


def _declared_with(t: Type) -> Iterator[Type]:
    if isinstance(t, ClassType):
        yield from (a.type for a in t.attributes.values())
        for function in t.methods.values():
            if function.is_defined:
                yield from types_in(function.graph)
    elif isinstance(t, FunctionType) and t.function.is_defined:
        yield from types_in(t.function.graph)


def declarations_text(types: dict[str, Type]) -> str:
    return "\n".join(map(_declaration, reachable(types).values()))


def _declaration(t: Type) -> str:
    if isinstance(t, ClassType):
        return _block(f"{'module' if t.is_module else 'class'} {t.name}", [*_attributes(t), *_methods(t)])
    if isinstance(t, InterfaceType):
        return _block(f"interface {t.name}", [f"def {name}: {schema}" for name, schema in t.methods.items()])
    if isinstance(t, EnumType):
        members = [f"{name} = {value_text(value)}" for name, value in t.members.items()]
        return _block(f"enum {t.name}({t.value_type.str()})", members)
    if isinstance(t, NamedTupleType):
        return f"namedtuple {t.name}: {t.str()}\n"
    assert isinstance(t, FunctionType)
    return _block(f"function {t.function.qualified_name}", _graph_lines(t))


def _graph_lines(t: FunctionType) -> list[str]:
    return str(t.function.graph).splitlines() if t.function.is_defined else []


def _attributes(t: ClassType) -> Iterator[str]:
    for attribute in t.attributes.values():
        yield f"{attribute.kind.value} {attribute.name} : {attribute.type.str()}"
    for name, value in t.constants.items():
        yield f"constant {name} = {value_text(value)}"


def _methods(t: ClassType) -> Iterator[str]:
    for name, function in t.methods.items():
        yield f"def {name}: {function.schema}"
        yield from _graph_lines(FunctionType(function))


def _block(head: str, lines: Iterable[str]) -> str:
    return "\n".join([f"{head}:", *(f"  {line}" for line in lines)]) + "\n"
