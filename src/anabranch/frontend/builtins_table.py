"""Which sugared value a Python builtin, or one of the library's own functions, is."""

from __future__ import annotations

import builtins
import functools
import math
from typing import Any

from .sugared import BuiltinValue, Handler, Sugared


@functools.cache
def _functions() -> dict[int, BuiltinValue]:
    from . import builtin_functions, torch_functions

    found: dict[int, BuiltinValue] = {}
    for name, handler in builtin_functions.HANDLERS.items():
        if hasattr(builtins, name):
            found[id(getattr(builtins, name))] = BuiltinValue(name, handler)
    for obj, name, handler in torch_functions.handlers():
        found[id(obj)] = BuiltinValue(name, handler)
    found[id(math.pow)] = BuiltinValue("pow", builtin_functions.math_pow)
    return found


def find(obj: Any) -> Sugared | None:
    """The builtin or torch function ``obj``; None where it is none that has a meaning of its own here."""
    return _functions().get(id(obj))


@functools.cache
def _specials() -> dict[str, BuiltinValue]:
    from . import special_forms

    return {name: BuiltinValue(name, handler) for name, handler in special_forms.HANDLERS.items()}


def special(name: str | None) -> Sugared | None:
    """``fork``, ``wait``, ``annotate`` …"""
    return _specials().get(name) if name else None


def constructor(cls: Any) -> Handler | None:
    """What calling a plain class does (``int(x)``, ``list(x)``)."""
    from . import casts

    return casts.CONSTRUCTORS.get(cls)
