"""Ints of the language have 64 bits and are checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

INT_MIN, INT_MAX = -(2**63), 2**63 - 1


def fits(x: Any) -> Any:
    """``x``, if it is no int or one of 64 bits."""
    if isinstance(x, int) and not INT_MIN <= x <= INT_MAX:
        raise OverflowError("integer result does not fit into 64 bits")
    return x


def checked(meaning: Callable[..., Any]) -> Callable[..., Any]:
    """The meaning, with an int result checked."""

    def run(*args: Any) -> Any:
        return fits(meaning(*args))

    return run
