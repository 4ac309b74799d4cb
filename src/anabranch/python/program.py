"""The Python text of a compiled function: the functions that it calls first, under the imports that all of them need."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.errors import ExportError
from ..ir import function as functions
from ..ir.function import Code, Function
from ..ir.graph import Graph
from ..lang.nominal import ClassType
from ..lang.schema import Argument
from ..lang.types import FunctionType, ListType, OptionalType, Type
from ..text.printer import walk_all
from . import literals
from .annotations import annotation
from .forks import write_body
from .naming import Naming
from .writer import Writer


@functions.python_code.is_given
def code(function: Function) -> Code:
    """The text compiles to a graph of the same structure.  Raises ExportError, with the place, for what has no spelling."""
    functions = list(_callees(function, {}))
    naming = Naming(functions)
    for each in reversed(functions):  # the one that was asked for has its own name
        naming.function(each)
    texts = [_function(naming, each) for each in functions]
    header = "\n".join(naming.header())
    return Code("\n\n\n".join(filter(None, [header, *texts])) + "\n", naming.constants)


def _callees(function: Function, met: dict[Function, None]) -> Iterator[Function]:
    """What the function calls, before it; functions that call each other in the order in which they are met."""
    if function in met:
        return
    met[function] = None
    for called in _called_in(function.graph):
        yield from _callees(called, met)
    yield function


def _called_in(graph: Graph) -> Iterator[Function]:
    for node in walk_all(graph):
        t = node.output().type() if node.kind() == "prim::Constant" else None
        if isinstance(t, FunctionType):
            yield t.function


def _function(naming: Naming, function: Function) -> str:
    w = Writer(naming, 1)
    for value, argument in zip(function.graph.inputs(), function.schema.arguments, strict=True):
        w.names[value] = argument.name
        w.taken.add(argument.name)
    parameters = _parameters(naming, function)
    returned = annotation(naming, function.schema.return_type)
    write_body(w, function.graph)
    return "\n".join([f"def {naming.function(function)}({', '.join(parameters)}) -> {returned}:", *w.lines])


def _parameters(naming: Naming, function: Function) -> Iterator[str]:
    arguments = function.schema.arguments
    for i, argument in enumerate(arguments):
        if argument.keyword_only and not any(a.keyword_only for a in arguments[:i]):
            yield "*"
        yield argument.name if i == 0 and _is_method(function, argument.type) else _parameter(naming, argument)


def _is_method(function: Function, owner: Type) -> bool:
    """Its first parameter may have any name; what calls a module between its hooks is no method by name."""
    named = function.schema.arguments[0].name
    return isinstance(owner, ClassType) and (named == "self" or owner.methods.get(function.name) is function)


def _parameter(naming: Naming, argument: Argument) -> str:
    t = argument.type
    if isinstance(t, ClassType) and t.is_module:
        raise ExportError(f"no annotation says the module that is the argument '{argument.name}'", None, "look at .graph")
    text = f"{argument.name}: {_of_size(naming, argument) or annotation(naming, t)}"
    return f"{text} = {literals.literal(naming, argument.default).text}" if argument.has_default else text


def _of_size(naming: Naming, argument: Argument) -> str:
    """One number may stand for ``size`` of them."""
    t = argument.type
    inner = t.element if isinstance(t, OptionalType) else t
    if argument.size is None or not isinstance(inner, ListType):
        return ""
    name = naming.member("torch._jit_internal", f"BroadcastingList{argument.size}")
    text = f"{name}[{annotation(naming, inner.element)}]"
    return text if inner is t else f"{naming.member('typing', 'Optional')}[{text}]"
