"""Whether a graph is well formed: uses, dominance, arities, types against schemas, forks, what a text has lost.

``verify`` raises with every problem it finds; ``problems`` lists them.  Non-goal: whether the program makes sense.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..base.errors import GraphError
from ..base.record import Record
from ..ir import graph as graphs
from ..ir.graph import Block, Graph, Node, Use, Value
from ..ir.kinds import REGIONS
from ..lang.schema import Schema
from ..lang.subtyping import is_subtype
from ..lang.tensor_types import plain
from ..lang.types import BOOL, INT, FunctionType, FutureType, ListType, TupleType, Type
from ..overloads.overload_of import fits
from ..overloads.type_variables import Unbound, bind, resolve
from .printer import node_text

LOST = "lost"  # the attribute (unprinted) that holds what a node's text does not tell


class Problem(Record, frozen=True):
    node: Node
    message: str

    def __str__(self) -> str:
        place = f"{self.node.span}: " if self.node.span else ""
        line = _first_line(self.node)
        return f"{place}{self.message}\n    {line}" if line else f"{place}{self.message}"


def _first_line(node: Node) -> str:
    return "" if node.kind() in ("prim::Param", "prim::Return") else node_text(node).splitlines()[0].strip()


Rule = Callable[[Node], Iterable[Problem]]


@graphs.verify.is_given
def verify(graph: Graph) -> None:
    """Raises GraphError with everything that is wrong with the graph."""
    found = problems(graph)
    if found:
        raise GraphError("\n".join(map(str, found)))


def problems(graph: Graph) -> list[Problem]:
    verifier = Verifier()
    verifier.graph(graph)
    return verifier.found


class Verifier:
    """Of graphs and the bodies of their forks.  What many nodes have in common is looked at once: an operator with the same
    types around it, the uses of a value.  Who asks for more has rules of its own."""

    rules: Mapping[str, Rule]

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self._known: set[Value] = set()  # what is defined where the verifier stands
        self._users: dict[Value, set[Use]] = {}
        self._operators: dict[tuple[int, ...], tuple[str, ...]] = {}  # by identity: the graph holds the types

    def graph(self, graph: Graph) -> None:
        self._block(graph.block())
        for node in graph.walk():
            for _, body in node.subgraphs():
                self.graph(body)

    def _block(self, block: Block) -> None:
        defined = list(block.inputs())
        self._known.update(defined)
        for node in block.nodes():
            outputs = list(node.outputs())
            self._node(node, list(node.inputs()), outputs)
            for inner in node.blocks():
                self._block(inner)
                if node.kind() in REGIONS:
                    defined += [v for n in inner.walk() for v in n.outputs()]
                    self._known.update(defined)
            defined += outputs
            self._known.update(outputs)
        self._defined(block.returnNode(), list(block.outputs()))
        self._known.difference_update(defined)

    def _node(self, node: Node, inputs: list[Value], outputs: list[Value]) -> None:
        self._defined(node, inputs)
        for value in outputs:
            self._used(value)
        if LOST in node.attributes:
            self._say(node, f"the text has lost {node.attributes[LOST].value}")
        rule = self.rules.get(node.kind())
        if rule:
            self.found += rule(node)
        else:
            self._operator(node, inputs, outputs)

    def _say(self, node: Node, message: str) -> None:
        self.found.append(Problem(node, message))

    def _defined(self, node: Node, inputs: list[Value]) -> None:
        for i, value in enumerate(inputs):
            if value not in self._known:
                self._say(node, f"%{value.debugName()} is used before it is defined")
            if (node, i) not in self._users_of(value):
                self._say(node, f"%{value.debugName()} does not know that it is used here")

    def _users_of(self, value: Value) -> set[Use]:
        users = self._users.get(value)
        if users is None:
            self._users[value] = users = set(value.uses())
        return users

    def _used(self, value: Value) -> None:
        for user, offset in value.uses():
            if offset >= user.inputsSize() or user.inputsAt(offset) is not value:
                self._say(value.node(), f"%{value.debugName()} lists a use by {user.kind()} that is not there")

    def _operator(self, node: Node, inputs: list[Value], outputs: list[Value]) -> None:
        types, count = [v.type() for v in (*inputs, *outputs)], len(inputs)
        key = (id(node.op), count, *map(id, types))
        if node.op is None or key not in self._operators:
            self._operators[key] = tuple(self.operator(node.kind(), node.op, types[:count], types[count:]))
        for message in self._operators[key]:
            self._say(node, message)

    def operator(self, kind: str, op: Schema | None, inputs: Sequence[Type], outputs: Sequence[Type]) -> Iterator[str]:
        """What is wrong with an operator that has these types around it."""
        return _operator(kind, op, inputs, len(outputs))


# -- one rule per kind


def _operator(kind: str, op: Schema | None, inputs: Sequence[Type], outputs: int) -> Iterator[str]:
    if op is None:
        if kind.startswith("aten::"):
            yield f"no overload of {kind} is chosen"
        return
    formals = op.arguments
    if len(inputs) < len(formals) or (len(inputs) > len(formals) and not op.is_vararg):
        yield f"{op.qualified} takes {len(formals)} inputs, got {len(inputs)}"
        return
    yield from _operator_inputs(op, inputs)
    if not op.is_vararg_return and outputs != len(op.returns):
        yield f"{op.qualified} gives {len(op.returns)} outputs, got {outputs}"


def _operator_inputs(op: Schema, inputs: Sequence[Type]) -> Iterator[str]:
    bindings: dict[str, Type] = {}
    for formal, given in zip(op.arguments, inputs):
        try:
            bind(formal.type, given, bindings)
            wanted = resolve(formal.type, bindings)
        except Unbound:
            yield f"argument {formal.name} of {op.qualified}: expected {formal.type}, got {given}"
            continue
        if not fits(given, wanted):
            yield f"argument {formal.name} of {op.qualified}: expected {wanted}, got {given}"


def _mismatch(node: Node, what: str, expected: Type, got: Type) -> Problem:
    return Problem(node, f"{what}: expected {expected}, got {got}")


def _if(node: Node) -> Iterator[Problem]:
    yield from _arity(node, inputs=1, blocks=2)
    if [plain(v.type()) for v in node.inputs()] != [BOOL]:
        yield Problem(node, "the condition of prim::If: expected bool")
    for block in node.blocks():
        yield from _flow(node, "a block of prim::If gives", block.outputs(), [v.type() for v in node.outputs()])


def _loop(node: Node) -> Iterator[Problem]:
    yield from _arity(node, blocks=1)
    carried = [v.type() for v in node.outputs()]
    yield from _flow(node, "prim::Loop starts with", node.inputs(), [INT, BOOL, *carried])
    for block in node.blocks():
        yield from _flow(node, "the body of prim::Loop gives", block.outputs(), [BOOL, *carried])
        parameters = [v.type() for v in block.inputs()]
        if len(parameters) != len(carried) + 1:
            yield Problem(node, f"the body of prim::Loop takes {len(carried) + 1} values, got {len(parameters)}")


def _flow(node: Node, what: str, values: Iterable[Value], wanted: Sequence[Type]) -> Iterator[Problem]:
    given = list(values)
    if len(given) != len(wanted):
        yield Problem(node, f"{what} {len(wanted)} values, got {len(given)}")
        return
    for value, t in zip(given, wanted, strict=True):
        if not is_subtype(plain(value.type()), plain(t)):
            yield _mismatch(node, f"{what} %{value.debugName()}", t, value.type())


def _arity(node: Node, inputs: int | None = None, blocks: int = 0, outputs: int | None = None) -> Iterator[Problem]:
    for what, wanted, got in (
        ("inputs", inputs, node.inputsSize()),
        ("blocks", blocks, len(list(node.blocks()))),
        ("outputs", outputs, node.outputsSize()),
    ):
        if wanted is not None and wanted != got:
            yield Problem(node, f"{node.kind()} has {wanted} {what}, got {got}")


def _fork(node: Node) -> Iterator[Problem]:
    body = node.attributes.get("Subgraph")
    if body is None:
        yield Problem(node, "prim::fork has no body")
        return
    graph: Graph = body.value
    yield from _flow(node, "prim::fork captures", node.inputs(), [v.type() for v in graph.inputs()])
    yield from _arity(node, outputs=1)
    results = [v.type() for v in graph.outputs()]
    if len(results) != 1:
        yield Problem(node, f"the body of prim::fork gives one value, got {len(results)}")
    elif node.outputsSize() == 1 and not is_subtype(plain(FutureType(results[0])), plain(node.output().type())):
        yield _mismatch(node, "prim::fork", FutureType(results[0]), node.output().type())


def _wait(node: Node) -> Iterator[Problem]:
    yield from _arity(node, inputs=1, outputs=1)
    t = node.inputsAt(0).type() if node.inputsSize() else None
    if not isinstance(t, FutureType):
        yield Problem(node, f"aten::wait: expected a Future, got {t}")
    elif node.outputsSize() == 1 and not is_subtype(plain(t.element), plain(node.output().type())):
        yield _mismatch(node, "aten::wait", t.element, node.output().type())


def _list(node: Node) -> Iterator[Problem]:
    yield from _arity(node, outputs=1)
    t = node.output().type()
    if not isinstance(t, ListType):
        yield Problem(node, f"prim::ListConstruct gives a list, got {t}")
        return
    for value in node.inputs():
        if not is_subtype(plain(value.type()), plain(t.element)):
            yield _mismatch(node, f"element %{value.debugName()} of the list", t.element, value.type())


def _tuple(node: Node) -> Iterator[Problem]:
    yield from _arity(node, outputs=1)
    t = node.output().type()
    if not isinstance(t, TupleType):
        yield Problem(node, f"prim::TupleConstruct gives a tuple, got {t}")
    else:
        yield from _flow(node, "prim::TupleConstruct takes", node.inputs(), t.items)


def _tuple_unpack(node: Node) -> Iterator[Problem]:
    yield from _arity(node, inputs=1)
    t = node.inputsAt(0).type() if node.inputsSize() else None
    if not isinstance(t, TupleType):
        yield Problem(node, f"prim::TupleUnpack: expected a tuple, got {t}")
    elif len(t.items) != node.outputsSize():
        yield Problem(node, f"prim::TupleUnpack gives {len(t.items)} values, got {node.outputsSize()}")


def _call_function(node: Node) -> Iterator[Problem]:
    t = node.inputsAt(0).type() if node.inputsSize() else None
    if not isinstance(t, FunctionType):
        yield Problem(node, f"prim::CallFunction: expected a function, got {t}")
        return
    values = list(node.inputs())[1:]
    yield from _flow(node, f"{t.function.name} takes", values, [a.type for a in t.function.schema.arguments])


def _structural(node: Node) -> Iterable[Problem]:
    return ()


Verifier.rules = {
    "prim::If": _if, "prim::Loop": _loop, "prim::fork": _fork, "aten::wait": _wait, "prim::ListConstruct": _list,
    "prim::TupleConstruct": _tuple, "prim::TupleUnpack": _tuple_unpack, "prim::CallFunction": _call_function,
    "prim::Constant": _structural,
}  # fmt: skip
