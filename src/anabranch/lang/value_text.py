"""Python values as text: numbers with all their digits, strings as escaped UTF-8, as graphs show constants."""

from __future__ import annotations

import enum
import math
from typing import Any

import torch

_LITERALS = bool | int | float | complex | str | torch.device | torch.dtype | torch.layout | torch.memory_format

_ESCAPES = {
    ord("\\"): "\\\\", ord("'"): "\\'", ord('"'): '\\"', 7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v",
    12: "\\f", 13: "\\r",
}  # fmt: skip


def string_text(value: str) -> str:
    """A quoted string; bytes outside printable ASCII are octal escapes of its UTF-8."""
    return '"' + "".join(map(_byte_text, value.encode("utf-8", "surrogatepass"))) + '"'


def _byte_text(byte: int) -> str:
    if byte in _ESCAPES:
        return _ESCAPES[byte]
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"


def float_text(value: float) -> str:
    """Seventeen digits at most, and a point after a whole number, as torch writes floats."""
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    text = f"{value:.17g}"
    return f"{text}." if text.lstrip("-").isdigit() and abs(value) < 1e15 else text


def complex_text(value: complex) -> str:
    imaginary = float_text(value.imag)
    sign = "" if imaginary.startswith("-") else "+"
    return f"{float_text(value.real)}{sign}{imaginary}j"


def value_text(value: Any) -> str:
    """A Python value as the attribute of a constant shows it (not for tensors)."""
    if isinstance(value, enum.Enum):
        return f"__torch__.{type(value).__qualname__}.{value.name}"
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, str | torch.device):
        return string_text(str(value))
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, complex):
        return complex_text(value)
    return _container_text(value)


def _container_text(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(value_text, value))}]"
    if isinstance(value, tuple):
        comma = "," if len(value) == 1 else ""
        return f"({', '.join(map(value_text, value))}{comma})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{value_text(k)}: {value_text(v)}" for k, v in value.items()) + "}"
    return str(value)


def declared_text(value: Any) -> str:
    """A constant or default in a declaration: one that no text gives back (a function, a tensor, an object) is ``...``."""
    known = isinstance(value, enum.Enum | EnumMember) or _is_literal(value)
    return value_text(value) if known else "..."


def _is_literal(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_is_literal, [*value, *value.values()]))
    if type(value) in (list, tuple):
        return all(map(_is_literal, value))
    return value is None or isinstance(value, _LITERALS)


class EnumMember:
    """A member of an enum of which only the name is known: its Python class is not there."""

    def __init__(self, name: str) -> None:
        self.qualified_name = name
        self.name = name.rpartition(".")[2]

    def __str__(self) -> str:
        return self.qualified_name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EnumMember) and self.qualified_name == other.qualified_name

    def __hash__(self) -> int:
        return hash(self.qualified_name)
