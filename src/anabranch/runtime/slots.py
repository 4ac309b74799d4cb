"""Instances as both backends have them: which are one, and what their slots take."""

from __future__ import annotations

from typing import Any

from ..lang.types import Type
from .conversion import Mismatch, convert


def identity(instance: Any) -> Any:
    """What two handles of one instance agree in."""
    return getattr(instance, "identity", None) or id(instance)


def to_slot(value: Any, t: Type, owner: Any) -> Any:
    """``value`` as the slot of ``owner`` takes it.  Raises TypeError where it is no ``t``."""
    if hasattr(owner, "identity"):  # the native core converts by itself
        return value
    try:
        return convert(value, t)
    except Mismatch as got:
        raise TypeError(f"expected {t}, got {got}") from None
