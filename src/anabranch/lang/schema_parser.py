"""Text of an operator's schema -> ``Schema``.

Reads what the dispatcher prints (``torch._C._dispatch_dump``) and the rows of our own table, which use the same
notation.  Two readings are the language's: ``SymInt`` is an int, and so are dtype, layout and memory format.
Non-goal: types as programs annotate them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any, TypeVar

from .nominal import ClassType
from .schema import NO_DEFAULT, Argument, Schema
from .types import (
    ANY,
    ANY_CLASS,
    ANY_ENUM,
    ANY_LIST,
    ANY_TUPLE,
    BOOL,
    COMPLEX,
    DEVICE,
    DTYPE,
    FLOAT,
    GENERATOR,
    INT,
    LAYOUT,
    MEMORY_FORMAT,
    NONE,
    NUMBER,
    PYOBJECT,
    QSCHEME,
    STORAGE,
    STR,
    STREAM,
    TENSOR,
    DictType,
    FutureType,
    ListType,
    OptionalType,
    SetType,
    TupleType,
    Type,
    VarType,
    optional,
)

_NAMED_TYPES: dict[str, Type] = {
    "Tensor": TENSOR, "int": INT, "float": FLOAT, "bool": BOOL, "complex": COMPLEX, "str": STR, "NoneType": NONE,
    "Scalar": NUMBER, "number": NUMBER, "Any": ANY, "Device": DEVICE, "Generator": GENERATOR, "Stream": STREAM,
    "Storage": STORAGE, "QScheme": QSCHEME, "SymInt": INT, "SymFloat": FLOAT, "SymBool": BOOL, "ScalarType": INT,
    "Layout": INT, "MemoryFormat": INT, "Dimname": STR, "AnyEnumType": ANY_ENUM, "AnyClassType": ANY_CLASS,
    "list": ANY_LIST, "tuple": ANY_TUPLE, "PyObject": PYOBJECT, "Dict": ANY, "Future": ANY, "Set": ANY,
}  # fmt: skip

_CODES: dict[str, Type] = {"ScalarType": DTYPE, "Layout": LAYOUT, "MemoryFormat": MEMORY_FORMAT}  # where they are results

# Names that schemas use for numbers.
_NAMED_DEFAULTS: dict[str, Any] = {
    "True": True, "False": False, "None": None, "contiguous_format": 0, "preserve_format": 1, "channels_last": 2,
    "strided": 0, "long": 4, "float": 6, "Mean": 1, "Sum": 2, "inf": float("inf"), "nan": float("nan"),
}  # fmt: skip

_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
    |(?P<number>-?(?:\d+\.?\d*(?:[eE][+-]?\d+)?j?|inf|nan)\b\.?)
    |(?P<word>[A-Za-z_][\w.]*(?:::[\w.]+)?)
    |(?P<mark>->|\.\.\.|[()\[\],*?!|=]))""",
    re.VERBOSE,
)

_classes: dict[str, ClassType] = {}

T = TypeVar("T")


class SchemaSyntaxError(ValueError):
    """The text is not a schema."""


def parse_schema(text: str, *, is_own: bool = False) -> Schema:
    """Read one schema, e.g. ``aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor``."""
    return _Parser(text).schema(is_own)


def parse_type(text: str) -> Type:
    """Read one type in schema notation (``int[]``, ``Dict(str, Tensor)``)."""
    parser = _Parser(text)
    t, _, _ = parser.type()
    parser.expect_end()
    return t


def torch_class(name: str) -> ClassType:
    """The one type of a class that C++ registered (``__torch__.torch.classes...``)."""
    return _classes.setdefault(name, ClassType(name))


