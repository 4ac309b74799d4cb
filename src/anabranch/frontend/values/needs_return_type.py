"""A recursive function without return annotation was called before any of its paths said what it returns."""

from __future__ import annotations

from typing import Any


class NeedsReturnType(Exception):
    """``key`` is the function's entry in the cache; caught where it is being compiled."""

    def __init__(self, key: Any) -> None:
        self.key = key
