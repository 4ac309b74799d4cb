"""Plain statements: ``if``, expressions, assignments, ``assert``, ``del``, ``pass``.

Each says how control leaves it (``Status``); an ``if`` may write what follows it, too.
"""

from __future__ import annotations

import ast

from ...base.syntax import parse
from ...lang.types import Type
from ..source.annotations import type_of_expression
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue
from ..values.syntax import Rest, Status, Written, statement_of
from . import assignment, conditions, control_flow, exceptions, refinements, subscripts


@statement_of(ast.If)
def _if(e: Emitter, node: ast.If, rest: Rest) -> Status | Written:
    c = conditions.condition(e, node.test)
    if c.static is not None:
        refinements.refine(e, c.true if c.static else c.false)
        return Written(control_flow.block(e, [*(node.body if c.static else node.orelse), *rest]))
    return control_flow.branches(e, c.as_value(e), (node.body, c.true), (node.orelse, c.false), rest)


@statement_of(ast.Pass)
def _pass(e: Emitter, node: ast.Pass, rest: Rest) -> None:
    """Nothing."""


@statement_of(ast.Expr)
def _expression(e: Emitter, node: ast.Expr, rest: Rest) -> None:
    if isinstance(node.value, ast.Constant):
        return  # a docstring, or an ellipsis
    e.expression(node.value).drop()


@statement_of(ast.Assign)
def _assign(e: Emitter, node: ast.Assign, rest: Rest) -> None:
    if node.type_comment and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        declared = _comment_type(e, node.type_comment)
        if declared is not None:
            item = e.expression(node.value, declared)
            assignment.assign_name(e, node.targets[0].id, item, declared)
            return
    item = e.expression(node.value, _hint(e, node.targets[0]))
    if len(node.targets) > 1 and item.type() is not None:
        item = SimpleValue(item.as_value(e))
    for target in node.targets:
        assignment.assign(e, target, item)


def _comment_type(e: Emitter, comment: str) -> Type | None:
    if comment.split("[")[0].strip() == "ignore":
        return None
    try:
        expression = parse(comment, mode="eval").body
    except SyntaxError:
        return None
    return type_of_expression(expression, e.frame.source.scope, e.span)


def _hint(e: Emitter, target: ast.expr) -> Type | None:
    if isinstance(target, ast.Name):
        if any(target.id in loop.open for loop in e.frame.loops):
            return None
        return e.env.declared.get(target.id) or e.env.outer.get(target.id)
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        owner = e.env.get(target.value.id)
        t = owner.type() if owner is not None else None
        found = getattr(t, "find_attribute", lambda _: None)(target.attr)
        return found if isinstance(found, Type) else None
    return None


@statement_of(ast.Assert)
def _assert(e: Emitter, node: ast.Assert, rest: Rest) -> Status | Written:
    c = conditions.condition(e, node.test)
    if c.static:
        refinements.refine(e, c.true)
        return Status.FALLS

    def fail(e: Emitter) -> Status:
        exceptions.raise_assertion(e, node.msg)
        return Status.RAISES

    if c.static is False:
        return fail(e)
    return control_flow.branches(e, c.as_value(e), ([], c.true), ([fail], c.false), [])


@statement_of(ast.Delete)
def _delete(e: Emitter, node: ast.Delete, rest: Rest) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            if target.id not in e.env.vars:
                raise e.error(f"undefined value {target.id}", remedy="delete what was given a value before")
            e.env.drop(target.id)
        elif isinstance(target, ast.Subscript):
            subscripts.delete(e, target)
        else:
            raise e.error(f"cannot delete {ast.unparse(target)}")
