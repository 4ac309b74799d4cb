"""Interfaces: sets of methods that a class or module must have to be used through them.

``fits`` compiles the methods that an interface asks for, so ask it before ``isSubtypeOf`` where a value becomes an
interface.  The Python class decorated with ``interface`` gives the schemas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import FunctionType

from torch import nn

from ...base import wording
from ...base.owners import OfClasses
from ...base.transactions import Table, in_transaction
from ...ir.graph import Value
from ...lang.nominal import ClassType, InterfaceType
from ...lang.subtyping import is_subtype
from ...lang.types import ListType, OptionalType, Type
from ..calls import function_cache
from ..calls.compiled_values import MethodValue
from ..source.await_classes import MARK
from ..source.class_types import type_of_classes
from ..source.markers import is_interface
from ..source.names import claim_name, qualified_name, release_name
from ..values.behaviour import behaviour_of
from ..values.emitter import Emitter
from ..values.objects import ObjectBehaviour
from ..values.sugared import Sugared
from . import methods

_types: Table[type, InterfaceType] = Table(OfClasses("__anabranch_interface__"))


@type_of_classes(is_interface)
@in_transaction
def interface_type(cls: type) -> InterfaceType:
    """The one type of an interface class.  Raises CompileError for a method without a full signature."""
    known: InterfaceType | None = _types.get(cls)
    if known is not None:
        return known
    t = InterfaceType(qualified_name(cls), is_module=issubclass(cls, nn.Module), awaits=cls if MARK in vars(cls) else None)
    t.python_class = cls
    t.name = claim_name(t.name, t)
    _types[cls] = t  # before its methods: they may speak of the interface itself
    try:
        for name, function in _methods(cls):
            t.methods[name] = function_cache.method_schema(function, t, name)
    except BaseException:
        del _types[cls]
        release_name(t.name)
        raise
    return t


def _methods(cls: type) -> list[tuple[str, FunctionType]]:
    """What the class and its bases declare, the bases first."""
    bases = [b for b in reversed(cls.__mro__) if b not in (object, nn.Module)]
    names = dict.fromkeys(n for b in bases for n, f in vars(b).items() if isinstance(f, FunctionType))
    return [(n, getattr(cls, n)) for n in names]


@behaviour_of(InterfaceType)
class InterfaceBehaviour(ObjectBehaviour):
    """Objects known by an interface: only its methods count."""

    def attribute(self, e: Emitter, value: Value, name: str) -> Sugared:
        t = _type(value)
        schema = t.methods.get(name)
        if schema is None and t.awaits:
            return self.attribute(e, value, "wait").call(e, [], {}).attr(e, name)
        if schema is None:
            remedy = f"declare it in the interface; it has {', '.join(t.methods)}"
            raise e.error(wording.no_attribute(t, name), remedy=remedy)
        return MethodValue(value, name, lambda: schema)

    def has_attribute(self, e: Emitter, value: Value, name: str) -> bool:
        return name in _type(value).methods

    def call(self, e: Emitter, value: Value, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        name = "forward" if _type(value).is_module else "__call__"
        return self.attribute(e, value, name).call(e, args, kwargs)

    def defines(self, t: Type, name: str) -> bool:
        return isinstance(t, InterfaceType) and name in t.methods

    def misfit(self, have: Type, wanted: Type) -> str:
        return misfit(have, wanted)


def _type(value: Value) -> InterfaceType:
    t = value.type()
    assert isinstance(t, InterfaceType)
    return t


def misfit(t: Type, wanted: Type) -> str:
    """Why values of ``t`` are none of ``wanted``; empty where they are.  Compiles what ``wanted`` asks for."""
    if t == wanted or not isinstance(wanted, InterfaceType):
        return "" if is_subtype(t, wanted) else f"expected {wanted}, got {t}"
    if not isinstance(t, InterfaceType | ClassType):
        return f"{t} is no class"
    if wanted.is_module and not t.is_module:
        return f"{t} is no module, and {wanted} is an interface of modules"
    if isinstance(t, InterfaceType):
        return "" if is_subtype(t, wanted) else f"interface {t} lacks methods of {wanted}"
    for name in wanted.methods:
        reason = _method_misfit(t, wanted, name)
        if reason:
            return reason
    return ""


def fits(t: Type, wanted: Type) -> bool:
    """Whether values of ``t`` can be used as ``wanted``; compiles the methods that an interface asks for."""
    if isinstance(wanted, InterfaceType):
        return not misfit(t, wanted)
    if isinstance(wanted, ListType | OptionalType) and isinstance(t, type(wanted)):
        return fits(t.element, wanted.element)
    return is_subtype(t, wanted)


def _method_misfit(t: ClassType, wanted: InterfaceType, name: str) -> str:
    try:
        have = methods.by_name(t, name).schema
    except methods.NoSuchMethod:
        return f"it has no method '{name}'"
    want = wanted.methods[name]
    mine, theirs = have.arguments[1:], want.arguments[1:]
    if len(mine) != len(theirs):
        return f"its '{name}' takes {_listed(mine)}, not {_listed(theirs)}"
    for a, b in zip(mine, theirs, strict=True):
        if not is_subtype(b.type, a.type):
            return f"argument '{a.name}' of its '{name}' is {a.type}, not {b.type}"
    if not fits(have.return_type, want.return_type):
        return f"its '{name}' gives {have.return_type}, not {want.return_type}"
    return ""


def _listed(arguments: tuple[object, ...]) -> str:
    return f"({', '.join(str(getattr(a, 'name', a)) for a in arguments)})"
