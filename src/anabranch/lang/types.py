"""The types of the language: frozen values, compared by value.

Class, module, interface and enum types are *nominal* (see ``lang.nominal``): two of them are equal only when
they are the same object.  ``str(t)`` is the Python annotation (``List[int]``); ``t.str()`` is the spelling in graphs
(``int[]``), both as torch prints them.  Non-goal: relations between types, which are in ``lang.subtyping``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch

from ..base.given import Given
from ..base.record import Record
from .scalar_types import SCALAR_TYPE_NAMES
from .value_text import declared_text

Text = str  # inside classes with a method `str` the built-in is hidden from annotations


class Type:
    """Base of all types.  Immutable; ``kind()`` is torch's name of the kind of type."""

    __slots__ = ()

    def kind(self) -> Text:
        return type(self).__name__

    @property
    def annotation_str(self) -> Text:
        """The type as a Python annotation."""
        raise NotImplementedError(type(self).__name__)

    def str(self) -> Text:
        """The type as a graph prints it."""
        return self.annotation_str

    def contained(self) -> tuple[Type, ...]:
        """The types this one is built from."""
        return ()

    def rebuild(self, contained: Sequence[Type]) -> Type:
        """The same kind of type over other contained types."""
        return self

    def isSubtypeOf(self, other: Type) -> bool:
        return self is other or is_subtype(self, other)

    def __str__(self) -> Text:
        return self.annotation_str

    def __repr__(self) -> Text:
        return self.annotation_str


is_subtype: Given[[Type, Type], bool] = Given("anabranch.lang.subtyping")


class SimpleType(Type, Record, frozen=True, weakref=True, eq=False):
    """A type without parameters; one constant each below, so that equal ones are the same."""

    name: Text
    kind_name: Text
    graph_name: Text

    def kind(self) -> Text:
        return self.kind_name

    @property
    def annotation_str(self) -> Text:
        return self.name

    def str(self) -> Text:
        return self.graph_name

    def __reduce__(self) -> Text:
        return next(name for name, value in globals().items() if value is self)  # copied and pickled as the constant


class CodeType(SimpleType, frozen=True, eq=False):
    """An int of which the compiler knows what it stands for: a dtype, a layout, ….  Of finished graphs only unions have it."""

    python_class: type


def _simple(name: str, kind: str, graph_name: str = "") -> SimpleType:
    return SimpleType(name, kind, graph_name or name)


INT = _simple("int", "IntType")
FLOAT = _simple("float", "FloatType")
BOOL = _simple("bool", "BoolType")
COMPLEX = _simple("complex", "ComplexType")
STR = _simple("str", "StringType")
NONE = _simple("NoneType", "NoneType")
NUMBER = _simple("number", "NumberType", "Scalar")
ANY = _simple("Any", "AnyType")
DEVICE = _simple("Device", "DeviceObjType")
GENERATOR = _simple("Generator", "GeneratorType")
STREAM = _simple("Stream", "StreamObjType")
STORAGE = _simple("Storage", "StorageType")
LAYOUT = CodeType("Layout", "LayoutType", "Layout", torch.layout)
MEMORY_FORMAT = CodeType("MemoryFormat", "MemoryFormatType", "MemoryFormat", torch.memory_format)
QSCHEME = CodeType("QScheme", "QSchemeType", "QScheme", torch.qscheme)
DTYPE = CodeType("dtype", "IntType", "ScalarType", torch.dtype)
PYOBJECT = _simple("PyObject", "PyObjectType")
ANY_LIST = _simple("list", "AnyListType")
ANY_TUPLE = _simple("tuple", "AnyTupleType")
ANY_DICT = _simple("dict", "AnyDictType")
ANY_SET = _simple("set", "AnySetType")
ANY_CLASS = _simple("AnyClassType", "AnyClassType")
ANY_ENUM = _simple("AnyEnumType", "AnyEnumType")
SIMPLE_TYPES = (
    INT, FLOAT, BOOL, COMPLEX, STR, NONE, NUMBER, ANY, DEVICE, GENERATOR, STREAM, STORAGE, LAYOUT, MEMORY_FORMAT,
    QSCHEME, DTYPE, PYOBJECT, ANY_LIST, ANY_TUPLE, ANY_DICT, ANY_SET, ANY_CLASS, ANY_ENUM,
)  # fmt: skip


