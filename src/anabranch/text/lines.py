"""One line of a graph's text at once: the pieces of a node whose line is as the printer writes most of them.

A program has tens of thousands of such lines, and reading one by its pieces takes three times as long.  What is spelt in any
other way (blocks, forks, tensors, containers, other white space) is no such line, and the parser reads it by its grammar: both
give the same node.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch

from ..ir.literals import may_be_wrapped
from ..lang.codes import number
from ..lang.types import BOOL, FLOAT, INT, NONE, STR, TensorType, Type
from .literal_reader import scalar_of

_NAME = r"%[^\s,:()=\[\]]{1,200}"
_TYPE = r"[A-Za-z_][\w.]*(?:\([^()\n]*\))?(?:\[\]|\?)*"
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


class Line(NamedTuple):
    """Where a piece is absent it is empty."""

    results: dict[str, str]  # types by names, which are without %
    kind: str
    overload: str
    attribute: str
    literal: str
    inputs: list[str]
    scope: str
    place: str
    end: int

    def attributes(self, types: Sequence[Type]) -> dict[str, tuple[str, Any]] | None:
        """By their names, kind and value; None if they take more than this line to read."""
        if self.kind == "prim::Constant":
            return self._constant(types[0]) if len(types) == 1 and self.attribute in ("value", "") else None
        if not self.attribute:
            return {}
        if self.literal.startswith('"'):
            return {self.attribute: ("s", self.literal[1:-1])}
        return {self.attribute: ("i", int(self.literal))} if self.literal.lstrip("-").isdigit() else None

    def _constant(self, t: Type) -> dict[str, tuple[str, Any]] | None:
        if self.literal.startswith("{"):
            return self._scalar(t)
        if not self.literal:
            return {} if t == NONE else None
        kind, read = _LITERALS.get(t, ("", None))
        if read is None or self.literal.startswith('"') != (t == STR) or kind == "i" and not self.literal.lstrip("-").isdigit():
            return None
        return {"value": (kind, read(self.literal))}

    def _scalar(self, t: Type) -> dict[str, tuple[str, Any]] | None:
        """A double or an int as a tensor: what numbers in traces are."""
        text = self.literal[1:-1]
        dtypes = (_DOUBLE,) if "." in text else (_DOUBLE, _LONG)
        if not isinstance(t, TensorType) or t.sizes or t.strides or t.dtype not in dtypes:
            return None
        tensor = scalar_of(text, t)
        return {"value": ("t", tensor)} | ({"wrapped": ("i", 1)} if may_be_wrapped(tensor, t) else {})


def line_at(text: str, at: int) -> Line | None:
    match = _LINE.match(text, at)
    if match is None:
        return None
    results, kind, overload, attribute, literal, inputs, scope, place = match.groups("")
    parts = results[1:].split(", %") if results else []
    named = dict([part.split(" : ", 1) for part in parts])
    if len(named) != len(parts):  # one of them twice
        return None
    given = inputs[1:].split(", %") if inputs else []
    return Line(named, kind, overload, attribute, literal, given, scope, place, match.end())
