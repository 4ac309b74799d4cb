"""The methods of modules and classes: which Python function a name is, and its compiled form, once per type.

Non-goals: what a member means in an expression (``members``), how a function is compiled (``function_cache``).
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

from ...ir.function import Function
from ...lang.nominal import ClassType
from ..calls import function_cache
from ..source import markers
from ..source.class_members import member_of, plain_function, written_member
from ..source.class_source import own_bases
from ..source.signature import Signature
from .module_types import ModuleType


class NoSuchMethod(Exception):
    """The class has no such method."""


def class_member(t: ClassType, name: str) -> Any:
    """What the user's classes define under ``name``, as it stands in the class; None where they define nothing."""
    if t.python_class is None:
        return None
    if isinstance(t, ModuleType):
        if name in t.overrides:
            return t.overrides[name]
        return next((written_member(c, name) for c in own_bases(t.python_class) if name in vars(c)), None)
    return member_of(t.python_class, name)


def compiled(t: ClassType, fn: FunctionType, name: str, overload: Signature | None = None) -> Function:
    """The method ``name`` of ``t``, compiled from ``fn`` (with the signature of an overload) when first asked for."""
    known: Function | None = t.methods.get(name)
    return known if known is not None else function_cache.compile_method(fn, t, name, overload)


def by_name(t: ClassType, name: str) -> Function:
    """A method, getter or setter of ``t``, compiled.  Raises NoSuchMethod."""
    known: Function | None = t.methods.get(name)
    if known is not None:
        return known
    found = _accessor(t, name) or class_member(t, name)
    if isinstance(found, staticmethod | classmethod):
        raise NoSuchMethod(name)
    fn = plain_function(found)
    if fn is None:
        raise NoSuchMethod(name)
    signatures = function_cache.method_overloads(fn, t)
    return compiled(t, fn, f"{name}__0", signatures[0]) if signatures else compiled(t, fn, name)


# -- properties


def getter_name(name: str) -> str:
    return f"__{name}_getter"


def _accessor(t: ClassType, name: str) -> FunctionType | None:
    """The function of ``__name_getter`` or ``__name_setter``."""
    for ending, part in (("_getter", "fget"), ("_setter", "fset")):
        if name.startswith("__") and name.endswith(ending):
            found = class_member(t, name[2 : -len(ending)])
            return getattr(found, part) if isinstance(found, property) else None
    return None


def setter_name(t: ClassType, name: str) -> str | None:
    """The method that assigning to ``name`` calls, if it is a property with a compiled setter."""
    if t.python_class is None and name in t.properties:
        return _known_setter(t, name)
    found = class_member(t, name)
    if not isinstance(found, property) or markers.is_ignored(found) or name in _unused_properties(t):
        return None
    if found.fset is None:
        raise AttributeError(f"property '{name}' of '{t.name}' has no setter")
    return f"__{name}_setter"


def _known_setter(t: ClassType, name: str) -> str:
    setter = t.properties[name][1]
    if setter is None:
        raise AttributeError(f"property '{name}' of '{t.name}' has no setter")
    return setter


def _unused_properties(t: ClassType) -> frozenset[str]:
    return markers.ignored_attributes(t.python_class) if t.python_class else frozenset()


# -- what Python may call


def public_names(t: ClassType) -> list[str]:
    """The methods and properties that the user's classes define."""
    if t.python_class is None:
        return [*t.methods, *t.properties]
    names = dict.fromkeys(name for base in reversed(own_bases(t.python_class)) for name in vars(base))
    return [n for n in names if isinstance(class_member(t, n), FunctionType | property | staticmethod)]


def python_member(t: ClassType, name: str, compile_now: bool = False) -> tuple[str, Any]:
    """How Python reaches ``name`` of a compiled object.

    ``("method", function)``, ``("property", getter's name)``, ``("python", function)`` for what is ignored,
    ``("value", value)`` for other class members, ``("", None)`` where there is nothing.
    """
    if name in t.methods:
        return "method", t.methods[name]
    if t.python_class is None and name in t.properties:
        return "property", t.properties[name][0]
    found = class_member(t, name)
    if isinstance(found, property):
        if markers.is_ignored(found) or name in _unused_properties(t):
            return "python", found
        return "property", getter_name(name)
    if isinstance(found, staticmethod | classmethod) and t.python_class is not None:
        return "value", getattr(t.python_class, name)
    fn = plain_function(found)
    if fn is None:
        return ("", None) if found is None else ("value", found)
    if markers.is_ignored(fn):
        return "python", fn
    return "method", by_name(t, name) if compile_now else None