class TensorType(Type, Record, frozen=True, weakref=True):
    """A tensor; traces refine it.  ``sizes`` holds ``None`` for an unknown extent, and is ``None`` for an unknown rank."""

    dtype: int | None = None
    sizes: tuple[int | None, ...] | None = None
    strides: tuple[int, ...] | None = None
    requires_grad: bool | None = None
    device: Text | None = None

    @property
    def annotation_str(self) -> Text:
        return "Tensor"

    def str(self) -> Text:
        return self._head() + self._refinements()

    def _head(self) -> Text:
        if self.dtype is None:
            return "Tensor"
        return SCALAR_TYPE_NAMES[self.dtype] + ("Tensor" if self.sizes is None else "")

    def _refinements(self) -> Text:
        parts = ["*" if s is None else f"{s}" for s in self.sizes or ()]
        if self.strides and self.sizes is not None and len(self.strides) == len(self.sizes):
            parts.append(f"strides=[{', '.join(map(repr, self.strides))}]")
        if self.requires_grad is not None:
            parts.append(f"requires_grad={int(self.requires_grad)}")
        if self.device is not None:
            parts.append(f"device={self.device}")
        return f"({', '.join(parts)})" if parts or self.sizes is not None else ""

    def unrefined(self) -> TensorType:
        return TENSOR


TENSOR = TensorType()


class OfElement(Type, Record, frozen=True, weakref=True):
    """A type over one other."""

    element: Type

    def contained(self) -> tuple[Type, ...]:
        return (self.element,)

    def rebuild(self, contained: Sequence[Type]) -> Type:
        return type(self)(contained[0])

    def getElementType(self) -> Type:
        return self.element


class ListType(OfElement, frozen=True):
    @property
    def annotation_str(self) -> Text:
        return f"List[{self.element.annotation_str}]"

    def str(self) -> Text:
        return f"{self.element.str()}[]"


class OptionalType(OfElement, frozen=True):
    """``T`` or ``None``.  Build it with ``optional``, which keeps it normal (no Optional of Optional, of None, of Any)."""

    @property
    def annotation_str(self) -> Text:
        return f"Optional[{self.element.annotation_str}]"

    def str(self) -> Text:
        return f"{self.element.str()}?"

    def rebuild(self, contained: Sequence[Type]) -> Type:
        return optional(contained[0])


class FutureType(OfElement, frozen=True):
    @property
    def annotation_str(self) -> Text:
        return f"Future[{self.element.annotation_str}]"

    def str(self) -> Text:
        return f"Future[{self.element.str()}]"


class DictType(Type, Record, frozen=True, weakref=True):
    key: Type
    value: Type

    @property
    def annotation_str(self) -> Text:
        return f"Dict[{self.key.annotation_str}, {self.value.annotation_str}]"

    def str(self) -> Text:
        return f"Dict({self.key.str()}, {self.value.str()})"

    def contained(self) -> tuple[Type, ...]:
        return (self.key, self.value)

    def rebuild(self, contained: Sequence[Type]) -> Type:
        return DictType(contained[0], contained[1])

    def getKeyType(self) -> Type:
        return self.key

    def getValueType(self) -> Type:
        return self.value


class SetType(OfElement, frozen=True):
    """A set; TorchScript has none.  Insertion order and Python's hash and equality, as dicts."""

    @property
    def annotation_str(self) -> Text:
        return f"Set[{self.element.annotation_str}]"

    def str(self) -> Text:
        return f"Set({self.element.str()})"


class TupleType(Type, Record, frozen=True, weakref=True):
    items: tuple[Type, ...]

    @property
    def annotation_str(self) -> Text:
        return f"Tuple[{', '.join(t.annotation_str for t in self.items) or '()'}]"

    def str(self) -> Text:
        return f"({', '.join(t.str() for t in self.items)})"

    def contained(self) -> tuple[Type, ...]:
        return self.items

    def rebuild(self, contained: Sequence[Type]) -> Type:
        return TupleType(tuple(contained))

    def elements(self) -> list[Type]:
        return list(self.items)


