"""What an IR value of a nominal type can do: a module, a class instance, an interface, an enum member.

``SimpleValue`` and ``values`` ask here first where ``is_nominal(value.type())``: every method of the sugared protocol has
its function below.  ``magic`` is how operators (``a + b``, ``a < b``, ``-a``, ``str(a)``, ``abs(a)``) and conditions
(``__bool__``, ``__len__``) reach a class's own methods: it gives None where there is no such method.

An item of a ModuleList at a run-time index is no value until its type is known; such sugared values have
``as_type(e, t)``, which conversions to a declared type (``op: Op = self.ops[i]``, arguments, returns) call.

This file only chooses; the meanings are in ``modules``, ``containers``, ``classes``, ``interfaces`` and ``enums``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..ir.graph import Value
from ..ir.nominal import ClassType, EnumType, InterfaceType
from ..ir.types import Type
from .concrete_types import ModuleType
from .sugared import Iteration, Sugared

if TYPE_CHECKING:
    from .emitter import Emitter


def is_nominal(t: Type | None) -> bool:
    """Whether values of type ``t`` are handled here."""
    return isinstance(t, ClassType | InterfaceType | EnumType)


def attribute(e: Emitter, value: Value, name: str) -> Sugared:
    from . import classes, enums, interfaces, modules

    t = value.type()
    if isinstance(t, ModuleType):
        return modules.attribute(e, value, t, name)
    if isinstance(t, ClassType):
        return classes.attribute(e, value, t, name)
    if isinstance(t, InterfaceType):
        return interfaces.attribute(e, value, t, name)
    assert isinstance(t, EnumType)
    return enums.attribute(e, value, t, name)


def has_attribute(e: Emitter, value: Value, name: str) -> bool:
    from . import classes, modules

    t = value.type()
    if isinstance(t, ModuleType):
        return modules.has_attribute(t, name)
    if isinstance(t, ClassType):
        return classes.has_attribute(t, name)
    if isinstance(t, InterfaceType):
        return name in t.methods
    return name in ("name", "value")


def set_attribute(e: Emitter, value: Value, name: str, item: Sugared) -> None:
    from . import classes, modules

    t = value.type()
    if isinstance(t, ModuleType):
        modules.set_attribute(e, value, t, name, item)
    elif isinstance(t, ClassType):
        classes.set_attribute(e, value, t, name, item)
    else:
        raise e.error(f"cannot assign to attribute '{name}' of a value of type '{t}'")


def call(e: Emitter, value: Value, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
    from . import modules

    t = value.type()
    if isinstance(t, ModuleType):
        return modules.call(e, value, t, args, kwargs)
    name = "forward" if isinstance(t, InterfaceType) and t.is_module else "__call__"
    return attribute(e, value, name).call(e, args, kwargs)


def get_item(e: Emitter, value: Value, index: Sugared) -> Sugared:
    from . import containers

    t = value.type()
    if isinstance(t, ModuleType) and t.container:
        return containers.get_item(e, value, t, index)
    return _magic_or_error(e, value, "__getitem__", [index], "cannot be indexed")


def set_item(e: Emitter, value: Value, index: Sugared, item: Sugared) -> None:
    _magic_or_error(e, value, "__setitem__", [index, item], "does not take items")


def delete_item(e: Emitter, value: Value, index: Sugared) -> None:
    _magic_or_error(e, value, "__delitem__", [index], "does not take items")


def length(e: Emitter, value: Value) -> Sugared:
    from . import containers

    t = value.type()
    if isinstance(t, ModuleType) and t.container:
        return containers.length(e, t)
    return _magic_or_error(e, value, "__len__", [], "has no length")


def iterate(e: Emitter, value: Value) -> Iteration:
    from . import classes, containers

    t = value.type()
    if isinstance(t, ModuleType) and t.container:
        return containers.iterate(e, value, t)
    return classes.iterate(e, value)


def contains(e: Emitter, value: Value, item: Sugared) -> Sugared:
    from . import containers

    t = value.type()
    if isinstance(t, ModuleType) and t.container:
        return containers.contains(e, value, t, item)
    return _magic_or_error(e, value, "__contains__", [item], "cannot be looked into with 'in'")


def magic(e: Emitter, value: Value, name: str, args: Sequence[Sugared] = ()) -> Sugared | None:
    """The call of a magic method that the value's class defines; None where it defines none."""
    from . import classes, modules

    t = value.type()
    if isinstance(t, ModuleType):
        found = modules.defines(t, name)
    elif isinstance(t, ClassType):
        found = classes.defines(t, name)
    else:
        found = isinstance(t, InterfaceType) and name in t.methods
    return attribute(e, value, name).call(e, args, {}) if found else None


def _magic_or_error(e: Emitter, value: Value, name: str, args: Sequence[Sugared], refusal: str) -> Sugared:
    result = magic(e, value, name, args)
    if result is None:
        raise e.error(f"a value of type '{value.type()}' {refusal}", remedy=f"define {name} in its class")
    return result
