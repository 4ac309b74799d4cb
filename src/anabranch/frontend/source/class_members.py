"""What users' classes define under a name, as it stands in the class, with source for what a dataclass generates."""

from __future__ import annotations

import dataclasses
import inspect
from types import FunctionType
from typing import Any

from torch import nn

from ...base.markers import MarkedMethod
from .dataclass_methods import written_methods


def member_of(cls: type, name: str) -> Any:
    """What the user's classes define under ``name``; ``object``'s own methods do not count."""
    found = inspect.getattr_static(cls, name, None)
    if found is None or found is inspect.getattr_static(object, name, None):
        return None
    if dataclasses.is_dataclass(cls) and isinstance(found, FunctionType):
        return written_methods(cls).get(name, found)
    return found


def written_member(cls: type, name: str) -> Any:
    """What ``cls`` itself defines under ``name``, with source for what a dataclass generates."""
    if not issubclass(cls, nn.Module):
        return member_of(cls, name)
    found = vars(cls)[name]
    return found.function if isinstance(found, MarkedMethod) else found


def plain_function(found: Any) -> FunctionType | None:
    """The function in a class member that takes its instance first; None for other members."""
    if not callable(found) or isinstance(found, type):
        return None
    plain = inspect.unwrap(found)
    if not isinstance(plain, FunctionType):
        return None
    return found if isinstance(found, FunctionType) and _opens_context(found) else plain


def _opens_context(function: Any) -> bool:
    """Whether torch.no_grad or its like wraps it: then the wrapper is compiled, for the context belongs to it."""
    while hasattr(function, "__wrapped__"):
        if isinstance(function, FunctionType) and "ctx_factory" in function.__code__.co_freevars:
            return True
        function = function.__wrapped__
    return False
