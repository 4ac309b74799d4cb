"""Which forks are their frame's own business: no other task, object, caller or Python can see their futures.

Values that hold futures are put together with what they may come from and go to: containers with their elements, what blocks
pass on.  A fork stays in its frame if everything it is together with does.  Changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..ir.graph import Graph, Node, Value
from ..lang.types import ANY, DictType, FutureType, ListType, OptionalType, TupleType, Type, UnionType

# They keep what they are given in what they give or are given, and nowhere else.
_CONTAINERS = frozenset(
    ("prim::ListConstruct", "prim::TupleConstruct", "prim::DictConstruct", "prim::TupleUnpack", "prim::ListUnpack",
     "prim::TupleIndex", "aten::append", "aten::__getitem__", "aten::_set_item", "aten::len", "aten::pop", "aten::clear",
     "prim::unchecked_cast", "prim::unchecked_unwrap_optional", "aten::__is__", "aten::__isnot__")
)  # fmt: skip
_MAKERS = _CONTAINERS | {"prim::fork", "prim::If", "prim::Loop", "prim::Constant", "prim::Uninitialized"}

_PERHAPS = (UnionType, ListType, DictType, TupleType, OptionalType)


def forks_that_stay(graph: Graph) -> set[Node]:
    """Those of the graph itself; the bodies of its forks are graphs of their own."""
    groups = _Groups()
    for value in _values(graph):
        groups.look_at(value)
    left = groups.left()
    return {node for node in graph.walk() if node.kind() == "prim::fork" and groups.find(node.output()) not in left}


def _values(graph: Graph) -> Iterator[Value]:
    yield from graph.inputs()
    for node in graph.walk():
        yield from node.outputs()
        for block in node.blocks():
            yield from block.inputs()


def _holds_futures(t: Type) -> bool:
    """As its type says; what is typed otherwise (Any, an object) is not followed."""
    followed = isinstance(t, ListType | OptionalType | DictType | TupleType)
    return isinstance(t, FutureType) or (followed and any(map(_holds_futures, t.contained())))


def _may_hold_them(t: Type) -> bool:
    """A container whose type does not say so."""
    return not _holds_futures(t) and (t is ANY or isinstance(t, _PERHAPS))


class _Groups:
    """Union-find over values."""

    def __init__(self) -> None:
        self._above: dict[Value, Value] = {}
        self._left: set[Value] = set()  # values that come from elsewhere or go there

    def left(self) -> set[Value]:
        """The groups that do not stay, by what ``find`` gives."""
        return {self.find(v) for v in self._left}

    def find(self, value: Value) -> Value:
        while (above := self._above.get(value, value)) is not value:
            value = above
        return value

    def look_at(self, value: Value) -> None:
        if not _holds_futures(value.type()):
            return
        self._defined(value)
        for use in value.uses():
            self._used(value, use.user, use.offset)

    def _defined(self, value: Value) -> None:
        node = value.node()
        kind = node.kind()
        is_param = kind == "prim::Param" and node.owningBlock().owningNode() is not None
        if not (kind in _MAKERS or is_param) or any(_may_hold_them(v.type()) for v in node.inputs()):
            self._left.add(value)

    def _used(self, value: Value, user: Node, offset: int) -> None:
        kind = user.kind()
        if kind == "aten::wait":
            return
        if kind in _CONTAINERS:
            self._join(value, [*user.inputs(), *user.outputs()])
        elif kind == "prim::Loop":  # after the count and the condition
            self._join(value, [user.outputsAt(offset - 2), list(next(user.blocks()).inputs())[offset - 1]])
        elif kind == "prim::Return" and (owner := user.owningBlock().owningNode()) is not None:
            self._passed_on(value, owner, offset)
        else:
            self._left.add(value)

    def _passed_on(self, value: Value, owner: Node, offset: int) -> None:
        if owner.kind() == "prim::If":
            self._join(value, [owner.outputsAt(offset)])
        elif owner.kind() == "prim::Loop":  # after the condition
            self._join(value, [owner.outputsAt(offset - 1), list(next(owner.blocks()).inputs())[offset]])
        else:
            self._left.add(value)

    def _join(self, value: Value, others: list[Value]) -> None:
        """What has a type that does not say that it holds futures is not followed."""
        for other in others:
            if _holds_futures(other.type()):
                self._above[self.find(value)] = self.find(other)
            elif _may_hold_them(other.type()):
                self._left.add(value)
