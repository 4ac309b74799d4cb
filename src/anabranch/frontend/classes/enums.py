"""Enum classes: members are constants, with ``name`` and ``value``; the class can be called, indexed and looped over."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Mapping, Sequence
from types import FunctionType
from typing import Any

from ...base.errors import CompileError
from ...base.owners import OfClasses
from ...base.transactions import Table, in_transaction
from ...ir.graph import Value
from ...lang.nominal import EnumType
from ...lang.schema import Schema
from ...lang.subtyping import unify
from ...lang.types import ANY, Type
from ...ops import operators
from ..calls.functions import FunctionValue
from ..source.class_types import type_of_classes
from ..source.names import claim_name, qualified_name
from ..source.value_types import NotInferable, infer_type
from ..values.behaviour import behaviour_of
from ..values.emitter import Emitter
from ..values.objects import ObjectBehaviour
from ..values.resolution import Rank, resolver
from ..values.sugared import Iteration, Sugared, constant_of, simple
from ..values.type_values import TypeValue

_types: Table[type, EnumType] = Table(OfClasses("__anabranch_enum__"))


@type_of_classes(lambda cls: issubclass(cls, enum.Enum))
@in_transaction
def enum_type(cls: type[enum.Enum]) -> EnumType:
    """The one type of an enum class.  Raises CompileError where the members' values have no common type."""
    known: EnumType | None = _types.get(cls)
    if known is None:
        known = EnumType(qualified_name(cls), _value_type(cls), {m.name: m.value for m in cls}, cls)
        known.name = claim_name(known.name, known)
        _types[cls] = known
    return known


def adopt(t: EnumType) -> EnumType:
    """``t``, whose class was made for it, as the type of that class."""
    assert t.python_class is not None
    t.name = claim_name(t.name, t)
    _types[t.python_class] = t
    return t


def _value_type(cls: type[enum.Enum]) -> Type:
    joined: Type | None = None
    for member in cls:
        try:
            t = infer_type(member.value)
        except NotInferable as error:
            raise CompileError(f"enum {cls.__qualname__}: the value of {member.name} has no type: {error}") from None
        before, joined = joined, t if joined is None else unify(joined, t)
        if joined is None:
            message = f"Could not unify type list: the values of enum {cls.__qualname__} are {before} and {t}"
            raise CompileError(message, remedy="give all members one type")
    return joined or ANY


class EnumValue(TypeValue):
    """An enum class named in a program."""

    def describe(self) -> str:
        return f"enum '{self.t}'"

    def attr(self, e: Emitter, name: str) -> Sugared:
        if name in self.obj.__members__:
            return member(e, self.obj[name])
        if name == "__members__":
            raise e.error("__members__ cannot be used in compiled code", remedy=f"loop over {self.obj.__name__}")
        raise e.error(f"{self.describe()} has no attribute '{name}'", remedy=f"it has {', '.join(self.obj.__members__)}")

    def has_attr(self, e: Emitter, name: str) -> bool:
        return hasattr(self.obj, name)

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        """``Color(2)``: the member with that value, where the value is a constant."""
        known, value = constant_of(args[0]) if len(args) == 1 and not kwargs else (False, None)
        if not known:
            raise e.error(f"{self.describe()} can only be called with a constant", remedy="compare with each member's .value")
        return self._checked(e, lambda: self.obj(value))

    def getitem(self, e: Emitter, index: Sugared) -> Sugared:
        known, name = constant_of(index)
        if not known:
            raise e.error(f"{self.describe()} can only be indexed with a constant name")
        return self._checked(e, lambda: self.obj[name])

    def _checked(self, e: Emitter, find: Any) -> Sugared:
        try:
            return member(e, find())
        except (KeyError, ValueError) as error:
            raise e.error(f"{self.describe()} has no such member: {error}") from None

    def iterate(self, e: Emitter) -> Iteration:
        return Iteration(items=[member(e, m) for m in self.obj])

    def length(self, e: Emitter) -> Sugared:
        return simple(e.builder.constant(len(self.obj)))

    def as_value(self, e: Emitter) -> Value:
        """The members as a list."""
        return e.builder.list_(self.t, [member(e, m).as_value(e) for m in self.obj])

    def contains(self, e: Emitter, item: Sugared) -> Sugared:
        return simple(e.builder.constant(item.type() == self.t))


@resolver(Rank.KNOWN)
def _enum(e: Emitter, obj: Any, name: str) -> Sugared | None:
    if isinstance(obj, enum.Enum):
        return member(e, obj)
    is_enum = isinstance(obj, type) and issubclass(obj, enum.Enum) and not issubclass(obj, BaseException)
    return EnumValue(enum_type(obj), obj) if is_enum else None


def member(e: Emitter, item: enum.Enum) -> Sugared:
    """An enum member as a constant."""
    return simple(e.builder.constant(item, enum_type(type(item))))


def attribute(e: Emitter, value: Value, t: EnumType, name: str) -> Sugared:
    """``.name`` and ``.value``; other attributes are methods or properties of the enum class."""
    if name == "name":
        return e.operator("prim::EnumName", [simple(value)])
    if name == "value":
        return simple(e.builder.call_op(_value_operator(t), [value], [t.value_type]).output())
    if t.python_class is not None and name in getattr(t.python_class, "__members__", {}):
        return member(e, t.python_class[name])  # type: ignore[index]
    return _class_member(e, value, t, name)


def _value_operator(t: EnumType) -> Schema:
    """The overload of EnumValue, which is chosen by what it gives."""
    overloads = operators.overloads("prim::EnumValue")
    return next((s for s in overloads if s.return_type == t.value_type), overloads[-1])


def _class_member(e: Emitter, value: Value, t: EnumType, name: str) -> Sugared:
    """A method or property that the enum class defines; it is compiled as a function of the member."""
    found = inspect.getattr_static(t.python_class, name, None) if t.python_class else None
    if isinstance(found, property) and isinstance(found.fget, FunctionType):
        return FunctionValue(found.fget, (simple(value),)).call(e, [], {})
    if isinstance(found, FunctionType) and found is not inspect.getattr_static(enum.Enum, name, None):
        return FunctionValue(found, (simple(value),))
    raise e.error(f"enum '{t}' has no attribute '{name}'", remedy="use .name or .value")


@behaviour_of(EnumType)
class EnumBehaviour(ObjectBehaviour):
    """Enum members."""

    def attribute(self, e: Emitter, value: Value, name: str) -> Sugared:
        t = value.type()
        assert isinstance(t, EnumType)
        return attribute(e, value, t, name)

    def has_attribute(self, e: Emitter, value: Value, name: str) -> bool:
        return name in ("_name_", "_value_", "_sort_order_", "__objclass__") or super().has_attribute(e, value, name)

    def python_class(self, t: Type) -> type | None:
        return t.python_class if isinstance(t, EnumType) else None
