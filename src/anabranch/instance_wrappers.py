"""Instances as Python objects, both ways.

Which ScriptModule or ScriptObject stands for an instance that compiled code gives back; and objects of a user's own class
as instances of its compiled type (copies, attribute by attribute, as torch.jit makes them).
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .ir.nominal import ClassType, InterfaceType
from .ir.types import DictType, ListType, NamedTupleType, OptionalType, SetType, TupleType, Type
from .runtime import backend
from .runtime.conversion import Mismatch, convert

if TYPE_CHECKING:
    from .script_module import ScriptModule

_modules: weakref.WeakValueDictionary[Any, Any] = weakref.WeakValueDictionary()
_connected: set[str] = set()


def connected_backend() -> Any:
    """The backend in force, which wraps the instances that it hands to Python."""
    chosen: Any = backend()
    if chosen.name not in _connected:
        _connected.add(chosen.name)
        chosen.set_instance_wrapper(wrap)
    return chosen


def identity(instance: Any) -> Any:
    """What two handles of one instance agree in."""
    return getattr(instance, "identity", None) or id(instance)


def register(module: ScriptModule) -> None:
    """``module`` is what Python sees for its instance from now on."""
    _modules[identity(module._instance)] = module


def wrap(instance: Any, t: ClassType) -> Any:
    """The Python object for an instance."""
    known = _modules.get(identity(instance))
    if known is not None:
        return known
    from .script_object import object_over

    return _module_over(instance, t) if t.is_module else object_over(instance, t)


def _module_over(instance: Any, t: Any) -> Any:
    from .script_module import ScriptModule

    made = ScriptModule.over(t, instance, connected_backend())
    for name, _ in t.submodules():
        made.__dict__["_modules"]._modules[name] = to_python(instance.get(t.slot(name)))
    register(made)
    return made


def _is_native(instance: Any) -> bool:
    return hasattr(instance, "identity")


def to_python(value: Any) -> Any:
    """A value as Python sees it: instances wrapped, containers copied.  The native core has done so already."""
    if isinstance(value, list):
        return [to_python(v) for v in value]
    if isinstance(value, dict):
        return {to_python(k): to_python(v) for k, v in value.items()}
    if isinstance(value, tuple):
        items = map(to_python, value)
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    is_instance = hasattr(value, "get") and hasattr(value, "set") and isinstance(getattr(value, "type", None), ClassType)
    return wrap(value, value.type) if is_instance else value


def to_slot(value: Any, t: Type, owner: Any) -> Any:
    """``value`` as the slot of ``owner`` takes it.  Raises TypeError where it is no ``t``."""
    made = _with_instances(value, t, {})
    if _is_native(owner):
        return made
    try:
        return convert(made, t)
    except Mismatch as got:
        raise TypeError(f"expected {t}, got {got}") from None


def as_instance(obj: Any, t: ClassType, known: dict[int, Any] | None = None) -> Any:
    """The instance of an object; of a plain Python object, a new one with its attributes."""
    if hasattr(obj, "_instance"):
        return obj._instance
    known = {} if known is None else known
    if id(obj) in known or t.python_class is None or not isinstance(obj, t.python_class):
        return known.get(id(obj), obj)
    made = known[id(obj)] = connected_backend().instance(t)
    for name, attribute in t.attributes.items():
        value = _with_instances(getattr(obj, name), attribute.type, known)
        made.set(t.slot(name), value if _is_native(made) else _checked(value, attribute.type, t, name))
    return made


def _checked(value: Any, t: Type, owner: ClassType, name: str) -> Any:
    try:
        return convert(value, t)
    except Mismatch as got:
        raise TypeError(f"attribute '{name}' of '{owner}': expected {t}, got {got}") from None


def _with_instances(value: Any, t: Type, known: dict[int, Any]) -> Any:
    """``value`` with the objects of compiled classes inside it as instances."""
    if value is None or not _holds_instances(t):
        return value
    if isinstance(t, ClassType):
        return as_instance(value, t, known)
    if isinstance(t, InterfaceType):
        return getattr(value, "_instance", value)
    rebuild = _REBUILD.get(type(t))
    return value if rebuild is None else rebuild(value, t, lambda v, inner: _with_instances(v, inner, known))


def _holds_instances(t: Type) -> bool:
    return isinstance(t, ClassType | InterfaceType) or any(map(_holds_instances, t.contained()))


Inner = Callable[[Any, Type], Any]


def _tuple(value: Any, t: Any, inner: Inner) -> Any:
    items = [inner(v, part) for v, part in zip(value, t.items)]
    return type(value)(*items) if hasattr(value, "_fields") else tuple(items)


_REBUILD: dict[type, Callable[[Any, Any, Inner], Any]] = {
    OptionalType: lambda value, t, inner: inner(value, t.element),
    ListType: lambda value, t, inner: [inner(v, t.element) for v in value],
    SetType: lambda value, t, inner: {inner(v, t.element) for v in value},
    DictType: lambda value, t, inner: {inner(k, t.key): inner(v, t.value) for k, v in value.items()},
    TupleType: _tuple,
    NamedTupleType: _tuple,
}
