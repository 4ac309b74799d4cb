"""Raising what a program raises: the user's class where it is known, a builtin by name, else ``ScriptError``."""

from __future__ import annotations

import ast
import builtins
from typing import Any, NoReturn

from ..base.errors import ScriptError


def raise_class(cls: type[BaseException], message: str) -> NoReturn:
    raise cls(message) if message else cls()


def raise_named(name: str, message: str) -> NoReturn:
    """Raise the exception class of that (qualified) name with ``message`` as its text."""
    cls = getattr(builtins, name.removeprefix("builtins."), None)
    if cls is KeyError:
        raise KeyError(_key(message))
    if isinstance(cls, type) and issubclass(cls, BaseException):
        raise_class(cls, message)
    raise ScriptError(message, name)


def _key(message: str) -> Any:
    """``str(KeyError(key))`` is the key's repr: the key whose repr ``message`` is."""
    try:
        key = ast.literal_eval(message)
    except (ValueError, SyntaxError):
        return message
    return key if repr(key) == message else message
