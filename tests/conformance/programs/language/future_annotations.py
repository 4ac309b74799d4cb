"""Annotations as strings, PEP 585 and PEP 604 types under from __future__ import annotations."""
from __future__ import annotations


def total(xs: list[int], table: dict[str, float]) -> tuple[int, float]:
    acc = 0.0
    for v in table.values():
        acc += v
    return sum(xs), acc


def pick(x: int | None, default: "int" = 4) -> int:
    return default if x is None else x


def main(xs: list[int], table: dict[str, float], x: Optional[int]) -> tuple[int, float, int]:
    out: list[int] = []
    for v in xs:
        out.append(v * 2)
    n, f = total(out, table)
    return n, f, pick(x)


INPUTS = [lambda: ([1, 2], {"a": 0.5}, None), lambda: ([], {}, 9)]
