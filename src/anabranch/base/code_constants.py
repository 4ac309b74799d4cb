"""What the Python text of a program (``code``) cannot say: its tensors, and objects that no import reaches."""

from __future__ import annotations

from typing import Any


class CodeConstants:
    """The text's global ``CONSTANTS``: tensors are ``c0``, ``c1``, …; classes and functions have their own names."""

    def __init__(self) -> None:
        self._tensors: dict[int, str] = {}

    def tensor(self, value: Any) -> str:
        """The name of a tensor, which it gets when it is first met."""
        name = self._tensors.setdefault(id(value), f"c{len(self._tensors)}")
        setattr(self, name, value)
        return name

    def __repr__(self) -> str:
        names = [name for name in vars(self) if not name.startswith("_")]
        return f"CodeConstants({', '.join(names)})"
