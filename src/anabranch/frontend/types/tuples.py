"""Tuples and named tuples as values: their parts are known by place, or by name."""

from __future__ import annotations

from ...ir.graph import Value
from ...lang.types import INT, NamedTupleType, TupleType, Type
from ..values.behaviour import behaviour_of
from ..values.emitter import Emitter
from ..values.plain import PlainBehaviour
from ..values.sugared import Iteration, SimpleValue, SliceValue, Sugared, TupleValue, constant_int


@behaviour_of(TupleType)
class TupleBehaviour(PlainBehaviour):
    python: type | None = tuple

    def operator(self, value: Value, name: str) -> None:
        """The operators take lists."""

    def get_item(self, e: Emitter, value: Value, index: Sugared) -> Sugared:
        if isinstance(index, SliceValue):
            return TupleValue([SimpleValue(v) for v in e.builder.unpack_tuple(value)]).getitem(e, index)
        t = _type(value)
        at = constant_int(index)
        if at is None:
            return _at(e, value, index)
        if not -len(t.items) <= at < len(t.items):
            raise e.error(f"tuple index {at} is out of range for {t}")
        at %= len(t.items)
        if value.node().kind() == "prim::TupleConstruct":
            return SimpleValue(value.node().inputsAt(at))
        return SimpleValue(e.builder.emit("prim::TupleIndex", [value, index.as_value(e)], t.items[at]))

    def length(self, e: Emitter, value: Value) -> Sugared:
        return e.constant(len(_type(value).items))

    def iterate(self, e: Emitter, value: Value) -> Iteration:
        return Iteration(items=[SimpleValue(v) for v in e.builder.unpack_tuple(value)] if _type(value).items else [])

    def truth(self, e: Emitter, value: Value) -> Value:
        return e.builder.constant(bool(_type(value).items))


def _type(value: Value) -> TupleType:
    t = value.type()
    assert isinstance(t, TupleType)
    return t


def _at(e: Emitter, value: Value, index: Sugared) -> Sugared:
    """An index that is known at run time only: all items must have one type."""
    t = _type(value)
    if index.type() != INT:
        raise e.error(f"a tuple index must be an int, got {index.describe()}")
    if len(set(t.items)) != 1:
        raise e.error(
            f"the index of {t} must be known when compiling, because we cannot resolve the output type otherwise",
            remedy="use a list, or a constant index",
        )
    items = e.builder.list_(t.items[0], e.builder.unpack_tuple(value))
    return e.operator("aten::__getitem__", [SimpleValue(items), index])


@behaviour_of(NamedTupleType)
class NamedTupleBehaviour(TupleBehaviour):
    def own(self, e: Emitter, value: Value, name: str) -> Sugared | None:
        t = value.type()
        assert isinstance(t, NamedTupleType)
        return _field(e, value, t, name) if name in t.fields else None

    def python_class(self, t: Type) -> type | None:
        return t.python_class if isinstance(t, NamedTupleType) else tuple

    def has_attribute(self, e: Emitter, value: Value, name: str) -> bool:
        return name in getattr(value.type(), "fields", ()) or super().has_attribute(e, value, name)


def _field(e: Emitter, value: Value, t: NamedTupleType, name: str) -> Sugared:
    i = t.fields.index(name)
    if value.node().kind() == "prim::TupleConstruct":
        return SimpleValue(value.node().inputsAt(i))
    index = e.builder.constant(i)
    return SimpleValue(e.builder.emit("prim::TupleIndex", [value, index], t.items[i]))
