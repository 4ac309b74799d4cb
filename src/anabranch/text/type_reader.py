"""Types as graphs spell them (``int[]``, ``Float(2, strides=[1], device=cpu)``, ``__torch__.Net``) -> ``Type``.

Names are looked up in the given nominal types; a name that is not there becomes a type of its own, and is remembered
as lost.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from ..ir.function import Function
from ..lang.nominal import ClassType, EnumType, InterfaceType
from ..lang.scalar_types import SCALAR_TYPE_NAMES
from ..lang.schema import NO_DEFAULT, Schema
from ..lang.schema_parser import torch_class
from ..lang.types import (
    SIMPLE_TYPES,
    DictType,
    FunctionType,
    FutureType,
    ListType,
    NamedTupleType,
    SetType,
    TensorType,
    TupleType,
    Type,
    UnionType,
    optional,
    union,
)
from .lexer import MAX_DEPTH, Cursor
from .literal_reader import LiteralReader

_SIMPLE = {t.str(): t for t in SIMPLE_TYPES} | {t.name: t for t in SIMPLE_TYPES}
_WRAPPERS = {"Future": 1, "Dict": 2, "Set": 1, "List": 1, "Optional": 1, "Union": 0, "Tuple": 0}
_WORD = r"[A-Za-z_][\w.]*"


class TypeReader:
    def __init__(self, cursor: Cursor, types: Mapping[str, Type], literals: LiteralReader) -> None:
        self.cursor = cursor
        self.literals = literals
        self.tuple_names: dict[str, str] = {}  # of declared named tuples, by their text
        self.exact = False  # alternatives are as they stand: to order them anew would ask types that are still to be read
        self.functions = {name: t for name, t in types.items() if isinstance(t, FunctionType)}
        self.known = {name: t for name, t in types.items() if name not in self.functions}
        self.by_text = {t.str(): t for t in types.values()}
        self.lost: set[Type] = set()
        self.by_spelling: dict[str, Type] = {}  # those of results that were read

    def declare(self, name: str, t: Type) -> bool:
        """``t`` will be read; given types come first.  False if texts spell an earlier one in the same way."""
        if isinstance(t, FunctionType):
            self.functions.setdefault(name, t)
            return True
        given = name in self.known
        if not given:
            self.known[name] = t
        return given or self.exact or not isinstance(t, InterfaceType) or self.by_text.setdefault(t.str(), t) is t

    def settle(self, name: str, t: Type) -> None:
        """From here on the name stands for ``t``."""
        self.known[name] = t
        self.by_spelling.clear()

    def remembered(self) -> Type:
        self.cursor.skip()
        start = self.cursor.at
        t = self.type()
        if not isinstance(t, FunctionType):  # each of these is one of its own
            self.by_spelling[self.cursor.text[start : self.cursor.at].strip()] = t
        return t

    def type(self) -> Type:
        with self.cursor.nested():
            return self._suffixed(self._head())

    def _suffixed(self, t: Type) -> Type:
        for depth in itertools.count():
            if depth > MAX_DEPTH:
                self.cursor.fail(f"nested deeper than {MAX_DEPTH} levels")
            if self.cursor.accept("[]"):
                t = ListType(t)
            elif self.cursor.accept("?"):
                t = optional(t)
            else:
                return t
        raise AssertionError("unreachable")

    def _head(self) -> Type:
        cursor = self.cursor
        if cursor.accept("("):
            return TupleType(tuple(cursor.separated(")", self.type)))
        word = cursor.need(_WORD, "a type")
        if word in ("Enum", "InterfaceType") and cursor.accept("<"):
            return self._marked(word)
        if word == "NamedTuple":
            return self._named_tuple()
        if word in _WRAPPERS and cursor.looking_at(r"[\[(]"):
            return self._wrapper(word)
        return self._named(word)

    def _named(self, word: str) -> Type:
        tensor = self._tensor(word)
        if tensor is not None:
            return tensor
        if word in self.known:
            return self.known[word]
        if word in _SIMPLE:
            return _SIMPLE[word]
        return self._unknown(word)

    def _unknown(self, word: str) -> Type:
        if word == "Function":
            return FunctionType(Function("?", Schema("?", "", (), ())))
        if word.startswith("__torch__.torch.classes."):
            return torch_class(word)
        if not word.startswith("__torch__"):
            self.cursor.fail(f"unknown type {word}", self.cursor.at - len(word))
        return self._remember(word, ClassType(word))

    def _remember(self, word: str, t: Type) -> Type:
        self.known[word] = t
        self.lost.add(t)
        return t

    def _wrapper(self, word: str) -> Type:
        close = "]" if self.cursor.accept("[") else ")"
        if close == ")":
            self.cursor.expect("(")
        if word == "Tuple" and self.cursor.accept("()"):
            self.cursor.expect(close)
            return TupleType(())
        items = self.cursor.separated(close, self.type)
        if _WRAPPERS[word] and len(items) != _WRAPPERS[word]:
            self.cursor.fail(f"{word} takes {_WRAPPERS[word]} types, got {len(items)}")
        return UnionType(tuple(items)) if self.exact and word == "Union" else _wrap(word, items)

    def _marked(self, word: str) -> Type:
        name = self.cursor.need(_WORD, "a name")
        self.cursor.expect(">")
        found = self.by_text.get(f"{word}<{name}>") or self.known.get(name)
        if found is not None:
            return found
        return self._remember(name, EnumType(name) if word == "Enum" else InterfaceType(name))

    def _named_tuple(self) -> Type:
        self.cursor.expect("(")
        fields = self.cursor.separated(")", self._field)
        defaults = tuple((name, value) for name, _, value in fields if value is not NO_DEFAULT)
        made = NamedTupleType(tuple(t for _, t, _ in fields), "", tuple(n for n, _, _ in fields), defaults)
        if self.exact:  # a name stands for each other one
            return made
        for known in self.known.values():
            if isinstance(known, NamedTupleType) and (known.fields, known.items) == (made.fields, made.items):
                return known
        if (name := self.tuple_names.get(made.str())) is not None:
            return NamedTupleType(made.items, name, made.fields, defaults)
        self.lost.add(made)
        return made

    def _field(self) -> tuple[str, Type, Any]:
        name = self.cursor.need(r"\w+", "a field name")
        self.cursor.expect(":")
        t = self.type()
        return name, t, (self._default(t) if self.cursor.accept("=") else NO_DEFAULT)

    def _default(self, t: Type) -> Any:
        """torch does not quote: what is no literal is passed over."""

        def skipped() -> Any:
            self.cursor.take(r"""[^,()"']*(?:"[^"]*"|'[^']*'|\([^()]*\))?""")
            return ...

        return self.cursor.attempt(lambda: self.literals.declared(t), skipped)

    # -- tensors

    def _tensor(self, word: str) -> TensorType | None:
        stem = word.removesuffix("Tensor")
        if stem and stem not in SCALAR_TYPE_NAMES:
            return None
        dtype = SCALAR_TYPE_NAMES.index(stem) if stem else None
        ranked = stem == word
        if self.cursor.text.startswith("(", self.cursor.at):
            return self._refined(dtype, ranked)
        return TensorType(dtype, () if ranked else None)

    def _refined(self, dtype: int | None, ranked: bool) -> TensorType:
        self.cursor.expect("(")
        ranked = ranked or bool(self.cursor.looking_at(r"\)|\*|\d"))
        sizes: list[int | None] = []
        strides: tuple[int, ...] | None = None
        grad: bool | None = None
        device: str | None = None
        while not self.cursor.accept(")"):
            if self.cursor.accept("strides=["):
                strides = tuple(self.cursor.separated("]", self._integer))
            elif self.cursor.accept("requires_grad="):
                grad = bool(self._integer())
            elif self.cursor.accept("device="):
                device = self.cursor.need(r"[\w:]+", "a device")
            else:
                sizes.append(None if self.cursor.accept("*") else self._integer())
            self.cursor.accept(",")
        return TensorType(dtype, tuple(sizes) if ranked else None, strides, grad, device)

    def _integer(self) -> int:
        return int(self.cursor.need(r"-?\d+", "a number"))


def _wrap(word: str, items: list[Type]) -> Type:
    if word == "Union":
        return union(items)
    if word == "Tuple":
        return TupleType(tuple(items))
    if word == "Dict":
        return DictType(items[0], items[1])
    if word == "Optional":
        return optional(items[0])
    return {"Future": FutureType, "Set": SetType, "List": ListType}[word](items[0])
