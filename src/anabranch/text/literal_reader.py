"""Constants of a graph's text -> Python values, read by the type that the text gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import torch

from ..lang.codes import dtype_of
from ..lang.nominal import EnumType
from ..lang.types import (
    ANY,
    BOOL,
    COMPLEX,
    DEVICE,
    FLOAT,
    INT,
    STR,
    DictType,
    ListType,
    OptionalType,
    SetType,
    TensorType,
    TupleType,
    Type,
)
from ..lang.value_text import EnumMember
from .lexer import Cursor

# One way to match each text: else a number of thousands of digits takes for ever.
_UNSIGNED = r"(?:inf|nan|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"
_REAL = rf"[+-]?{_UNSIGNED}"
_COMPLEX = rf"({_REAL})([+-]{_UNSIGNED})j"
# What C++ prints of a tensor: anything up to its kind in brackets, or nothing but a mark.
TENSOR_PICTURE = r"<Tensor>|(?:(?!\]\()[^\n\"])*?\[ [\w]+Type\{[\d,]*\}[^\]\n]*\]"
_KINDS = {INT: "i", BOOL: "i", FLOAT: "f", COMPLEX: "c", STR: "s"}


class LiteralReader:
    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.payloads: Mapping[str, Any] = {}

    def constant(self, t: Type) -> tuple[str, Any]:
        """Kind and value of a constant of type ``t`` (not of a tensor)."""
        if isinstance(t, OptionalType):
            return self.constant(t.element)
        if t in _KINDS:
            value = self.value(t)
            return _KINDS[t], int(value) if t == BOOL else value
        if t == DEVICE or t.contained() or isinstance(t, EnumType | TupleType):
            return "ival", self.value(t)
        value = self.value(ANY)
        return {int: "i", float: "f", complex: "c", str: "s"}.get(type(value), "ival"), value

    def value(self, t: Type) -> Any:
        """A Python value of the type; where the type does not say, its spelling decides."""
        with self.cursor.nested():
            return self._value(t)

    def declared(self, t: Type) -> Any:
        """A constant or default in a declaration; ``...`` is one that no text holds."""
        if self.cursor.accept("..."):
            return ...
        inner = t.element if isinstance(t, OptionalType) else t
        if isinstance(inner, EnumType) and not self.cursor.looking_at(r"None\b"):
            return self._enum(inner)
        name = self.cursor.take(r"(torch|__torch__)\.[\w.]+")
        if name is None:
            return self.value(t if self.cursor.looking_at(r"\[|None\b") or not _is_list(t) else ANY)  # int[] = 1
        return EnumMember(name.group()) if name.group(1) == "__torch__" else self._of_torch(name.group())

    def _of_torch(self, name: str) -> Any:
        found = getattr(torch, name.removeprefix("torch."), None)
        if not isinstance(found, torch.dtype | torch.layout | torch.memory_format):
            self.cursor.fail(f"{name} is no dtype, layout or memory format")
        return found

    def _value(self, t: Type) -> Any:
        payload = self.cursor.take(r"payload\((\d+)\)")
        if payload:
            return self._payload(payload)
        if self.cursor.take(r"None\b"):
            return None
        if isinstance(t, OptionalType):
            return self.value(t.element)
        if t == FLOAT:
            return float(self.cursor.need(_REAL, "a float"))
        if t in (INT, BOOL):
            return self._integer(t)
        if t == DEVICE:
            return torch.device(self.cursor.string())
        if isinstance(t, EnumType):
            return self._enum(t)
        return self._container(t) if t.contained() or isinstance(t, TupleType) else self._by_spelling()

    def _payload(self, match: re.Match[str]) -> Any:
        number = match.group(1)
        if number not in self.payloads:
            self.cursor.fail(f"there is no payload {number}", match.start())
        return self.payloads[number]

    def _integer(self, t: Type) -> int | bool:
        word = self.cursor.take(r"True\b|False\b")
        if word:
            return word.group() == "True"
        number = int(self.cursor.need(r"[+-]?\d+(?![.\d])", "an int"))
        return bool(number) if t == BOOL else number

    def _container(self, t: Type) -> Any:
        if isinstance(t, ListType):
            self.cursor.expect("[")
            return self.cursor.separated("]", lambda: self.value(t.element))
        if isinstance(t, TupleType):
            return self._tuple(t)
        self.cursor.expect("{")
        if isinstance(t, DictType):
            return dict(self.cursor.separated("}", lambda: self._item(t)))
        return set(self.cursor.separated("}", lambda: self.value(t.contained()[0] if isinstance(t, SetType) else ANY)))

    def _tuple(self, t: TupleType) -> tuple[Any, ...]:
        self.cursor.expect("(")
        types = iter(t.items)
        return tuple(self.cursor.separated(")", lambda: self.value(next(types, ANY))))

    def _item(self, t: DictType) -> tuple[Any, Any]:
        key = self.value(t.key)
        self.cursor.expect(":")
        return key, self.value(t.value)

    def _enum(self, t: EnumType) -> Any:
        start = self.cursor.at
        name = self.cursor.need(r"[\w.]+", "an enum member").rpartition(".")[2]
        members = getattr(t.python_class, "__members__", {})
        if name in members:
            return members[name]
        if t.members and name not in t.members:
            self.cursor.fail(f"{t} has no member {name}", start)
        return EnumMember(f"{t.name}.{name}")

    def _by_spelling(self) -> Any:
        with self.cursor.nested():
            return self._spelt()

    def _spelt(self) -> Any:
        if self.cursor.looking_at('"'):
            return self.cursor.string()
        if self.cursor.looking_at(r"[\[({]"):
            return self._container_by_spelling()
        if self.cursor.take(r"None\b"):
            return None
        match = self.cursor.take(_COMPLEX)
        if match:
            return complex(float(match.group(1)), float(match.group(2)))
        word = self.cursor.take(r"True\b|False\b")
        if word:
            return word.group() == "True"
        text = self.cursor.need(_REAL, "a value")
        return int(text) if text.lstrip("+-").isdigit() else float(text)

    def _container_by_spelling(self) -> Any:
        if self.cursor.accept("["):
            return self.cursor.separated("]", self._by_spelling)
        if self.cursor.accept("("):
            return tuple(self.cursor.separated(")", self._by_spelling))
        return self._container(DictType(ANY, ANY))

    # -- tensors

    def scalar_tensor(self, t: TensorType) -> torch.Tensor:
        """The tensor of one element that ``{2}`` and its type say."""
        self.cursor.expect("{")
        text = self.cursor.need(_REAL, "a number")
        self.cursor.expect("}")
        return scalar_of(text, t)


def scalar_of(text: str, t: TensorType) -> torch.Tensor:
    dtype = dtype_of(t.dtype) if t.dtype is not None else torch.float32
    number = float(text) if dtype.is_floating_point else int(float(text)) if "e" in text else int(text)
    flat = torch.tensor(number, dtype=dtype)
    if not t.sizes and t.strides is None:
        return flat
    sizes = [s or 1 for s in t.sizes or ()]
    return flat.reshape(sizes) if t.strides is None else flat.as_strided(sizes, t.strides)


def _is_list(t: Type) -> bool:
    return isinstance(t.element if isinstance(t, OptionalType) else t, ListType)
