"""``Schema`` -> text, in the notation that ``schema_parser`` reads."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from . import schema as schemas
from .schema import Argument, Schema
from .types import DTYPE, DictType, FutureType, ListType, OptionalType, SetType, TensorType, TupleType, Type


@schemas.schema_text.is_given
def schema_text(schema: Schema) -> str:
    return f"{schema.qualified}({arguments_text(schema, argument_text)}) -> {_returns(schema)}"


def type_text(t: Type, size: int | None = None, alias: str = "") -> str:
    """A type in schema notation.  An annotation of a list of tensors stands at the element, where torch writes it."""
    mark = f"({alias})" if alias else ""
    if isinstance(t, OptionalType):
        return f"{type_text(t.element, size, alias)}?"
    if isinstance(t, ListType):
        brackets = f"[{size if size is not None else ''}]"
        if isinstance(t.element, TensorType):
            return f"{type_text(t.element, alias=alias)}{brackets}"
        return f"{type_text(t.element)}{brackets}{mark}"
    if isinstance(t, FutureType):
        return f"Future({type_text(t.element)}){mark}"
    return _compound(t) + mark


def _compound(t: Type) -> str:
    inner = ", ".join(type_text(c) for c in t.contained())
    if isinstance(t, DictType):
        return f"Dict({inner})"
    if isinstance(t, SetType):
        return f"Set({inner})"
    return f"({inner})" if isinstance(t, TupleType) else t.str()


def argument_text(argument: Argument) -> str:
    default = f"={_default(argument.default)}" if argument.has_default else ""
    return f"{type_text(argument.type, argument.size, argument.alias)} {argument.name}{default}"


def arguments_text(schema: Schema, text: Callable[[Argument], str]) -> str:
    """The arguments, each as ``text`` writes it, with a star before those that are given by keyword."""
    parts: list[str] = []
    for argument in schema.arguments:
        if argument.keyword_only and "*" not in parts:
            parts.append("*")
        parts.append(text(argument))
    return ", ".join([*parts, "..."] if schema.is_vararg else parts)


def _returns(schema: Schema) -> str:
    if schema.is_vararg_return:
        return "..."
    parts = [f"{_result(schema, r)} {r.name}".rstrip() for r in schema.returns]
    single = len(parts) == 1 and not parts[0].startswith("(")
    return parts[0] if single else f"({', '.join(parts)})"


def _result(schema: Schema, result: Argument) -> str:
    """An operator's dtype is told from an int, as PyTorch does; a program's is an int, as in torch.jit."""
    is_operator = "::" in schema.name
    return "ScalarType" if is_operator and result.type == DTYPE else type_text(result.type, result.size, result.alias)


def _default(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_default, value))}]"
    if isinstance(value, str):
        return '"' + value.encode("unicode_escape").decode().replace('"', '\\"') + '"'
    if isinstance(value, float) and value.is_integer() and not math.isinf(value):
        return f"{value:.0f}."
    return str(value)
