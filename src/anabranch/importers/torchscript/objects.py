"""Unpickled data → instances, and values of their attributes' types.

An object whose class has ``__setstate__`` gets what was pickled through it, as in TorchScript: that is code of the archive,
run by our machine.  Non-goals: the pickles (``pickles``), tensors (``tensors``).
"""

from __future__ import annotations

import enum
import reprlib
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn

from ...archive import checked
from ...base.errors import ArchiveError, CompileError
from ...base.syntax import parse
from ...interp.values import make_named_tuple
from ...lang.nominal import AttributeKind, ClassType, EnumType
from ...lang.types import DictType, ListType, NamedTupleType, TupleType, Type, none_members
from ...runtime import backend
from ...runtime.backend import Instance
from ...runtime.slots import to_slot
from . import type_reader
from .pickles import PickledObject
from .program import Program
from .tensors import Tagged, Unreadable

_LARGEST = 1 << 20
_GROWTH = 16  # how many values a byte of a pickle may stand for


class ObjectReader:
    """``size`` is that of the pickle: what it holds may not grow without bounds where it names parts of it twice."""

    def __init__(self, program: Program, size: int) -> None:
        self._program = program
        self._left = _LARGEST + _GROWTH * size
        self._made: dict[int, Instance] = {}
        self._being_made: set[int] = set()
        self._sizes: dict[int, int] = {}
        self._types: dict[str, Type] = {}

    def instance(self, found: PickledObject) -> Instance:
        known = self._made.get(id(found))
        if known is not None:
            return known
        checked.holds(id(found) not in self._being_made, f"an object of {found.name} contains itself")
        self._being_made.add(id(found))
        t = self._program.class_named(found.name)
        made = backend().instance(t)
        if "__setstate__" in t.methods and "__getstate__" in t.methods:
            self._restore(made, t, found.state)
        else:
            self._fill(made, t, found.state)
        self._made[id(found)] = made
        return made

    def _restore(self, made: Instance, t: ClassType, state: Any) -> None:
        method = t.methods["__setstate__"]
        checked.holds(len(method.schema.arguments) == 2, f"{t.name}.__setstate__ takes no state")
        backend().method(method, made)(self.value(state, method.schema.arguments[1].type))

    def _fill(self, made: Instance, t: ClassType, state: Any) -> None:
        checked.holds(type(state) is dict, f"an object of {t.name} has no attributes")
        for name, attribute in t.attributes.items():
            checked.holds(name in state, f"an object of {t.name} has no attribute '{name}'")
            value = self.value(state[name], attribute.type)
            if attribute.kind is AttributeKind.PARAMETER and isinstance(value, torch.Tensor):
                value.__class__ = nn.Parameter  # the same object: lists may hold it, too
            try:
                made.set(t.slot(name), to_slot(value, attribute.type, made))
            except (TypeError, ValueError, OverflowError, RuntimeError) as error:
                if isinstance(error, ArchiveError | RecursionError):
                    raise
                where = f"attribute '{name}' of {t.name}: expected {attribute.type}"
                raise ArchiveError(f"the archive is damaged: {where}: {error}") from None

    # -- values

    def value(self, found: Any, t: Type | None) -> Any:
        """``t`` is the static type: a tuple's is all that says that it is a named one."""
        self._left -= self._size(found)
        checked.holds(self._left > 0, "its values name each other more often than any program's do")
        return self._value(found, t)

    def _value(self, found: Any, t: Type | None) -> Any:
        if isinstance(found, Tagged):
            return self._value(found.value, self._type(found.type, t))
        if isinstance(found, PickledObject):
            return self._object(found)
        if isinstance(found, list):
            element = _among(t, ListType)
            return [self._value(item, element.element if element is not None else None) for item in found]
        if isinstance(found, dict):
            d = _among(t, DictType)
            key, item = (d.key, d.value) if d is not None else (None, None)
            return {self._value(k, key): self._value(v, item) for k, v in found.items()}
        if isinstance(found, Unreadable):
            raise ArchiveError(found.why)
        return self._tuple(found, t) if isinstance(found, tuple) else found

    def _type(self, text: str, t: Type | None) -> Type | None:
        """The type by which a container is tagged; one that is known as well says it all."""
        if _among(t, ListType) is not None or _among(t, DictType) is not None:
            return t
        known = self._types.get(text)
        return known if known is not None else self._types.setdefault(text, self._read_type(text))

    def _read_type(self, text: str) -> Type:
        try:
            node = parse(text, "eval").body
            return type_reader.type_of(node, self._program.type_named, self._program.nowhere)
        except (SyntaxError, ValueError, RecursionError, MemoryError, CompileError) as error:
            raise ArchiveError(f"the archive is damaged: a value has the type {text[:100]!r}: {error}") from None

    def _tuple(self, found: tuple[Any, ...], t: Type | None) -> Any:
        known = _among(t, TupleType)
        fits = known is not None and len(known.items) == len(found)
        types: Sequence[Type | None] = known.items if fits and known is not None else [None] * len(found)
        items = [self._value(item, each) for item, each in zip(found, types, strict=True)]
        return make_named_tuple(known, items) if fits and isinstance(known, NamedTupleType) else tuple(items)

    def _object(self, found: PickledObject) -> Any:
        t = self._program.type_named(found.name)
        return _member(t, found.state) if isinstance(t, EnumType) else self.instance(found)

    def _size(self, found: Any) -> int:
        """How many values there are inside: a part that is named twice counts twice."""
        parts = _parts(found)
        if not parts:
            return 1
        known = self._sizes.get(id(found))
        if known is None:
            self._sizes[id(found)] = _LARGEST << 40  # what contains itself is endless
            known = self._sizes[id(found)] = 1 + sum(map(self._size, parts))
        return known


def _parts(found: Any) -> Sequence[Any]:
    if isinstance(found, Tagged):
        return [found.value]
    if isinstance(found, dict):
        return [*found.keys(), *found.values()]
    return found if isinstance(found, list | tuple) else ()


def _among(t: Type | None, kind: Callable[..., Any]) -> Any:
    """The one of the alternatives of ``t`` that is a ``kind``."""
    if t is None:
        return None
    found = [member for member in none_members(t) if isinstance(member, kind)]  # type: ignore[arg-type]
    return found[0] if len(found) == 1 else None


def _member(t: EnumType, value: Any) -> enum.Enum:
    members: Any = t.python_class
    found = [member for member in members if type(member.value) is type(value) and member.value == value]
    checked.holds(len(found) == 1, f"{t.name} has no member {reprlib.repr(value)}")
    return found[0]  # type: ignore[no-any-return]
