"""Values that are fixed when a module is compiled: ``Final`` attributes and ``__constants__``."""

from __future__ import annotations

import enum
from typing import Any

import torch

_ATOMS = (
    bool, int, float, complex, str, type(None), enum.Enum, torch.device, torch.dtype, torch.layout,
    torch.memory_format, torch.qscheme,
)  # fmt: skip


class NotConstant(Exception):
    """The value may change, or has no place in a graph."""


def constant_of(value: Any) -> Any:
    """``value`` as a constant: lists stay lists, but copied.  Raises NotConstant."""
    if isinstance(value, _ATOMS):
        return value
    if isinstance(value, list):
        return [constant_of(v) for v in value]
    if isinstance(value, tuple):
        items = [constant_of(v) for v in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, dict):
        return {constant_of(k): constant_of(v) for k, v in value.items()}
    raise NotConstant(f"a {type(value).__name__} cannot be one (numbers, strings, None, dtypes, devices, lists of them)")


def identity_of(value: Any) -> Any:
    """A hashable stand-in: equal exactly for values that compile to the same code."""
    if isinstance(value, list | tuple):
        return (type(value), *map(identity_of, value))
    if isinstance(value, dict):
        return (dict, *((identity_of(k), identity_of(v)) for k, v in value.items()))
    return (type(value), repr(value)) if isinstance(value, float | complex) else (type(value), value)
