"""One line of a graph's text at once: the pieces of a node whose line is as the printer writes most of them.

A program has tens of thousands of such lines, and reading one by its pieces takes three times as long.  What is spelt in any
other way (blocks, forks, tensors, containers, other white space) is no such line, and the parser reads it by its grammar: both
give the same node.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import Any

import torch

from ..ir.literals import may_be_wrapped
from ..lang.codes import number
from ..lang.types import BOOL, FLOAT, INT, NONE, STR, TensorType, Type
from .literal_reader import scalar_of

_NAME = r"%[^\s,:()=\[\]%]{1,200}"  # without another %: pieces are taken apart where one begins
_TYPE = r"[A-Za-z_][\w.]*(?:\([^()\n%]*\))?(?:\[\]|\?)*"
_RESULT = rf"{_NAME} : {_TYPE}"
_ATTRIBUTE = r'(\w+)=(-?\d{1,18}(?:\.\d+)?(?:e[+-]\d+)?|\{-?\d{1,18}(?:\.\d+)?\}|"[^"\\\n]*")'
_LINE = re.compile(
    rf"\s*((?:{_RESULT}(?:, {_RESULT})*)?) = "
    rf"(\w+::\w+)(?:\.(\w+))?(?:\[{_ATTRIBUTE}\])?\(((?:{_NAME}(?:, {_NAME})*)?)\)"
    rf"(?:, scope: ([^\n#]*[^\s#]))?(?: (#[^\n]*))?\n(?!\s*block\d+\()"
)
_DOUBLE, _LONG = number(torch.double), number(torch.long)

_LITERALS: dict[Type, tuple[str, Callable[[str], Any]]] = {
    INT: ("i", int), BOOL: ("i", lambda text: int(bool(int(text)))), FLOAT: ("f", float), STR: ("s", lambda text: text[1:-1]),
}


# Types by the names of results, kind, overload, name and text of an attribute, names of inputs, scope, place, end.  Names are
# without %; where a piece is absent it is empty.
Line = tuple[dict[str, str], str, str, str, str, list[str], str, str, int]


def line_at(text: str, at: int) -> Line | None:
    match = _LINE.match(text, at)
    if match is None:
        return None
    results, kind, overload, attribute, literal, inputs, scope, place = match.groups("")
    parts = results[1:].split(", %") if results else []
    named = dict([part.split(" : ", 1) for part in parts])
    if len(named) != len(parts):  # one of them twice
        return None
    return named, kind, overload, attribute, literal, inputs[1:].split(", %") if inputs else [], scope, place, match.end()


Attributes = dict[str, tuple[str, Any]]  # kind and value


def attributes_of(kind: str, attribute: str, literal: str, types: Sequence[Type]) -> Attributes | None:
    """None if they take more than their line to read."""
    if kind == "prim::Constant":
        return _constant(literal, types[0]) if len(types) == 1 and attribute in ("value", "") else None
    if not attribute:
        return {}
    if literal.startswith('"'):
        return {attribute: ("s", literal[1:-1])}
    return {attribute: ("i", int(literal))} if literal.lstrip("-").isdigit() else None


def _constant(literal: str, t: Type) -> Attributes | None:
    if literal.startswith("{"):
        return _scalar(literal[1:-1], t)
    if not literal:
        return {} if t == NONE else None
    kind, read = _LITERALS.get(t, ("", None))
    if read is None or literal.startswith('"') != (t == STR) or kind == "i" and not literal.lstrip("-").isdigit():
        return None
    return {"value": (kind, read(literal))}


def _scalar(text: str, t: Type) -> Attributes | None:
    """A double or an int as a tensor: what numbers in traces are."""
    dtypes = (_DOUBLE,) if "." in text else (_DOUBLE, _LONG)
    if not isinstance(t, TensorType) or t.sizes or t.strides or t.dtype not in dtypes:
        return None
    value: Attributes = {"value": ("t", scalar_of(text, t))}
    return {**value, "wrapped": ("i", 1)} if _is_wrapped(t) else value


@functools.lru_cache(256)
def _is_wrapped(t: TensorType) -> bool:
    """Whether text makes a number of the type a wrapped one: it is the same for each."""
    return may_be_wrapped(scalar_of("0", t), t)
