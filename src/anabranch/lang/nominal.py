"""Nominal types: classes, modules, interfaces, enums.  Equal only to themselves; the backends keep what they made in them."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

from ..base.record import Record, field
from ..base.transactions import Table
from .types import ANY, FunctionType, NamedTupleType, Type

if TYPE_CHECKING:
    from ..ir.function import Function
    from .schema import Schema


SHARED_SLOT = "shared container"  # the one slot of what holds a container that Python shares; no user's attribute has a space


class AttributeKind(enum.Enum):
    """What a slot of an instance is to ``nn.Module``."""

    ATTRIBUTE = "attribute"
    PARAMETER = "parameter"
    BUFFER = "buffer"
    MODULE = "module"


class Attribute(Record):
    name: str
    type: Type
    kind: AttributeKind = AttributeKind.ATTRIBUTE


class ClassType(Type, Record, eq=False, weakref=True, dict=True):
    """A compiled class or (``is_module``) the concrete type of a module.

    ``attributes`` is in slot order.  ``constants`` are values known when compiling, not slots.  ``methods`` are
    ``Function``s whose first input is ``self``; ``properties`` maps a name to its getter and setter names.  ``loaded`` is
    the native backend's: what it loaded of the methods, by name.
    """

    name: str
    is_module: bool = False
    python_class: type | None = None
    attributes: dict[str, Attribute] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    methods: Table[str, Function] = field(default_factory=Table)
    properties: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    loaded: dict[str, Any] = field(default_factory=dict)
    _slots: dict[str, int] = field(default_factory=dict)

    def kind(self) -> str:
        return "ClassType"

    @property
    def annotation_str(self) -> str:
        return self.name

    def add_attribute(self, name: str, t: Type, kind: AttributeKind = AttributeKind.ATTRIBUTE) -> int:
        """Declare an attribute; returns its slot number."""
        self._slots[name] = len(self.attributes)
        self.attributes[name] = Attribute(name, t, kind)
        return self._slots[name]

    def slot(self, name: str) -> int:
        return self._slots[name]

    def find_attribute(self, name: str) -> Type | None:
        attribute = self.attributes.get(name)
        return attribute.type if attribute else None


class InterfaceType(Type, Record, eq=False, weakref=True, dict=True):
    """A set of method schemas (first argument ``self``) that a class or module must have."""

    name: str
    is_module: bool = False
    methods: dict[str, Schema] = field(default_factory=dict)
    awaits: type | None = None  # of an awaitable, whose ``wait`` gives its result: the class that the type lives with
    python_class: type | None = None

    @property
    def annotation_str(self) -> str:
        return self.name

    def str(self) -> str:
        return f"InterfaceType<{self.name.rsplit('.', 1)[-1]}>"


class EnumType(Type, Record, eq=False, weakref=True, dict=True):
    """An enum class; ``members`` maps names to values in definition order, ``value_type`` is their one type."""

    name: str
    value_type: Type = ANY
    members: dict[str, Any] = field(default_factory=dict)
    python_class: type | None = None

    @property
    def annotation_str(self) -> str:
        return self.name

    def str(self) -> str:
        return f"Enum<{self.name}>"


def can_die(t: Type) -> bool:
    """Whether a class, module or function of the user's is in the type: what is kept by it must not keep it alive."""
    mortal = isinstance(t, ClassType | InterfaceType | EnumType | NamedTupleType | FunctionType)
    return mortal or any(map(can_die, t.contained()))
