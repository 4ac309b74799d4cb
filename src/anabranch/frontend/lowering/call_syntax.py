"""Calls: the callee, then the arguments from left to right, stars opened; some callees read the syntax themselves."""

from __future__ import annotations

import ast

from ..values.emitter import Emitter
from ..values.keywords import KeywordsValue
from ..values.named_values import FormValue
from ..values.sugared import Sugared
from ..values.syntax import Hint, expression_of
from . import spread


@expression_of(ast.Call)
def _call(e: Emitter, node: ast.Call, hint: Hint) -> Sugared:
    return call_of(e, e.expression(node.func), node, hint)


def call_of(e: Emitter, callee: Sugared, node: ast.Call, hint: Hint = None) -> Sugared:
    """A call of something written already."""
    if isinstance(callee, FormValue):
        return callee.write(e, node, hint)
    if spread.is_needed(callee, node):
        return callee.call(e, spread.arguments(e, node), arguments(e, node, len(node.args))[1])
    args, kwargs = arguments(e, node)
    return callee.call(e, args, kwargs)


def arguments(e: Emitter, node: ast.Call, skip: int = 0) -> tuple[list[Sugared], dict[str, Sugared]]:
    """The arguments of a call, stars opened."""
    args: list[Sugared] = []
    for arg in node.args[skip:]:
        if isinstance(arg, ast.Starred):
            with e.at(arg):
                args += e.expression(arg.value).items(e)
        else:
            args.append(e.expression(arg))
    kwargs: dict[str, Sugared] = {}
    for keyword in node.keywords:
        with e.at(keyword.value):
            for name, item in _keyword(e, keyword):
                if name in kwargs:
                    raise e.error(f"argument {name} is given twice")
                kwargs[name] = item
    return args, kwargs


def _keyword(e: Emitter, keyword: ast.keyword) -> list[tuple[str, Sugared]]:
    if keyword.arg is not None:
        return [(keyword.arg, e.expression(keyword.value))]
    item = e.expression(keyword.value)
    if isinstance(item, KeywordsValue):
        return list(item.parts.items())
    raise e.error("the names in **kwargs must be known when compiling", remedy="write the keywords out")
