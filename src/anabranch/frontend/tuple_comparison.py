"""Comparing tuples: the first items that differ decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..ir.types import BOOL
from .sugared import SimpleValue, Sugared

if TYPE_CHECKING:
    from .emitter import Emitter

_STRICT = {"aten::le": "aten::lt", "aten::ge": "aten::gt"}


def compare(e: Emitter, operator: str, left: Sequence[Sugared], right: Sequence[Sugared]) -> Sugared:
    """``left op right`` for items of two tuples."""
    if operator in ("aten::eq", "aten::ne"):
        found = _equal(e, left, right)
        return found if operator == "aten::eq" else e.operator("aten::__not__", [found])
    return _ordered(e, operator, left, right)


def item(e: Emitter, operator: str, left: Sugared, right: Sugared) -> Sugared:
    """One pair of items."""
    from . import arithmetic

    method = f"__{operator.removeprefix('aten::')}__"
    return arithmetic.comparison(e, operator, method, left, right)


def _equal(e: Emitter, left: Sequence[Sugared], right: Sequence[Sugared]) -> Sugared:
    from . import selection

    if len(left) != len(right):
        return e.constant(False)
    if not left:
        return e.constant(True)
    first = item(e, "aten::eq", left[0], right[0])
    if len(left) == 1:
        return first
    return SimpleValue(selection.short_circuit(e, first.as_value(e), lambda: _equal(e, left[1:], right[1:]).as_value(e)))


def _ordered(e: Emitter, operator: str, left: Sequence[Sugared], right: Sequence[Sugared]) -> Sugared:
    if not left or not right:
        shorter, longer = len(left), len(right)
        outcomes = {"aten::lt": shorter < longer, "aten::le": shorter <= longer, "aten::gt": shorter > longer}
        return e.constant(outcomes.get(operator, shorter >= longer))
    if len(left) == len(right) == 1:
        return item(e, operator, left[0], right[0])
    same = item(e, "aten::eq", left[0], right[0]).as_value(e)
    node = e.builder.if_(same)
    result = node.addOutput(BOOL)
    on_true, on_false = node.blocks()
    with e.builder.at(on_true):
        on_true.registerOutput(_ordered(e, operator, left[1:], right[1:]).as_value(e))
    with e.builder.at(on_false):
        on_false.registerOutput(item(e, _STRICT.get(operator, operator), left[0], right[0]).as_value(e))
    return SimpleValue(result)
