"""Instances as Python objects, both ways.

Which ScriptModule or ScriptObject stands for an instance that compiled code gives back; and objects of a user's own class
as instances of its compiled type (copies, attribute by attribute, as torch.jit makes them).
"""

from __future__ import annotations

import weakref
from typing import Any

from ..base.given import Given
from ..frontend.classes import members
from ..interp import Instance
from ..lang.nominal import ClassType
from ..runtime import backend
from ..runtime.interpreter import to_python as to_python
from ..runtime.slots import identity as identity
from ..runtime.slots import to_slot as to_slot

module_over: Given[[Any, ClassType], Any] = Given("anabranch.objects.script_module")
object_over: Given[[Any, ClassType], Any] = Given("anabranch.objects.script_object")

members.python_self[:] = [to_python]
_modules: weakref.WeakValueDictionary[Any, Any] = weakref.WeakValueDictionary()
_connected: set[str] = set()


def connected_backend(name: str | None = None) -> Any:
    """The backend of that name, by default the one in force, which wraps the instances that it hands to Python."""
    chosen: Any = backend(name)
    if chosen.name not in _connected:
        _connected.add(chosen.name)
        chosen.set_instance_wrapper(wrap)
    return chosen


def backend_of(instance: Any) -> Any:
    """The backend that runs what the instance is given to."""
    return connected_backend("interpreter" if isinstance(instance, Instance) else None)


def register(module: Any) -> None:
    """``module`` is what Python sees for its instance from now on."""
    _modules[identity(module._instance)] = module


def wrap(instance: Any, t: ClassType) -> Any:
    """The Python object for an instance."""
    known = _modules.get(identity(instance))
    if known is not None:
        return known
    return module_over(instance, t) if t.is_module else object_over(instance, t)


def as_instance(obj: Any, t: ClassType) -> Any:
    """The instance behind an object; of a plain Python object, a new one with its attributes."""
    if hasattr(obj, "_instance"):
        return obj._instance
    made = connected_backend().instance(t)
    for name, attribute in t.attributes.items():
        made.set(t.slot(name), to_slot(getattr(obj, name), attribute.type, made))
    return made
