"""Iterating over an Enum class unrolls its members."""
import enum


class Op(enum.Enum):
    ADD = 1
    MUL = 2
    SUB = 3


def apply(op: Op, a: int, b: int) -> int:
    if op == Op.ADD:
        return a + b
    if op == Op.MUL:
        return a * b
    return a - b


def main(a: int, b: int):
    results: Dict[str, int] = {}
    for op in Op:
        results[op.name] = apply(op, a, b)
    total = 0
    for op in Op:
        total += op.value
    return results, total


INPUTS = [lambda: (3, 4), lambda: (-1, 0)]
