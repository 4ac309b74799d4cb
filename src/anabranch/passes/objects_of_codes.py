"""Dtypes and the like become objects where they go into Any or a Union, and ints again where their type is known once more.

So does the bool that ``isinstance(x, int)`` took for an int: what goes back into Any, or is printed, is what came out of it.
Before ``ints_of_codes``, after which nothing tells them from ints.
"""

from __future__ import annotations

from ..base.errors import CompileError
from ..ir.builder import Builder
from ..ir.graph import Graph, Node, Use, Value
from ..lang.codes import NUMBERED, holds_objects, names_codes, optional_code
from ..lang.nominal import ClassType
from ..lang.schema import Schema
from ..lang.types import (
    ANY,
    INT,
    DictType,
    ListType,
    OptionalType,
    SetType,
    SimpleType,
    TensorType,
    TupleType,
    Type,
    UnionType,
    none_members,
)
from ..ops.operators import find
from .context import PassContext
from .sink import sink
from .wanted_types import wanted_type

CAST, NUMBER, TEST = "prim::unchecked_cast", "prim::code_number", "prim::isinstance"
_LITERALS = {"prim::ListConstruct": ListType, "prim::DictConstruct": DictType}


def objects_of_codes(graph: Graph, context: PassContext) -> int:
    return _Rewriter(graph, context.returns).run()


class _Rewriter:
    def __init__(self, graph: Graph, returns: Type | None) -> None:
        self.graph = graph
        self.builder = Builder(graph)
        self.returns = returns
        self.changes = 0
        self.numbers: list[Node] = []

    def run(self) -> int:
        for node in list(self.graph.walk()):
            if node._kind == CAST:
                self.out_of_objects(node)
            elif node._kind == TEST:
                self.tested(node)
        values = [*self.graph.inputs(), *(v for node in self.graph.walk() for v in _made(node) if _may_matter(v._type))]
        for value in values:
            if names_codes(value.type()) or _is_narrowed_int(value):
                for use in value.uses():
                    self.use(value, use)
        for made in self.numbers:  # an operator that may raise stays, else
            if not made.output().uses():
                made.destroy()
        return self.changes

    # -- out of Any and unions

    def out_of_objects(self, node: Node) -> None:
        source, made = node.input(), node.output()
        is_checked = source.type() == ANY and isinstance(made.type(), ClassType)  # when it runs, as the number is taken then
        if not made.uses() or not (is_checked or (holds_objects(source.type()) and names_codes(made.type()))):
            return
        sink(node)
        uses = made.uses()
        with self.builder.at(node), self.builder.from_(node.span):
            known = self.coerced(source, made.type(), node)
        if known is not source:
            for user, offset in uses:
                user.replaceInputAt(offset, known)

    def tested(self, node: Node) -> None:
        t = node.input().type()
        hidden = next((w for w in node.tys("types") if t == ANY and _holds_in_container(w)), None)
        if hidden is not None:
            raise CompileError(
                f"isinstance(x, {hidden}) of a value of type {t}: a list of dtypes is not told from a list of ints there",
                node.span,
                remedy="ask for list, and then for each item",
            )

    # -- uses

    def use(self, value: Value, use: Use) -> None:
        user, offset = use
        if user._kind in (CAST, TEST, "prim::code_object", NUMBER):
            return
        wanted = wanted_type(user, offset, self.returns)
        if wanted is None or wanted == value.type():
            return
        with self.builder.at(user), self.builder.from_(user.span):
            found = self.coerced(value, wanted, user)
        if found is not value:
            user.replaceInputAt(offset, found)

    # -- values

    def coerced(self, value: Value, wanted: Type, user: Node) -> Value:
        """``value`` as a ``wanted`` holds it."""
        have = value.type()
        if _is_narrowed_int(value):
            return _origin(value) if holds_any(wanted) else value
        if not names_codes(have) and not (have == ANY and names_codes(wanted)):
            return value
        code = optional_code(have if have != ANY and not isinstance(have, UnionType) else wanted)
        if holds_objects(have):
            return self.from_object(value, wanted, user) if names_codes(wanted) else value
        if isinstance(wanted, UnionType) and wanted != have:
            wanted = _member_for(have, wanted)
        if code is not None:
            return self.object_of(value, wanted) if holds_objects(wanted) else value
        return self.inside(value, wanted, user)

    def object_of(self, value: Value, wanted: Type) -> Value:
        """A dtype, which may be None, as an object."""
        if value.node()._kind == NUMBER:
            return value.node().input()
        code = optional_code(value.type())
        assert code is not None
        self.changes += 1
        kind = self.builder.constant(NUMBERED.index(code.python_class))
        made = self.builder.call_op(_operator("prim::code_object", value.type()), [value, kind], [ANY]).output()
        return made if wanted == ANY else self.builder.emit(CAST, [made], wanted)

    def from_object(self, value: Value, wanted: Type, user: Node) -> Value:
        if optional_code(wanted) is not None:
            self.changes += 1
            self.numbers.append(self.builder.call_op(_operator(NUMBER, wanted), [value], [wanted]))
            return self.numbers[-1].output()
        if value.type() == ANY and isinstance(wanted, TupleType):
            items = TupleType((ANY,) * len(wanted.items))
            return self.rebuilt(self.builder.emit(CAST, [value], wanted.rebuild(items.items)), wanted, user)
        if value.type() == ANY and not isinstance(wanted, UnionType):
            raise self.refusal(value.type(), wanted, user)
        return value

    def inside(self, value: Value, wanted: Type, user: Node) -> Value:
        """A container with dtypes in it, where another type is wanted."""
        have = value.type()
        if isinstance(wanted, OptionalType) and not isinstance(have, OptionalType):
            wanted = wanted.element
        if isinstance(have, TupleType) and (wanted == ANY or isinstance(wanted, TupleType)):
            items = wanted.items if isinstance(wanted, TupleType) else (ANY,) * len(have.items)
            return self.rebuilt(value, have.rebuild(items), user) if have.items != items else value
        if wanted != ANY or not _holds_in_container(have):
            return value
        if value.node()._kind in _LITERALS and len(value.uses()) == 1:
            return self.retyped(value, user)
        raise self.refusal(have, wanted, user)

    def rebuilt(self, value: Value, wanted: Type, user: Node) -> Value:
        """A tuple, item by item; one that nobody else has seen is of them from the beginning."""
        assert isinstance(wanted, TupleType)
        self.changes += 1
        made = value.node()
        if made._kind == "prim::TupleConstruct" and len(value.uses()) == 1:
            with self.builder.at(made):
                for i, t in enumerate(wanted.items):
                    made.replaceInputAt(i, self.item(made.inputsAt(i), t, user))
            return value.setType(wanted)
        items = [self.item(v, t, user) for v, t in zip(self.builder.unpack_tuple(value), wanted.items, strict=True)]
        return self.builder.tuple_(items, wanted)

    def item(self, value: Value, wanted: Type, user: Node) -> Value:
        if value.type() == ANY and not names_codes(wanted):
            return value if wanted == ANY else self.builder.emit(CAST, [value], wanted)
        return self.coerced(value, wanted, user)

    def retyped(self, value: Value, user: Node) -> Value:
        """A list or dict that nobody else has seen: of objects from the beginning."""
        node, t = value.node(), value.type()
        for i, item in enumerate(node.inputs()):
            with self.builder.at(node):
                node.replaceInputAt(i, self.coerced(item, ANY, user))
        self.changes += 1
        return value.setType(t.rebuild([ANY if names_codes(p) else p for p in t.contained()]))

    def refusal(self, have: Type, wanted: Type, user: Node) -> CompileError:
        return CompileError(
            f"a value of type {have} as a {wanted}: the dtypes in it would be ints there, and a copy another container",
            user.span,
            remedy="annotate it where it is made, as in x: List[Any] = ...",
        )


