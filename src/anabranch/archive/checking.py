"""What the machine believes of a program, proved of one that a file brings: attributes, methods, constants.

Beyond ``text.verify``, which a graph made by our own compiler needs no more than.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import torch

from ..base.errors import GraphError
from ..ir.function import Function
from ..ir.graph import Node
from ..ir.kinds import CONTEXTS
from ..lang.nominal import ClassType, InterfaceType
from ..lang.schema import Schema
from ..lang.tensor_types import plain
from ..lang.types import FunctionType, Type
from ..text.printer import walk_all


def check_program(types: Mapping[str, Type]) -> None:
    """Raises GraphError for the first thing that does not hold."""
    for t in types.values():
        for function in _functions(t):
            _check_function(function)


def _functions(t: Type) -> Iterable[Function]:
    if isinstance(t, ClassType):
        return t.methods.values()
    return [t.function] if isinstance(t, FunctionType) else []


def _check_function(function: Function) -> None:
    if not function.is_defined:
        raise GraphError(f"{function.qualified_name} has no graph")
    graph = function.graph
    schema, name = function.schema, function.qualified_name
    _check_types(f"{name} takes", [a.type for a in schema.arguments], [v.type() for v in graph.inputs()])
    _check_types(f"{name} gives", [v.type() for v in graph.outputs()], [r.type for r in schema.returns])
    for node in walk_all(graph):
        problem = next(_PROBLEMS[node.kind()](node), None) if node.kind() in _PROBLEMS else None
        if problem:
            raise GraphError(f"{function.qualified_name}: {problem}, in\n    {str(node).splitlines()[0]}")


def _check_types(what: str, given: list[Type], wanted: list[Type]) -> None:
    fits = len(given) == len(wanted) and all(plain(a).isSubtypeOf(plain(b)) for a, b in zip(given, wanted))
    if not fits:
        raise GraphError(f"{what} {', '.join(map(str, given))}: expected {', '.join(map(str, wanted))}")


def _attribute(node: Node) -> Iterator[str]:
    reads = node.kind() == "prim::GetAttr"
    if node.inputsSize() != 2 - reads or node.outputsSize() != int(reads) or not _is_text(node, "name"):
        yield "it has other parts"
        return
    owner, name = node.inputsAt(0).type(), node.attribute("name")
    declared = owner.find_attribute(name) if isinstance(owner, ClassType) else None
    if declared is None:
        yield f"{owner} has no attribute {name!r}"
        return
    source, target = (declared, node.output().type()) if reads else (node.inputsAt(1).type(), declared)
    if not plain(source).isSubtypeOf(plain(target)):
        yield f"attribute {name!r} is a {declared}"


def _method(node: Node) -> Iterator[str]:
    if not node.inputsSize() or not _is_text(node, "name"):
        yield "it has other parts"
        return
    owner, name = node.inputsAt(0).type(), node.attribute("name")
    if isinstance(owner, ClassType) and owner.name in CONTEXTS:
        return
    schema = _schema(owner, name)
    if schema is None:
        yield f"{owner} has no method {name!r}"
        return
    given = [plain(v.type()) for v in node.inputs()][1:]
    wanted = [plain(a.type) for a in schema.arguments][1:]
    if len(given) != len(wanted) or not all(a.isSubtypeOf(b) for a, b in zip(given, wanted)):
        yield f"the method takes {', '.join(map(str, wanted))}"
    if node.outputsSize() > 1 or node.outputsSize() and not plain(schema.return_type).isSubtypeOf(plain(node.output().type())):
        yield f"the method gives {schema.return_type}"


def _schema(owner: Type, name: str) -> Schema | None:
    found = owner.methods.get(name) if isinstance(owner, ClassType | InterfaceType) else None
    return found.schema if isinstance(found, Function) else found


def _is_text(node: Node, name: str) -> bool:
    return node.hasAttribute(name) and type(node.attribute(name)) is str


def _create(node: Node) -> Iterator[str]:
    if node.inputsSize() or node.outputsSize() != 1 or not isinstance(node.output().type(), ClassType):
        yield "it makes no object"


def _constant(node: Node) -> Iterator[str]:
    if node.inputsSize() or node.outputsSize() != 1:
        yield "a constant is one value"
    elif node.hasAttribute("value") and isinstance(node.attribute("value"), torch.Tensor) != (node.kindOf("value") == "t"):
        yield "it is no tensor"


_PROBLEMS = {
    "prim::GetAttr": _attribute, "prim::SetAttr": _attribute, "prim::CallMethod": _method, "prim::CreateObject": _create,
    "prim::Constant": _constant,
}  # fmt: skip