class NamedTupleType(TupleType, frozen=True):
    """A tuple with field names.  ``name`` is qualified; ``python_class`` is the user's class, where one is known."""

    name: Text = ""
    fields: tuple[Text, ...] = ()
    defaults: tuple[tuple[Text, Any], ...] = ()
    python_class: type | None = None

    @property
    def annotation_str(self) -> Text:
        return self.name

    def str(self) -> Text:
        defaults = dict(self.defaults)
        fields = zip(self.fields, self.items, strict=True)
        return f"NamedTuple({', '.join(self._field(n, t, defaults) for n, t in fields)})"

    @staticmethod
    def _field(name: Text, t: Type, defaults: dict[Text, Any]) -> Text:
        return f"{name} : {t.str()}" + (f" = {declared_text(defaults[name])}" if name in defaults else "")

    def rebuild(self, contained: Sequence[Type]) -> Type:
        return NamedTupleType(tuple(contained), self.name, self.fields, self.defaults, self.python_class)

    def __hash__(self) -> int:
        return hash((self.name, self.fields, self.items))  # defaults need not be hashable

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NamedTupleType):
            return NotImplemented
        return (self.name, self.fields, self.items) == (other.name, other.fields, other.items)


class UnionType(Type, Record, frozen=True, weakref=True):
    """One of several types, in a canonical order.  Build it with ``union``."""

    members: tuple[Type, ...]

    @property
    def annotation_str(self) -> Text:
        return f"Union[{', '.join(t.annotation_str for t in self.members)}]"

    def str(self) -> Text:
        return f"Union({', '.join(t.str() for t in self.members)})"

    def contained(self) -> tuple[Type, ...]:
        return self.members

    def rebuild(self, contained: Sequence[Type]) -> Type:
        return union(contained)


class VarType(Type, Record, frozen=True, weakref=True):
    """A free type of a schema (``t``), bound while an overload is matched."""

    name: Text

    @property
    def annotation_str(self) -> Text:
        return self.name


class FunctionType(Type, Record, frozen=True, weakref=True, eq=False):
    """The type of a function constant; ``function`` is an ``ir.function.Function``."""

    function: Any

    @property
    def annotation_str(self) -> Text:
        return "Function"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FunctionType) and self.function is other.function

    def __hash__(self) -> int:
        return id(self.function)


def optional(t: Type) -> Type:
    """``Optional[t]`` in normal form."""
    if t in (NONE, ANY) or isinstance(t, OptionalType):
        return t
    if isinstance(t, UnionType):
        return union([*t.members, NONE])
    return OptionalType(t)


def _flat(types: Sequence[Type]) -> Iterator[Type]:
    for t in types:
        if isinstance(t, UnionType):
            yield from _flat(t.members)
        elif isinstance(t, OptionalType):
            yield from _flat((t.element, NONE))
        else:
            yield t


def union(types: Sequence[Type]) -> Type:
    """``Union[...]`` in normal form: flat, without subsumed members; ``Optional`` where it is one type and None."""
    members: list[Type] = []
    for t in _flat(types):
        if t == ANY:
            return ANY
        if not any(_is_within(t, m) for m in members):
            members = [m for m in members if not _is_within(m, t)] + [t]
    if len(members) == 1:
        return members[0]
    if len(members) == 2 and NONE in members:
        return OptionalType(members[0] if members[1] == NONE else members[1])
    return UnionType(tuple(sorted(members, key=lambda t: (t == NONE, t.annotation_str))))


def _is_within(t: Type, member: Type) -> bool:
    """Whether a Union of both is the other one; a dtype is no int there, as in Python."""
    return t.isSubtypeOf(member) and (t == member or not isinstance(t, CodeType))


def none_members(t: Type) -> tuple[Type, ...]:
    """The alternatives of an Optional or Union, or the type alone."""
    return tuple(_flat([t]))
