"""What classes and their instances mean in a program: construction, attributes, methods, class members.

Non-goals: which classes compile and what their instances hold (``script_classes``), enums (``enums``).
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Mapping, Sequence
from types import FunctionType
from typing import Any

from ...base import wording
from ...base.errors import CompileError
from ...ir.graph import Value
from ...lang.nominal import ClassType
from ...lang.types import TENSOR, Type
from ..values.behaviour import behaviour_of
from ..values.emitter import Emitter
from ..values.named_values import BuiltinValue
from ..values.objects import ObjectBehaviour
from ..values.resolution import Rank, resolver
from ..values.sugared import Iteration, Sugared, simple
from ..values.type_values import TypeValue
from . import members, methods, object_contexts, super_calls
from .script_classes import ScriptClass, can_compile, class_type


class ClassValue(TypeValue):
    """A class named in a program: calling it makes an instance."""

    def describe(self) -> str:
        return f"class '{self.t}'"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        assert isinstance(self.t, ClassType)
        return construct(e, self.t, args, kwargs)

    def attr(self, e: Emitter, name: str) -> Sugared:
        """``Class.name``: a static or class method, a constant, or a method that takes its instance first."""
        assert isinstance(self.t, ClassType) and self.t.python_class is not None
        found = methods.class_member(self.t, name)
        if name == "__name__":
            return simple(e.builder.constant(self.t.python_class.__name__))
        if found is None:
            raise e.error(f"{self.describe()} has no attribute '{name}'")
        if isinstance(found, FunctionType):
            return BuiltinValue(name, functools.partial(super_calls.call_unbound, self.obj, name))
        return members.class_level(e, self, name, found)

    def has_attr(self, e: Emitter, name: str) -> bool:
        return hasattr(self.obj, name)

    def iterate(self, e: Emitter) -> Iteration:
        raise e.error(f"{self.describe()} cannot be iterated over")


@resolver(Rank.USER_CLASS)
def _class(e: Emitter, obj: Any, name: str) -> Sugared | None:
    return ClassValue(class_type(obj), obj) if isinstance(obj, type) and can_compile(obj) else None


def construct(e: Emitter, t: ClassType, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
    """A new instance; ``__init__`` is called on it where the class has one."""
    made = e.builder.emit("prim::CreateObject", [], t)
    if defines(t, "__init__"):
        attribute(e, made, t, "__init__").call(e, args, kwargs)
    elif args or kwargs:
        raise e.error(f"class '{t}' takes no arguments", remedy="define __init__ in it")
    return simple(made)


def attribute(e: Emitter, value: Value, t: ClassType, name: str) -> Sugared:
    """``instance.name``."""
    if name in t.attributes:
        return members.slot(e, value, t, name)
    if name in t.methods:
        return members.bound(e, value, t, name)
    if name == "__class__" and t.python_class is not None:
        return ClassValue(t, t.python_class)
    found = methods.class_member(t, name)
    if found is None:
        raise _missing(e, t, name)
    return members.member(e, value, t, name, found)


def defines(t: ClassType, name: str) -> bool:
    """Whether the class has a method (or other member) ``name`` of its own."""
    return name in t.methods or methods.class_member(t, name) is not None


def _missing(
    e: Emitter, t: ClassType, name: str, message: Callable[[Type, str], str] = wording.no_attribute
) -> CompileError:
    members = vars(t.python_class) if t.python_class else {}
    close = difflib.get_close_matches(name, [*t.attributes, *members], 1)
    remedy = f"did you mean '{close[0]}'?" if close else f"assign self.{name} in __init__"
    if isinstance(t, ScriptClass) and t.open:
        remedy = f"assign self.{name} in __init__ before it is used, or annotate it in the class body"
    return e.error(message(t, name), remedy=remedy)


def set_attribute(e: Emitter, value: Value, t: ClassType, name: str, item: Sugared) -> None:
    """``instance.name = item``; in ``__init__`` this declares the attribute."""
    if members.set_property(e, value, t, name, item):
        return
    declared = t.find_attribute(name)
    if declared is None:
        if not (isinstance(t, ScriptClass) and t.open):
            raise _missing(e, t, name, wording.no_attribute_to_set)
        converted = item.as_value(e)
        t.add_attribute(name, converted.type())
    else:
        converted = members.converted(e, t, name, item)
    e.builder.set_attr(value, name, converted)


@behaviour_of(ClassType)
class ClassBehaviour(ObjectBehaviour):
    """Instances of users' classes."""

    def attribute(self, e: Emitter, value: Value, name: str) -> Sugared:
        return attribute(e, value, _type(value), name)

    def has_attribute(self, e: Emitter, value: Value, name: str) -> bool:
        t = _type(value)
        return name in t.attributes or defines(t, name) or super().has_attribute(e, value, name)

    def python_class(self, t: Type) -> type | None:
        return t.python_class if isinstance(t, ClassType) else None

    def set_attribute(self, e: Emitter, value: Value, name: str, item: Sugared) -> None:
        set_attribute(e, value, _type(value), name, item)

    def defines(self, t: Type, name: str) -> bool:
        return isinstance(t, ClassType) and defines(t, name)

    def class_of(self, t: Type) -> Sugared:
        return ClassValue(t, getattr(t, "python_class", None))

    def manager(self, e: Emitter, value: Value) -> Value:
        """An error that ``__exit__`` would swallow is one that a guard around the object watches."""
        self._result_of_enter(e, value)
        t = _type(value)
        if t.python_class is None or not object_contexts.may_swallow(self.attribute(e, value, "__exit__")):
            return value
        guard = class_type(object_contexts.guard_class(t))
        return construct(e, guard, [simple(value)], {}).as_value(e)

    def enter(self, e: Emitter, value: Value) -> Sugared:
        return simple(e.builder.emit("prim::Enter", [value], self._result_of_enter(e, value)))

    def _result_of_enter(self, e: Emitter, value: Value) -> Type:
        for name in ("__enter__", "__exit__"):
            if not self.has_attribute(e, value, name):
                message = f"a value of type '{value.type()}' is not a context manager"
                raise e.error(message, remedy="define __enter__ and __exit__")
        enter, exit_ = (self.attribute(e, value, name) for name in ("__enter__", "__exit__"))
        return object_contexts.result_of_enter(e, _type(value), enter, exit_)

    def exit(self, e: Emitter, value: Value) -> None:
        e.builder.emit("prim::Exit", [value], TENSOR)


def _type(value: Value) -> ClassType:
    t = value.type()
    assert isinstance(t, ClassType)
    return t
