"""Random values where order and equality are delicate, and what can be asked of three of them."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Callable
from typing import Any

_NAN_BITS = [0x7FF8 << 48, 0xFFF8 << 48, (0x7FF8 << 48) + 1, (0x7FF0 << 48) + 5]
NANS = [struct.unpack("d", struct.pack("Q", bits))[0] for bits in _NAN_BITS]  # one object for each, as on the machine
ENDS = [-(2**63), -(2**63) + 1, 2**63 - 1, 2**63 - 1024, 2**62, 2**53, 2**53 + 1, -(2**53) - 1, 0, 1, -1]
ZEROS = [0.0, -0.0, 5e-324]
FLOATS = [*NANS, *ZEROS, math.inf, -math.inf, 2.0**53, 2.0**53 + 2, 2.0**63, -(2.0**63), 2.0**63 - 1024, 0.5, 1.0, -1.0]

Draw = Callable[[random.Random], Any]


def _integer(r: random.Random) -> int:
    return r.choice(ENDS)


def _floating(r: random.Random) -> float:
    return r.choice(FLOATS)


def _complex(r: random.Random) -> complex:
    return r.choice(COMPLEX)


COMPLEX = [complex(a, b) for a in (NANS[0], 0.0, -0.0, 2.0**53, 1.0) for b in (0.0, NANS[1], 1.0)]


def _several(draw: Draw) -> Draw:
    return lambda r: [draw(r) for _ in range(r.randrange(4))]


def _tuple(*draws: Draw) -> Draw:
    return lambda r: tuple(draw(r) for draw in draws)


def _dict(draw: Draw) -> Draw:
    return lambda r: {r.choice("ab"): draw(r) for _ in range(r.randrange(3))}


def _maybe(draw: Draw) -> Draw:
    return lambda r: None if r.random() < 0.3 else draw(r)


TYPES: dict[str, Draw] = {
    "int": _integer,
    "float": _floating,
    "bool": lambda r: r.random() < 0.5,
    "complex": _complex,
    "str": lambda r: r.choice(["", "a", "b", "\0", "ab", "é", "\uffff", "\U00010000"]),
    "Optional[float]": _maybe(_floating),
    "List[float]": _several(_floating),
    "List[int]": _several(_integer),
    "List[complex]": _several(_complex),
    "List[Optional[float]]": _several(_maybe(_floating)),
    "List[List[float]]": _several(_several(_floating)),
    "List[Tuple[int, float]]": _several(_tuple(_integer, _floating)),
    "Tuple[float]": _tuple(_floating),
    "Tuple[float, int]": _tuple(_floating, _integer),
    "Tuple[int, Tuple[float, str]]": _tuple(_integer, _tuple(_floating, lambda r: r.choice("ab"))),
    "Tuple[List[float], float]": _tuple(_several(_floating), _floating),
    "Dict[str, float]": _dict(_floating),
    "Dict[str, List[float]]": _dict(_several(_floating)),
}

# Expressions over three values, and the type of the result; T is that of the values.
ASKED: dict[str, tuple[str, str]] = {
    **{name: (f"a {sign} b", "bool") for name, sign in
       {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}.items()},
    "same": ("a == a", "bool"),
    "contains": ("a in [b, c]", "bool"),
    "in_tuple": ("a in (b, c)", "bool"),
    "itself_in_tuple": ("a in (b, a)", "bool"),
    "index": ("[b, c].index(a)", "int"),
    "own_index": ("[b, c, a].index(a)", "int"),
    "count": ("[a, b, c, a].count(b)", "int"),
    "lists_eq": ("[a, b] == [c, a]", "bool"),
    "lists_ne": ("[a, b] != [a, b]", "bool"),
    "lists_lt": ("[a, b] < [a, c]", "bool"),
    "lists_le": ("[a, b] <= [a, c]", "bool"),
    "lists_gt": ("[a, b] > [a, c]", "bool"),
    "lists_ge": ("[a, b] >= [c]", "bool"),
    "tuples_eq": ("(a, b) == (a, c)", "bool"),
    "tuples_ne": ("(a, b) != (a, b)", "bool"),
    "tuples_lt": ("(a, b) < (a, c)", "bool"),
    "tuples_le": ("(a, b) <= (a, c)", "bool"),
    "tuples_gt": ("(a, b) > (a, c)", "bool"),
    "single_le": ("(a,) <= (b,)", "bool"),
    "itself_ge": ("(a,) >= (a,)", "bool"),
    "nested_eq": ("[[a], [b]] == [[a], [c]]", "bool"),
    "nested_le": ("[(a, b)] <= [(a, c)]", "bool"),
    "sorted": ("sorted([a, b, c, a, b, c])", "List[T]"),
    "reversed": ("sorted([a, b, c, a, b, c], reverse=True)", "List[T]"),
    "max": ("max([a, b, c])", "T"),
    "min": ("min([a, b, c])", "T"),
    "keys": ("list({a: 1, b: 2, c: 3}.values())", "List[int]"),
    "get": ("{a: 1, b: 2}.get(c, 3)", "int"),
    "set": ("len({a, b, c, a})", "int"),
    "sets": ("{a, b} == {b, c}", "bool"),
    "subset": ("{a} <= {b, c}", "bool"),
    "sorted_sets": ("len(sorted([{a, b}, {b}, {c}])[0])", "int"),
    "dicts": ("{1: a, 2: b} == {2: c, 1: a}", "bool"),
    "dict_itself": ("{1: a} == {1: a}", "bool"),
}  # fmt: skip
MIXED: dict[str, tuple[str, str]] = {
    **{name: (f"a {sign} x", "bool") for name, sign in
       {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}.items()},
    **{f"right_{name}": (f"x {sign} a", "bool") for name, sign in
       {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}.items()},
    "tuples": ("(a, x) < (x, a)", "bool"),
    "in_tuple": ("a in (x, 1)", "bool"),
    "complex": ("complex(x) == a", "bool"),
}  # fmt: skip

HEAD = "from typing import Dict, List, Optional, Tuple\n"


def source() -> str:
    """A function for each type and question: plain Python, and the program."""
    functions = [HEAD]
    for number, t in enumerate(TYPES):
        for name, (expression, result) in ASKED.items():
            returns = result.replace("T", t) if "T" in result else result
            functions.append(f"def f{number}_{name}(a: {t}, b: {t}, c: {t}) -> {returns}:\n    return {expression}\n")
    for name, (expression, result) in MIXED.items():
        functions.append(f"def mixed_{name}(a: int, x: float) -> {result}:\n    return {expression}\n")
    return "\n\n".join(functions)


def bits(value: Any) -> Any:
    """As itself, but for floats, which are their bits."""
    if isinstance(value, float):
        return struct.pack("d", value)
    if isinstance(value, complex):
        return struct.pack("dd", value.real, value.imag)
    if isinstance(value, list | tuple):
        return type(value)(map(bits, value))
    if isinstance(value, dict):
        return {key: bits(v) for key, v in value.items()}
    return value
