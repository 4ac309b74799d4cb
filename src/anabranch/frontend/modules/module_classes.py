"""Module classes, and modules that belong to no compiled module, as a program names them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Mapping, Sequence
from types import FunctionType
from typing import Any

from torch import nn

from ...base.record import Record
from ...lang.types import Type
from ..classes import members, super_calls
from ..source.markers import is_interface
from ..values.emitter import Emitter
from ..values.named_values import BuiltinValue, ObjectValue
from ..values.resolution import Rank, resolver
from ..values.sugared import Sugared
from ..values.type_values import TypeValue


class PythonClass(Type, Record, frozen=True):
    """A module class as the second argument of isinstance: a class has many concrete types."""

    python_class: type

    @property
    def annotation_str(self) -> str:
        return self.python_class.__name__


class ModuleClassValue(TypeValue):
    """A module class named in a program: for isinstance, static methods, constants, and ``Class.method(instance)``."""

    def describe(self) -> str:
        return f"module class '{self.obj.__name__}'"

    def attr(self, e: Emitter, name: str) -> Sugared:
        found = inspect.getattr_static(self.obj, name, None)
        if found is None:
            raise e.error(f"{self.describe()} has no attribute '{name}'")
        if isinstance(found, FunctionType):
            return BuiltinValue(name, functools.partial(super_calls.call_unbound, self.obj, name))
        return members.class_level(e, self, name, found)

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        raise e.error(f"a {self.obj.__name__} cannot be made in compiled code", remedy="make it in __init__ of the module")


class GlobalModule(ObjectValue):
    """A module found outside the function: it belongs to no compiled module, so its parameters would be lost."""

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        raise e.error(
            f"Cannot call a ScriptModule that is not a submodule of the caller: '{self.name}' is no part of what is compiled",
            remedy="make it an attribute of a module and compile that, or pass it through a method",
        )


@resolver(Rank.CLASS)
def _module_class(e: Emitter, obj: Any, name: str) -> Sugared | None:
    is_module_class = isinstance(obj, type) and issubclass(obj, nn.Module) and not is_interface(obj)
    return ModuleClassValue(PythonClass(obj), obj) if is_module_class else None


@resolver(Rank.OBJECT)
def _global_module(e: Emitter, obj: Any, name: str) -> Sugared | None:
    return GlobalModule(obj, name) if isinstance(obj, nn.Module) else None
