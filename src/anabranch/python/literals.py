"""Constants of a graph as Python text."""

from __future__ import annotations

import enum
import math
from typing import Any

import torch

from ..base.errors import ExportError
from ..ir.graph import Node
from ..lang.codes import of_number
from ..lang.types import CodeType, FunctionType, OptionalType, Type
from .naming import Naming
from .text import ATOM, UNARY, Expr

_CODE_KINDS = (torch.dtype, torch.layout, torch.memory_format, torch.qscheme)


def constant(naming: Naming, node: Node, formal: Type | None = None) -> Expr:
    """``formal`` is the type of the parameter that takes it: an int may stand for a dtype."""
    t = node.output().type()
    if isinstance(t, FunctionType):
        return Expr(naming.function(t.function))
    formal = formal.element if isinstance(formal, OptionalType) else formal
    value = node.constant_value()
    if isinstance(formal, CodeType) and type(value) is int:
        return Expr(code(naming, formal.python_class, value))
    return literal(naming, value)


def code(naming: Naming, kind: type, value: int) -> str:
    try:
        return f"{naming.module('torch')}.{str(of_number(kind, value)).removeprefix('torch.')}"
    except ValueError:
        return str(value)


def literal(naming: Naming, value: Any) -> Expr:
    """Raises ExportError for a value that no text says."""
    if value is None or isinstance(value, bool | str):
        return Expr(repr(value))
    if isinstance(value, int | float):
        return _number(naming, value)
    if isinstance(value, complex):
        plain = value.real == 0 and math.copysign(1, value.real) > 0 and math.isfinite(value.imag) and value.imag >= 0
        return Expr(repr(value)) if plain else Expr(naming.value("z", _complex(naming, value)))
    if isinstance(value, enum.Enum):
        return Expr(f"{naming.python(type(value))}.{value.name}")
    if isinstance(value, torch.Tensor):
        return Expr(naming.tensor(value))
    if isinstance(value, torch.device):
        return Expr(naming.value(value.type.upper(), f"{naming.module('torch')}.device({str(value)!r})"))
    if isinstance(value, _CODE_KINDS):
        return Expr(f"{naming.module('torch')}.{str(value).removeprefix('torch.')}")
    return _container(naming, value)


def _number(naming: Naming, value: float) -> Expr:
    if isinstance(value, float) and not math.isfinite(value):
        name = f"{naming.module('math')}.{'nan' if math.isnan(value) else 'inf'}"
        return Expr(naming.value("minus_inf", f"-{name}")) if value < 0 else Expr(name)
    text = repr(value)
    return Expr(text, UNARY if text.startswith("-") else ATOM)


def _complex(naming: Naming, value: complex) -> str:
    parts = (literal(naming, part).text for part in (value.real, value.imag))
    return f"{naming.builtin('complex')}({', '.join(parts)})"


def _container(naming: Naming, value: Any) -> Expr:
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return Expr(f"{naming.python(type(value))}({', '.join(literal(naming, v).text for v in value)})")
    if isinstance(value, tuple):
        return Expr(f"({', '.join(literal(naming, v).text for v in value)}{',' * (len(value) == 1)})")
    if isinstance(value, list):
        return Expr(f"[{', '.join(literal(naming, v).text for v in value)}]")
    if isinstance(value, dict):
        return Expr("{" + ", ".join(f"{literal(naming, k).text}: {literal(naming, v).text}" for k, v in value.items()) + "}")
    raise ExportError(f"no text says a {type(value).__name__}", None, "look at .graph")