def _tokens(text: str) -> list[str]:
    """The tokens of a schema, and empty ones for what is behind its end."""
    text, at = text.rstrip(), 0
    found = list(_TOKEN.finditer(text))
    for match in found:
        if match.start() != at:
            break
        at = match.end()
    if at != len(text):
        raise SchemaSyntaxError(f"{text!r}: cannot read {text[at:]!r}")
    return [*(match.group().lstrip() for match in found), "", ""]


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.at = 0

    # The stream of tokens.

    def peek(self) -> str:
        return self.tokens[self.at]

    def next(self) -> str:
        token = self.tokens[self.at]
        self.at += token != ""
        return token

    def accept(self, token: str) -> bool:
        if self.tokens[self.at] != token:
            return False
        self.at += 1
        return True

    def expect(self, token: str) -> None:
        if not self.accept(token):
            raise SchemaSyntaxError(f"{self.text!r}: expected {token!r}, got {self.peek()!r}")

    def expect_end(self) -> None:
        if self.peek():
            raise SchemaSyntaxError(f"{self.text!r}: unexpected {self.peek()!r}")

    def separated(self, close: str, item: Callable[[], T]) -> list[T]:
        items: list[T] = []
        while not self.accept(close):
            if items:
                self.expect(",")
            items.append(item())
        return items

    # The grammar.

    def schema(self, is_own: bool) -> Schema:
        name, _, overload = self.next().partition(".")
        arguments, is_vararg = self.arguments()
        self.expect("->")
        returns, is_vararg_return = self.returns()
        self.expect_end()
        return Schema(name, overload, arguments, returns, is_vararg, is_vararg_return, is_own)

    def arguments(self) -> tuple[tuple[Argument, ...], bool]:
        self.expect("(")
        found: list[Argument] = []
        keyword_only = is_vararg = False
        while not self.accept(")"):
            if self.accept(","):
                continue
            if self.accept("*"):
                keyword_only = True
            elif self.accept("..."):
                is_vararg = True
            else:
                found.append(self.argument(keyword_only))
        return tuple(found), is_vararg

    def argument(self, keyword_only: bool) -> Argument:
        t, size, alias = self.type()
        name = self.next()
        default = self.default(t, size) if self.accept("=") else NO_DEFAULT
        return Argument(name, t, default, keyword_only, size, alias, keyword_only and "!" in alias)

    def returns(self) -> tuple[tuple[Argument, ...], bool]:
        if self.accept("..."):
            return (), True
        if not self.accept("("):
            return (self.result(),), False
        return tuple(self.separated(")", self.result)), False

    def result(self) -> Argument:
        code = _CODES.get(self.peek())
        t, size, alias = self.type()
        t = code if code is not None and t == INT else t
        name = self.next() if self.peek() not in (",", ")", "") else ""
        return Argument(name, t, size=size, alias=alias)

    def type(self) -> tuple[Type, int | None, str]:
        """A type, the ``N`` of ``int[N]``, and the text of the first alias annotation."""
        t = self.head()
        size: int | None = None
        alias = self.alias()
        while self.peek() in ("?", "["):
            if self.accept("?"):
                t = OptionalType(t) if isinstance(t, VarType) else optional(t)
            else:
                size = self.list_size()
                t = ListType(t)
            alias = alias or self.alias()
        return t, size, alias

    def head(self) -> Type:
        if self.accept("("):
            return TupleType(tuple(t for t, _, _ in self.separated(")", self.type)))
        name = self.next()
        if name in ("Dict", "Future", "Set") and self.accept("("):
            inner = [t for t, _, _ in self.separated(")", self.type)]
            return DictType(inner[0], inner[1]) if name == "Dict" else _WRAPPERS[name](inner[0])
        return self.named(name)

    def named(self, name: str) -> Type:
        if name in _NAMED_TYPES:
            return _NAMED_TYPES[name]
        if name.startswith("__torch__."):
            return torch_class(name)
        if re.fullmatch(r"t\w{0,4}", name):
            return VarType(name)
        raise SchemaSyntaxError(f"{self.text!r}: unknown type {name!r}")

    def list_size(self) -> int | None:
        self.expect("[")
        size = None if self.peek() == "]" else int(self.next())
        self.expect("]")
        return size

    def alias(self) -> str:
        if self.peek() != "(":
            return ""
        self.next()
        parts: list[str] = []
        while not self.accept(")"):
            if not self.peek():
                raise SchemaSyntaxError(f"{self.text!r}: expected ')', got the end")
            parts.append(self.next())
        return "".join(parts).replace("->", " -> ")

    def default(self, t: Type, size: int | None) -> Any:
        if self.accept("["):
            element = _element(t)
            return self.separated("]", lambda: self.default(element, None))
        value = self.scalar_default()
        if value is not None and isinstance(_some(t), ListType) and size is not None:
            return [value] * size
        return float(value) if _some(t) == FLOAT and type(value) is int else value

    def scalar_default(self) -> Any:
        token = self.next()
        if token in _NAMED_DEFAULTS:
            return _NAMED_DEFAULTS[token]
        if token in ("-inf", "-nan"):
            return -_NAMED_DEFAULTS[token[1:]]
        try:
            return ast.literal_eval(token)
        except (ValueError, SyntaxError):
            raise SchemaSyntaxError(f"{self.text!r}: cannot read the default {token!r}") from None


_WRAPPERS: dict[str, Callable[[Type], Type]] = {"Future": FutureType, "Set": SetType}


def _some(t: Type) -> Type:
    return t.element if isinstance(t, OptionalType) else t


def _element(t: Type) -> Type:
    inner = _some(t)
    return inner.element if isinstance(inner, ListType) else ANY
