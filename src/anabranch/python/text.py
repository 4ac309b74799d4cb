"""A piece of Python text and how tightly it binds."""

from __future__ import annotations

from typing import NamedTuple

TERNARY, OR, AND, NOT, COMPARISON, BIT_OR, BIT_XOR, BIT_AND, SHIFT, SUM, PRODUCT, UNARY, POWER, ATOM = range(14)


class Expr(NamedTuple):
    text: str
    rank: int = ATOM

    def at(self, rank: int) -> str:
        """As an operand of what binds with ``rank``."""
        return self.text if self.rank >= rank else f"({self.text})"


def called(function: str, args: list[str]) -> Expr:
    return Expr(f"{function}({', '.join(args)})")
