"""Whether a graph is well formed: uses, dominance, arities, types against schemas, forks, what a text has lost.

``verify`` raises with every problem it finds; ``problems`` lists them.  Non-goal: whether the program makes sense.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..base.errors import GraphError
from ..base.record import Record
from ..ir import graph as graphs
from ..ir.graph import Block, Graph, Node, Value
from ..ir.kinds import REGIONS
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


@graphs.verify.is_given
def verify(graph: Graph) -> None:
    """Raises GraphError with everything that is wrong with the graph."""
    found = list(problems(graph))
    if found:
        raise GraphError("\n".join(map(str, found)))


def problems(graph: Graph) -> Iterator[Problem]:
    yield from _block(graph.block(), set())
    for node in graph.walk():
        for _, body in node.subgraphs():
            yield from problems(body)


def _block(block: Block, outside: set[Value]) -> Iterator[Problem]:
    known = outside | set(block.inputs())
    for node in block.nodes():
        yield from _node(node, known)
        for inner in node.blocks():
            yield from _block(inner, known)
            if node.kind() in REGIONS:
                known.update(v for n in inner.walk() for v in n.outputs())
        known.update(node.outputs())
    yield from _defined(block.returnNode(), known)


def _node(node: Node, known: set[Value]) -> Iterator[Problem]:
    yield from _defined(node, known)
    yield from _used(node)
    yield from _told(node)
    yield from _RULES.get(node.kind(), _operator)(node)


def _defined(node: Node, known: set[Value]) -> Iterator[Problem]:
    for i, value in enumerate(node.inputs()):
        if value not in known:
            yield Problem(node, f"%{value.debugName()} is used before it is defined")
        if not any(u.user is node and u.offset == i for u in value.uses()):
            yield Problem(node, f"%{value.debugName()} does not know that it is used here")


def _used(node: Node) -> Iterator[Problem]:
    for value in node.outputs():
        for user, offset in value.uses():
            if offset >= user.inputsSize() or user.inputsAt(offset) is not value:
                yield Problem(node, f"%{value.debugName()} lists a use by {user.kind()} that is not there")


def _told(node: Node) -> Iterator[Problem]:
    if node.hasAttribute(LOST):
        yield Problem(node, f"the text has lost {node.attributes[LOST].value}")


# -- one rule per kind


def _operator(node: Node) -> Iterator[Problem]:
    if node.op is None:
        if node.kind().startswith("aten::"):
            yield Problem(node, f"no overload of {node.kind()} is chosen")
        return
    formals = node.op.arguments
    if node.inputsSize() < len(formals) or (node.inputsSize() > len(formals) and not node.op.is_vararg):
        yield Problem(node, f"{node.op.qualified} takes {len(formals)} inputs, got {node.inputsSize()}")
        return
    yield from _operator_inputs(node)
    if not node.op.is_vararg_return and node.outputsSize() != len(node.op.returns):
        yield Problem(node, f"{node.op.qualified} gives {len(node.op.returns)} outputs, got {node.outputsSize()}")


def _operator_inputs(node: Node) -> Iterator[Problem]:
    assert node.op is not None
    bindings: dict[str, Type] = {}
    for formal, value in zip(node.op.arguments, node.inputs()):
        try:
            bind(formal.type, value.type(), bindings)
            wanted = resolve(formal.type, bindings)
        except Unbound:
            yield _mismatch(node, f"argument {formal.name} of {node.op.qualified}", formal.type, value.type())
            continue
        if not fits(value.type(), wanted):
            yield _mismatch(node, f"argument {formal.name} of {node.op.qualified}", wanted, value.type())


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


def _structural(node: Node) -> Iterator[Problem]:
    return iter(())


_RULES = {
    "prim::If": _if, "prim::Loop": _loop, "prim::fork": _fork, "aten::wait": _wait, "prim::ListConstruct": _list,
    "prim::TupleConstruct": _tuple, "prim::TupleUnpack": _tuple_unpack, "prim::CallFunction": _call_function,
    "prim::Constant": _structural,
}  # fmt: skip
