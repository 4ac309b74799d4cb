"""What a Python object means in a program: the registries that ``e.resolve`` asks.

Objects that live as long as the process (``zip``, ``torch.no_grad``) stand in a table by identity; the others are shown
to the resolvers, in the order of their ranks.
"""

from __future__ import annotations

import bisect
import enum
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .named_values import ObjectValue
from .sugared import Sugared

if TYPE_CHECKING:
    from .emitter import Emitter

Resolver = Callable[["Emitter", Any, str], Sugared | None]  # None: not mine


class Rank(enum.IntEnum):
    """Who is asked first."""

    VALUE = 0  # what is a constant
    KNOWN = 1  # what says itself what it is: modules, compiled functions, overloads of operators
    OPERATOR = 2  # what PyTorch has an operator for
    FUNCTION = 3
    CLASS = 4
    USER_CLASS = 5
    OBJECT = 6


_RESOLVERS: list[tuple[Rank, Resolver]] = []
_MEANINGS: dict[int, tuple[Any, Sugared]] = {}  # id -> the object (so that the id stays its own) and what it means
SPECIALS: dict[str, Sugared] = {}  # the library's own functions by name


def resolver(rank: Rank) -> Callable[[Resolver], Resolver]:
    """Registers a function that knows what some objects mean; those of one rank know different ones."""

    def register(one: Resolver) -> Resolver:
        bisect.insort(_RESOLVERS, (rank, one), key=lambda entry: entry[0])
        return one

    return register


def means(obj: Any, meaning: Sugared) -> None:
    """Registers what one object means."""
    assert id(obj) not in _MEANINGS, f"two meanings of {obj!r}"
    _MEANINGS[id(obj)] = (obj, meaning)


def is_meant(obj: Any) -> bool:
    """Whether the table has the object."""
    return id(obj) in _MEANINGS


def resolve(e: Emitter, obj: Any, name: str = "") -> Sugared:
    """What ``obj``, found under ``name``, means.  Never raises: what is no value says so when it is used."""
    if isinstance(obj, Sugared):
        return obj
    known = _MEANINGS.get(id(obj))
    if known is not None:
        return known[1]
    for _, one in _RESOLVERS:
        found = one(e, obj, name)
        if found is not None:
            return found
    return ObjectValue(obj, name or getattr(obj, "__name__", ""))
