"""What the machine believes of a program, proved of one that a file brings: attributes, methods, constants.

Beyond ``text.verify``, which a graph made by our own compiler needs no more than.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import torch

from ..base.errors import GraphError
from ..ir.function import Function
from ..ir.graph import Node
from ..ir.kinds import CONTEXTS
from ..lang.nominal import ClassType, InterfaceType
from ..lang.schema import Schema
from ..lang.tensor_types import plain
from ..lang.types import BOOL, INT, STR, DictType, FunctionType, ListType, TupleType, Type
from ..overloads.type_variables import Unbound, bind, resolve
from ..text.verify import Problem, Rule, Verifier


def check_program(types: Mapping[str, Type]) -> None:
    """Raises GraphError for the first function that does not hold."""
    checker = _Checker()
    for t in types.values():
        for function in _functions(t):
            _check_function(function, checker)


def _functions(t: Type) -> Iterable[Function]:
    if isinstance(t, ClassType):
        return t.methods.values()
    return [t.function] if isinstance(t, FunctionType) else []


def _check_function(function: Function, checker: _Checker) -> None:
    if not function.is_defined:
        raise GraphError(f"{function.qualified_name} has no graph")
    graph = function.graph
    schema, name = function.schema, function.qualified_name
    _check_types(f"{name} takes", [a.type for a in schema.arguments], [v.type() for v in graph.inputs()])
    _check_types(f"{name} gives", [v.type() for v in graph.outputs()], [r.type for r in schema.returns])
    checker.graph(graph)
    if checker.found:
        raise GraphError("\n".join([f"in {name}:", *map(str, checker.found)]))


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


# -- values of other types


def _cast(node: Node) -> Iterator[str]:
    """Between a type and a narrower one; that a value is one of the narrower only the run can show."""
    types = [v.type() for v in [*node.inputs(), *node.outputs()]]
    if node.inputsSize() != 1 or len(types) != 2 or not (_fit(types[0], types[1]) or _fit(types[1], types[0])):
        yield "one of the types is not narrower than the other"


def _dict(node: Node) -> Iterator[str]:
    t = node.output().type() if node.outputsSize() == 1 else None
    if not isinstance(t, DictType) or node.inputsSize() % 2:
        yield "it makes no dict"
    elif not all(_fit(v.type(), (t.key, t.value)[i % 2]) for i, v in enumerate(node.inputs())):
        yield f"a key or value does not fit {t}"


def _list_unpack(node: Node) -> Iterator[str]:
    t = node.inputsAt(0).type() if node.inputsSize() == 1 else None
    if not isinstance(t, ListType) or not all(_fit(t.element, v.type()) for v in node.outputs()):
        yield f"it unpacks a {t}"


def _tuple_unpack(node: Node) -> Iterator[str]:
    t = node.inputsAt(0).type() if node.inputsSize() == 1 else None
    outputs = [v.type() for v in node.outputs()]
    if not isinstance(t, TupleType) or len(t.items) != len(outputs) or not all(map(_fit, t.items, outputs)):
        yield f"it unpacks a {t}"


def _tuple_index(node: Node) -> Iterator[str]:
    types = [v.type() for v in node.inputs()]
    if len(types) != 2 or node.outputsSize() != 1 or not isinstance(types[0], TupleType) or types[1] != INT:
        yield "it has other parts"
        return
    index = node.inputsAt(1).toIValue()
    items = types[0].items
    chosen = items if type(index) is not int else items[index : index + 1 or None]
    if not chosen or not all(_fit(t, node.output().type()) for t in chosen):
        yield f"the item is no {node.output().type()}"


def _tuple_slice(node: Node) -> Iterator[str]:
    t = node.inputsAt(0).type() if node.inputsSize() == 1 and node.outputsSize() == 1 else None
    ends = [node.attribute(n) if node.hasAttribute(n) else None for n in ("beg", "end")]
    if not isinstance(t, TupleType) or not all(type(end) is int for end in ends):
        yield "it has other parts"
    elif not _fit(TupleType(t.items[ends[0] : ends[1]]), node.output().type()):
        yield f"the slice is no {node.output().type()}"


def _raise(node: Node) -> Iterator[str]:
    if node.outputsSize() or not 1 <= node.inputsSize() <= 3 or any(v.type() != STR for v in [*node.inputs()][:2]):
        yield "it has other parts"
    elif node.inputsSize() > 1 and type(node.inputsAt(1).toIValue()) is not str:
        yield "the class of an exception is no constant"


def _isinstance(node: Node) -> Iterator[str]:
    types = node.attribute("types") if node.hasAttribute("types") else None
    if not types or node.kindOf("types") != "tys" or node.inputsSize() != 1 or [v.type() for v in node.outputs()] != [BOOL]:
        yield "it has other parts"


def _call_function(node: Node) -> Iterator[str]:
    t = node.inputsAt(0).type()  # a function with arguments that fit: text.verify
    assert isinstance(t, FunctionType)
    if node.outputsSize() > 1 or node.outputsSize() and not _fit(t.function.schema.return_type, node.output().type()):
        yield f"the function gives {t.function.schema.return_type}"


class _Checker(Verifier):
    def operator(self, kind: str, op: Schema | None, inputs: Sequence[Type], outputs: Sequence[Type]) -> Iterator[str]:
        found = list(super().operator(kind, op, inputs, outputs))
        yield from found or _results(op, inputs, outputs)


def _results(op: Schema | None, inputs: Sequence[Type], outputs: Sequence[Type]) -> Iterator[str]:
    if op is None:
        yield "there is no such operator"
        return
    bindings: dict[str, Type] = {}
    for formal, given in zip(op.arguments, inputs):
        bind(formal.type, given, bindings)
    for formal, given in zip(op.returns, outputs):
        try:
            gives = resolve(formal.type, bindings)
        except Unbound:
            continue
        if not _fit(gives, given):
            yield f"the operator gives {gives}"


def _fit(given: Type, wanted: Type) -> bool:
    return plain(given).isSubtypeOf(plain(wanted))


def _nothing(node: Node) -> Iterator[str]:
    return iter(())


def _rule(kind: str, problems: Callable[[Node], Iterator[str]]) -> Rule:
    """What ``text.verify`` looks at comes first: the rest may rely on it."""
    first = Verifier.rules.get(kind, _well_formed)

    return lambda node: list(first(node)) or [Problem(node, message) for message in problems(node)]


def _well_formed(node: Node) -> Iterable[Problem]:
    return ()


_PROBLEMS: dict[str, Callable[[Node], Iterator[str]]] = {
    "prim::GetAttr": _attribute, "prim::SetAttr": _attribute, "prim::CallMethod": _method, "prim::CreateObject": _create,
    "prim::Constant": _constant, "prim::unchecked_cast": _cast, "prim::unchecked_unwrap_optional": _cast,
    "prim::DictConstruct": _dict, "prim::ListUnpack": _list_unpack, "prim::TupleUnpack": _tuple_unpack,
    "prim::TupleIndex": _tuple_index, "prim::TupleSlice": _tuple_slice, "prim::RaiseException": _raise,
    "prim::isinstance": _isinstance, "prim::CallFunction": _call_function,
    **dict.fromkeys(("prim::Print", "prim::Uninitialized", "prim::Enter", "prim::Exit"), _nothing),
}  # fmt: skip
_Checker.rules = {**Verifier.rules, **{kind: _rule(kind, problems) for kind, problems in _PROBLEMS.items()}}
