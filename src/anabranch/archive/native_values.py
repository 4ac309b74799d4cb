"""Values of the native part of an archive: what ``values.ValueWriter`` made of them, as their static type has them."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any

from ..lang import codes
from ..lang import types as T
from ..lang.nominal import EnumType
from .native_bytes import Bytes
from .values import CODES, ValueWriter


class Tag(enum.IntEnum):
    """What a value begins with; the numbers are csrc/host's."""

    NONE = 0
    FALSE = 1
    TRUE = 2
    INT = 3
    FLOAT = 4
    COMPLEX = 5
    STR = 6
    DEVICE = 7
    TENSOR = 8
    LIST = 9
    TUPLE = 10
    NAMED = 11
    DICT = 12
    SET = 13
    ENUM = 14
    OBJECT = 15
    FUNCTION = 16
    CODE = 17


class ValuePutter:
    """``type_number`` gives the number of a type, ``function_number`` that of a program."""

    def __init__(self, plain: ValueWriter, type_number: Callable[[T.Type], int], function_number: Callable[[Any], int]) -> None:
        self._plain = plain
        self._type = type_number
        self._function = function_number

    def put(self, out: Bytes, value: Any, t: T.Type) -> None:
        """A value of Python's."""
        if isinstance(t, T.FunctionType):
            self._tagged(out, Tag.FUNCTION, self._function(t.function))
        else:
            self.put_plain(out, value if type(value) in _SCALARS else self._plain.write(value, t), t)

    def put_plain(self, out: Bytes, value: Any, t: T.Type) -> None:
        """What the manifest says of a value."""
        t = _chosen(value, t)
        if value is None:
            out.size(Tag.NONE)
        elif isinstance(value, bool | int | float | str):
            _scalar(out, value, t)
        elif isinstance(value, list):
            self._list(out, value, t)
        else:
            ((kind, content),) = value.items()
            getattr(self, f"_put_{kind}")(out, content, t)

    def _tagged(self, out: Bytes, tag: Tag, number: int) -> None:
        out.size(tag)
        out.size(number)

    def _list(self, out: Bytes, items: list[Any], t: T.Type) -> None:
        """The type 1 + its number; 0 where the elements decide."""
        self._tagged(out, Tag.LIST, 1 + self._type(t) if isinstance(t, T.ListType) else 0)
        element: T.Type = t.element if isinstance(t, T.ListType) else T.ANY
        self._items(out, items, [element] * len(items))

    def _items(self, out: Bytes, items: list[Any], types: list[T.Type]) -> None:
        out.size(len(items))
        for item, t in zip(items, types, strict=True):
            self.put_plain(out, item, t)

    def _put_tensor(self, out: Bytes, number: int, t: T.Type) -> None:
        self._tagged(out, Tag.TENSOR, number)

    def _put_object(self, out: Bytes, number: int, t: T.Type) -> None:
        self._tagged(out, Tag.OBJECT, number)

    def _put_tuple(self, out: Bytes, items: list[Any], t: T.Type) -> None:
        out.size(Tag.TUPLE)
        types: list[T.Type] = list(t.items) if isinstance(t, T.TupleType) else [T.ANY for _ in items]
        self._items(out, items, types)

    def _put_named(self, out: Bytes, content: list[Any], t: T.Type) -> None:
        named, items = content
        self._tagged(out, Tag.NAMED, self._type(named))
        self._items(out, items, list(named.items))

    def _put_dict(self, out: Bytes, pairs: list[Any], t: T.Type) -> None:
        self._tagged(out, Tag.DICT, 1 + self._type(t) if isinstance(t, T.DictType) else 0)
        types: list[T.Type] = [t.key, t.value] if isinstance(t, T.DictType) else [T.ANY, T.ANY]
        self._items(out, [part for pair in pairs for part in pair], types * len(pairs))

    def _put_set(self, out: Bytes, items: list[Any], t: T.Type) -> None:
        out.size(Tag.SET)
        element: T.Type = t.element if isinstance(t, T.SetType) else T.ANY
        self._items(out, items, [element] * len(items))

    def _put_enum(self, out: Bytes, content: list[Any], t: T.Type) -> None:
        named, member = content
        self._tagged(out, Tag.ENUM, self._type(named))
        out.text(member)

    def _put_float(self, out: Bytes, text: str, t: T.Type) -> None:
        _scalar(out, float(text), t)

    def _put_complex(self, out: Bytes, parts: list[str], t: T.Type) -> None:
        out.size(Tag.COMPLEX)
        for part in parts:
            out.real(float(part))

    def _put_code(self, out: Bytes, text: str, t: T.Type) -> None:
        obj = CODES[text]
        out.size(Tag.CODE)
        out.size(codes.NUMBERED.index(type(obj)))
        out.size(codes.number(obj))

    def _put_device(self, out: Bytes, text: str, t: T.Type) -> None:
        out.size(Tag.DEVICE)
        out.text(text)


def _scalar(out: Bytes, value: Any, t: T.Type) -> None:
    if isinstance(value, str):
        out.size(Tag.DEVICE if t == T.DEVICE else Tag.STR)
        out.text(value)
    elif t == T.COMPLEX:
        out.size(Tag.COMPLEX)
        out.real(value)
        out.real(0.0)
    elif t == T.FLOAT or isinstance(value, float):
        out.size(Tag.FLOAT)
        out.real(value)
    elif t == T.BOOL or (isinstance(value, bool) and t != T.INT):
        out.size(Tag.TRUE if value else Tag.FALSE)
    else:
        out.size(Tag.INT)
        out.integer(int(value))


def _chosen(value: Any, t: T.Type) -> T.Type:
    """The type beside None, or the member of a union that the value is of; Any where none says more."""
    if isinstance(t, T.OptionalType):
        return _chosen(value, t.element)
    if isinstance(t, T.UnionType):
        return next((m for m in t.members if _fits(value, m)), T.ANY)
    return t


_KINDS: dict[str, Callable[[T.Type], bool]] = {
    "tensor": lambda t: isinstance(t, T.TensorType), "tuple": lambda t: isinstance(t, T.TupleType),
    "dict": lambda t: isinstance(t, T.DictType), "set": lambda t: isinstance(t, T.SetType),
    "float": lambda t: t == T.FLOAT, "complex": lambda t: t == T.COMPLEX, "device": lambda t: t == T.DEVICE,
}  # fmt: skip
_SCALARS: dict[type, T.Type] = {bool: T.BOOL, int: T.INT, float: T.FLOAT, str: T.STR, type(None): T.NONE}


def _fits(value: Any, t: T.Type) -> bool:
    if type(value) in _SCALARS:
        return t == _SCALARS[type(value)]
    if isinstance(value, list):
        return isinstance(t, T.ListType) and all(_fits(v, t.element) or _chosen(v, t.element) != t.element for v in value)
    ((kind, content),) = value.items()
    if kind in ("named", "enum"):
        return bool(t == content[0])
    if kind == "code":
        return isinstance(t, T.CodeType) and t.python_class is type(CODES[content])
    if kind == "tuple":
        return isinstance(t, T.TupleType) and len(t.items) == len(content) and all(map(_fits, content, t.items))
    if kind == "dict":
        return isinstance(t, T.DictType) and all(_fits(k, t.key) and _fits(v, t.value) for k, v in content)
    return kind in _KINDS and _KINDS[kind](t) or (kind == "object" and not isinstance(t, EnumType))
