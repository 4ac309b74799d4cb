"""What a module means in a program: attributes, submodules, constants, methods, calls with hooks.

A module value is an IR value whose type is a ``ModuleType``.  Non-goals: containers (``containers``), the methods of
``nn.Module`` itself (``module_methods``), compiling a method (``methods``).
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Mapping, Sequence

from torch import nn

from ...base.errors import CompileError
from ...ir.graph import Value
from ...lang.nominal import AttributeKind, InterfaceType
from ...lang.types import Type
from ..classes import members, methods
from ..classes.class_values import ClassBehaviour
from ..classes.module_types import ModuleType
from ..values.behaviour import behaviour_of
from ..values.emitter import Emitter
from ..values.named_values import NamespaceValue
from ..values.sugared import Iteration, Sugared
from . import containers, hooks, module_methods


def attribute(e: Emitter, value: Value, t: ModuleType, name: str) -> Sugared:
    """``module.name``."""
    if name in t.attributes:
        return members.slot(e, value, t, name)
    if name in t.constants or name in t.functions:
        return _fixed(e, t, name)
    if name in t.methods:
        return members.bound(e, value, t, name)
    found = _from_class(e, value, t, name)
    if found is None:
        raise _missing(e, t, name)
    return found


def _fixed(e: Emitter, t: ModuleType, name: str) -> Sugared:
    if name in t.functions:
        return e.resolve(t.functions[name], name)
    return members.constant(e, t.constants[name], name)


def _from_class(e: Emitter, value: Value, t: ModuleType, name: str) -> Sugared | None:
    special = containers.method(e, value, t, name) or module_methods.method(e, value, t, name)
    if special is not None:
        return special
    found = methods.class_member(t, name)
    if found is None and name == "__class__" and t.python_class is not None:
        return NamespaceValue(t.python_class, "class")
    return None if found is None else members.member(e, value, t, name, found)


def defines(t: ModuleType, name: str) -> bool:
    """Whether the module's class has the method ``name``."""
    return name in t.methods or methods.class_member(t, name) is not None


def has_attribute(t: ModuleType, name: str) -> bool:
    known = (t.attributes, t.constants, t.functions, t.failed, t.overrides)
    return any(name in names for names in known) or defines(t, name)


def _missing(e: Emitter, t: ModuleType, name: str) -> CompileError:
    cls = t.python_class.__name__ if t.python_class else t.name
    if name in t.failed:
        return e.error(
            f"module '{cls}' has an attribute '{name}' that has no type in the language: {t.failed[name]}",
            remedy=_remedy(name, t.failed[name]),
        )
    if name == "forward":
        return e.error(f"module '{cls}' has no forward method", remedy="define forward, or call one of its submodules")
    if inspect.getattr_static(nn.Module, name, None) is not None:
        return e.error(f"'{name}' of nn.Module cannot be used in compiled code", remedy="move it to an ignored method")
    return e.error(f"Module '{cls}' has no attribute '{name}'", remedy=_suggestion(t, name))


def _remedy(name: str, failed: str) -> str:
    """For an attribute that has no type, by what was said when it was read."""
    if failed.startswith("an empty"):
        return f"annotate it in the class body (as in {name}: List[int]), or use it only in an ignored method"
    if "numpy.ndarray" in failed:
        return f"self.register_buffer('{name}', torch.from_numpy(...))"
    if "of torch.nn.Module" in failed:
        return "make it an nn.ModuleList or an nn.ModuleDict"
    return "use it only in methods marked ignore, or keep what you need of it in an attribute of a simple type"


def _suggestion(t: ModuleType, name: str) -> str:
    known = [*t.attributes, *t.constants, *t.functions, *(vars(t.python_class) if t.python_class else ())]
    close = difflib.get_close_matches(name, known, 1)
    return f"did you mean '{close[0]}'?" if close else f"set self.{name} in __init__"


def set_attribute(e: Emitter, value: Value, t: ModuleType, name: str, item: Sugared) -> None:
    """``module.name = item``."""
    if members.set_property(e, value, t, name, item):
        return
    declared = t.attributes.get(name)
    if declared is None:
        raise _not_assignable(e, t, name)
    if declared.kind is AttributeKind.MODULE and not isinstance(declared.type, InterfaceType):
        raise e.error(f"cannot assign to submodule '{name}'", remedy="annotate it with a module interface in the class")
    e.builder.set_attr(value, name, members.converted(e, t, name, item))


def _not_assignable(e: Emitter, t: ModuleType, name: str) -> CompileError:
    if name in t.constants:
        return e.error(f"cannot assign to '{name}': it is a constant", remedy="do not declare it Final or in __constants__")
    return _missing(e, t, name)


def call(e: Emitter, value: Value, t: ModuleType, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
    """``module(...)``: forward, between the forward hooks."""
    if t.hooks or t.pre_hooks:
        return hooks.call(e, value, t, args, kwargs)
    return attribute(e, value, t, "forward").call(e, args, kwargs)


@behaviour_of(ModuleType)
class ModuleBehaviour(ClassBehaviour):
    """Module values; containers have their own items."""

    def attribute(self, e: Emitter, value: Value, name: str) -> Sugared:
        return attribute(e, value, _type(value), name)

    def has_attribute(self, e: Emitter, value: Value, name: str) -> bool:
        return has_attribute(_type(value), name) or super().has_attribute(e, value, name)

    def set_attribute(self, e: Emitter, value: Value, name: str, item: Sugared) -> None:
        set_attribute(e, value, _type(value), name, item)

    def defines(self, t: Type, name: str) -> bool:
        return isinstance(t, ModuleType) and defines(t, name)

    def call(self, e: Emitter, value: Value, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        return call(e, value, _type(value), args, kwargs)

    def get_item(self, e: Emitter, value: Value, index: Sugared) -> Sugared:
        t = _type(value)
        return containers.get_item(e, value, t, index) if t.container else super().get_item(e, value, index)

    def length(self, e: Emitter, value: Value) -> Sugared:
        t = _type(value)
        own = containers.counts_by_itself(t, "__len__")
        return containers.length(e, t) if own else super().length(e, value)

    def iterate(self, e: Emitter, value: Value) -> Iteration:
        t = _type(value)
        return containers.iterate(e, value, t) if t.container else super().iterate(e, value)

    def contains(self, e: Emitter, value: Value, item: Sugared) -> Sugared:
        t = _type(value)
        own = containers.counts_by_itself(t, "__contains__")
        return containers.contains(e, value, t, item) if own else super().contains(e, value, item)


def _type(value: Value) -> ModuleType:
    t = value.type()
    assert isinstance(t, ModuleType)
    return t