def _made(node: Node) -> list[Value]:
    return node._outputs if not node._blocks else [*node._outputs, *(v for block in node._blocks for v in block.inputs())]


def _may_matter(t: Type) -> bool:
    """A quick answer for most values."""
    kind = type(t)
    return kind is not TensorType and (kind is not SimpleType or t is INT)


def _is_narrowed_int(value: Value) -> bool:
    """Whether it is an int out of Any, which may be a bool."""
    return value._type is INT and value._node._kind == CAST and holds_any(value.node().input().type())


def holds_any(t: Type) -> bool:
    """Whether a bool stays a bool among the values of the type."""
    return t == ANY or isinstance(t, UnionType)


def _origin(value: Value) -> Value:
    return value.node().input()


def _holds_in_container(t: Type) -> bool:
    if isinstance(t, ListType | DictType | SetType):
        return names_codes(t)
    return any(map(_holds_in_container, t.contained()))


def _member_for(have: Type, wanted: UnionType) -> Type:
    """What a value is in a Union: the member of its own type, else the first that it fits."""
    code = optional_code(have)
    if code in wanted.members:
        return wanted
    members = [m for m in none_members(wanted) if have.isSubtypeOf(m)]
    return next((m for m in members if m == have), members[0] if members else wanted)


def _operator(name: str, t: Type) -> Schema:
    found = find(f"{name}.optional" if isinstance(t, OptionalType) else name)
    assert found is not None
    return found
