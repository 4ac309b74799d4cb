"""Types as TorchScript prints them in its files: ``Dict[str, Optional[Tensor]]``, ``__torch__.models.Net``.

Non-goal: what a name under ``__torch__`` is (``program``).
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from ...base.errors import CompileError
from ...base.source import Span
from ...frontend.builtins.awaitables import await_type
from ...lang.types import (
    NONE,
    SIMPLE_TYPES,
    TENSOR,
    DictType,
    FutureType,
    ListType,
    SetType,
    TupleType,
    Type,
    optional,
    union,
)

Named = Callable[[str], Type]  # the type of a qualified name

_SIMPLE: dict[str, Type] = {t.annotation_str: t for t in SIMPLE_TYPES} | {"Tensor": TENSOR, "None": NONE}
_WRAPPERS: dict[str, tuple[int, Callable[..., Type]]] = {
    "List": (1, ListType), "Optional": (1, optional), "Future": (1, FutureType), "Set": (1, SetType),
    "Await": (1, await_type),
    "Dict": (2, DictType),
}  # fmt: skip
_CLASSES = "__torch__"
_WITHOUT = {"RRef": "remote references", "PyObject": "objects of Python"}


def qualified_name(node: ast.AST) -> str:
    """``a.b.c`` as text; empty where the syntax is no such name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def type_of(node: ast.expr, named: Named, place: Callable[[ast.AST], Span]) -> Type:
    """The type that ``node`` writes.  Raises CompileError."""

    def read(node: ast.expr) -> Type:
        if isinstance(node, ast.Subscript):
            return wrapped(qualified_name(node.value), node.slice)
        if isinstance(node, ast.Constant) and node.value is None:
            return NONE
        name = qualified_name(node)
        if name.startswith(f"{_CLASSES}."):
            return defined(name, node)
        if name not in _SIMPLE or name in _WITHOUT:
            raise unknown(name)
        return _SIMPLE[name]

    def defined(name: str, node: ast.expr) -> Type:
        try:
            return named(name)
        except CompileError as error:
            error.span = error.span or place(node)  # to find a place takes time
            raise

    def wrapped(name: str, inside: ast.expr) -> Type:
        items = inside.elts if isinstance(inside, ast.Tuple) else [inside]
        if name in ("Tuple", "Union"):
            types = [read(item) for item in items]
            return TupleType(tuple(types)) if name == "Tuple" else union(types)
        if name not in _WRAPPERS:
            raise unknown(name)
        count, make = _WRAPPERS[name]
        if len(items) != count:
            raise CompileError(f"{name} takes {count} types, got {len(items)}", place(node))
        return make(*map(read, items))

    def unknown(name: str) -> CompileError:
        if name in _WITHOUT:
            return CompileError(f"a program with {_WITHOUT[name]} ({name}) cannot be read", place(node))
        return CompileError(f"unknown type {name or ast.unparse(node)[:100]!r}", place(node))

    return read(node)
