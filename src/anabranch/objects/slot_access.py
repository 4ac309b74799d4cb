"""Attributes of compiled objects as Python reads and writes them: converted by the slot's static type."""

from __future__ import annotations

from typing import Any

from ..base.errors import ScriptTypeError
from ..lang.codes import as_objects
from ..lang.nominal import ClassType
from .instance_wrappers import to_python, to_slot


def read_slot(instance: Any, t: ClassType, name: str) -> Any:
    """The value of an attribute; containers are copies."""
    return as_objects(to_python(instance.get(t.slot(name))), t.attributes[name].type)


def write_slot(instance: Any, t: ClassType, name: str, value: Any) -> None:
    """Sets an attribute.  Raises ScriptTypeError where ``value`` does not have the attribute's type."""
    declared = t.attributes[name].type
    try:
        instance.set(t.slot(name), to_slot(value, declared, instance))
    except TypeError as error:
        got = "None" if value is None else type(value).__name__
        owner = t.name.rsplit(".", 1)[-1]
        text = f"cannot assign to attribute '{name}' of '{owner}': expected {declared}, got {got}"
        raise ScriptTypeError(text) from error
