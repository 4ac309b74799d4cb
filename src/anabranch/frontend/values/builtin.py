"""Registering what functions mean: Python's builtins, the library's own, others by the object.

Adding a builtin of Python is one function: ``@builtin("len(obj, /)")``.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

from .arguments import declared, name_in
from .named_values import BuiltinValue, Handler
from .resolution import SPECIALS, means


def meaning_of(obj: Any, signature: str = "") -> Callable[[Handler], Handler]:
    """Registers the function that writes a call of ``obj``, which takes what the signature says (``arguments.bind``)."""

    def register(handler: Handler) -> Handler:
        means(obj, _value(signature or obj.__name__, handler))
        return handler

    return register


def _value(signature: str, handler: Handler) -> BuiltinValue:
    return BuiltinValue(name_in(signature), declared(signature, handler))


def builtin(signature: str) -> Callable[[Handler], Handler]:
    """Registers the function that writes a call of a builtin of Python: ``@builtin("len(obj, /)")``."""
    return meaning_of(getattr(builtins, name_in(signature)), signature)


def special(signature: str) -> Callable[[Handler], Handler]:
    """Registers the function that writes a call of one of the library's own functions, and of torch.jit's."""

    def register(handler: Handler) -> Handler:
        SPECIALS[name_in(signature)] = _value(signature, handler)
        return handler

    return register
