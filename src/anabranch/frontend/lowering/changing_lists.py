"""A ``for`` over a list that its own body changes: as in Python, it sees the list as it is at each round.

It is written as a ``while`` with a counter; other loops ask for the length once, as torch.jit's do.
"""

from __future__ import annotations

import ast

from ...base.syntax import parse
from ...lang.types import ListType
from ..source.list_changes import iterated
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue


def as_while(e: Emitter, node: ast.For) -> list[ast.stmt] | None:
    """The loop as statements; None if it does not go over a list."""
    source = iterated(node.iter)
    item = e.expression(source)
    if not isinstance(item, SimpleValue) or not isinstance(item.type(), ListType):
        return None
    items, at = f"_items_{node.lineno}_{node.col_offset}", f"_at_{node.lineno}_{node.col_offset}"
    e.env.set(items, item)
    target = ast.unparse(node.target)
    value = f"{items}[{at}]" if source is node.iter else f"({at}, {items}[{at}])"
    begin, loop = parse(f"{at} = 0\nwhile {at} < len({items}):\n    {target} = {value}\n    {at} += 1").body
    assert isinstance(loop, ast.While)
    for made in (begin, loop):
        for inner in ast.walk(made):
            if isinstance(inner, ast.stmt | ast.expr):
                ast.copy_location(inner, node.iter)
    loop.body += node.body
    return [begin, loop]
