"""``x.view(*shape, 2)``: an operator that takes a list where the call spreads one of unknown length."""

from __future__ import annotations

import ast

from ...lang.types import ListType
from ..values.emitter import Emitter
from ..values.named_values import MethodOperator, OperatorValue
from ..values.sugared import SimpleValue, Sugared
from . import literals


def is_needed(callee: Sugared, node: ast.Call) -> bool:
    """Whether stars of a call may be lists: only operators take one list for many numbers."""
    return isinstance(callee, OperatorValue | MethodOperator) and any(isinstance(a, ast.Starred) for a in node.args)


def arguments(e: Emitter, node: ast.Call) -> list[Sugared]:
    """The positional arguments; joined to one list where the length of a part is known at run time only."""
    found: list[tuple[bool, Sugared]] = []
    for arg in node.args:
        starred = isinstance(arg, ast.Starred)
        found.append((starred, e.expression(arg.value if isinstance(arg, ast.Starred) else arg)))
    if not any(starred and isinstance(item.type(), ListType) for starred, item in found):
        return [part for starred, item in found for part in (item.items(e) if starred else [item])]
    return [_joined(e, found)]


def _joined(e: Emitter, found: list[tuple[bool, Sugared]]) -> Sugared:
    result: Sugared | None = None
    for starred, item in found:
        is_list = starred and isinstance(item.type(), ListType)
        part = item if is_list else literals.list_of(e, item.items(e) if starred else [item])
        result = part if result is None else e.operator("aten::add", [result, part])
    assert result is not None
    return SimpleValue(result.as_value(e))
