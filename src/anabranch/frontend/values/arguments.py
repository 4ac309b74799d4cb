"""The arguments of builtins: how many, and which keywords."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .emitter import Emitter
from .sugared import Sugared

Args = Sequence[Sugared]
Kwargs = Mapping[str, Sugared]


def check_count(e: Emitter, name: str, args: Args, low: int, high: int) -> None:
    """Raises CompileError unless there are ``low`` to ``high`` positional arguments."""
    if not low <= len(args) <= high:
        wanted = f"{low}" if low == high else f"{low} to {high}"
        raise e.error(f"{name}() takes {wanted} arguments, got {len(args)}")


def check_keywords(e: Emitter, name: str, kwargs: Kwargs, *allowed: str) -> None:
    """Raises CompileError for a keyword that is not ``allowed``."""
    for key in kwargs:
        if key not in allowed:
            raise e.error(f"{name}() got an unexpected keyword argument '{key}'")


@dataclass(frozen=True)
class Takes:
    """What a method takes: how many positional arguments, and which keywords (``...``: any)."""

    low: int
    high: int
    keywords: tuple[object, ...] = ()

    def check(self, e: Emitter, name: str, args: Args, kwargs: Kwargs) -> None:
        check_count(e, name, args, self.low, self.high)
        if ... not in self.keywords:
            check_keywords(e, name, kwargs, *map(str, self.keywords))
