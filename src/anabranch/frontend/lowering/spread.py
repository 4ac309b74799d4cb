"""Stars: ``(a, *b)`` and ``f(*a, b)``, opened where their items are known; joined to a list where only the run knows."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Sequence

from ...lang.types import ListType
from ..values.emitter import Emitter
from ..values.named_values import MethodOperator, OperatorValue
from ..values.sugared import SimpleValue, Sugared
from ..values.syntax import Hint
from . import literals

Piece = tuple[bool, Sugared]
"""Whether it has a star, and what was written."""


def pieces(e: Emitter, nodes: Sequence[ast.expr], hints: Sequence[Hint]) -> list[Piece]:
    """What stands between the commas, written from left to right."""
    found: list[Piece] = []
    for node, hint in zip(nodes, hints):
        if isinstance(node, ast.Starred):
            with e.at(node):
                found.append((True, e.expression(node.value)))
        else:
            found.append((False, e.expression(node, hint)))
    return found


def have_lists(found: Sequence[Piece]) -> bool:
    """Whether a star opens what has its length at run time only."""
    return any(_is_list(piece) for piece in found)


def _is_list(piece: Piece) -> bool:
    starred, item = piece
    return starred and isinstance(item.type(), ListType)


def items(e: Emitter, found: Sequence[Piece]) -> list[Sugared]:
    """The items, where their number is known."""
    return [part for starred, item in found for part in (item.items(e) if starred else [item])]


def joined(e: Emitter, found: Sequence[Piece], element: Hint = None) -> Sugared:
    """One list of everything."""
    parts: list[Sugared] = []
    for are_lists, group in itertools.groupby(found, _is_list):
        run = list(group)
        parts += [item for _, item in run] if are_lists else [literals.list_of(e, items(e, run), element)]
    if len(parts) == 1:
        return e.operator("aten::list", parts)
    result = parts[0]
    for part in parts[1:]:
        result = e.operator("aten::add", [result, part])
    return result


class SpreadArguments(SimpleValue):
    """The arguments of a call as one list."""


def is_needed(callee: Sugared, node: ast.Call) -> bool:
    """Whether stars of a call may be lists: operators take one list for many numbers."""
    takes = isinstance(callee, OperatorValue | MethodOperator) or getattr(callee, "takes_sizes", False)
    return takes and any(isinstance(a, ast.Starred) for a in node.args)


def arguments(e: Emitter, node: ast.Call) -> list[Sugared]:
    """The positional arguments; joined to one list where the length of a part is known at run time only."""
    found = pieces(e, node.args, [None] * len(node.args))
    return [SpreadArguments(joined(e, found).as_value(e))] if have_lists(found) else items(e, found)
