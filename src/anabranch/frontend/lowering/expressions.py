"""Names, constants, operators, attributes: the expressions that are not calls, containers, subscripts or choices."""

from __future__ import annotations

import ast
import difflib
import sys
from collections.abc import Mapping
from typing import Any

from ...base.errors import CompileError
from ...ir.graph import Value
from ...lang.types import NONE, OptionalType, Type
from ..values.emitter import Emitter
from ..values.environment import Undefined, path_of
from ..values.named_values import ELLIPSIS
from ..values.sugared import SimpleValue, Sugared
from ..values.syntax import Hint, expression_of
from . import arithmetic, assignment, comparisons, conditions, selection, type_expressions


@expression_of(ast.Name)
def _name(e: Emitter, node: ast.Name, hint: Hint) -> Sugared:
    found = e.lookup(node.id)
    if isinstance(found, Undefined):
        raise _undefined(e, node.id, found)
    if found is None:
        raise e.error(f"undefined value {node.id}", remedy=_similar(e, node.id))
    return found


def _undefined(e: Emitter, name: str, found: Undefined) -> CompileError:
    if found.span is not None:
        return CompileError(found.message, found.span, remedy=found.remedy)
    return e.error(f"undefined value {name}: {found.message}", remedy=found.remedy)


def _similar(e: Emitter, name: str) -> str:
    if name == e.frame.source.name:  # as a decorator: the name is given when it has ended
        return f"a function that calls itself is compiled behind its definition: {name} = script({name})"
    scope = e.frame.source.scope
    known = [*e.env.vars, *(n for n in scope if not _is_running(scope, n))]
    close = difflib.get_close_matches(name, [n for n in known if not n.startswith("$")], 1) if len(name) >= 3 else []
    return f"did you mean '{close[0]}'?" if close else "import it, or give it a value before this line"


def _is_running(scope: Mapping[str, Any], name: str) -> bool:
    """Whether it is a function that led here, such as the test around the function that is compiled: nobody means that."""
    code = getattr(scope.get(name), "__code__", None)
    frame = sys._getframe() if code is not None else None
    while frame is not None and frame.f_code is not code:
        frame = frame.f_back
    return frame is not None


@expression_of(ast.Constant)
def _constant(e: Emitter, node: ast.Constant, hint: Hint) -> Sugared:
    if node.value is Ellipsis:
        return ELLIPSIS
    if isinstance(node.value, bytes):
        raise e.error("bytes cannot be compiled", remedy="use str, or a uint8 tensor")
    return e.literal(node.value) if type(node.value) in (int, float, complex) else e.constant(node.value)


@expression_of(ast.BinOp)
def _binary(e: Emitter, node: ast.BinOp, hint: Hint) -> Sugared:
    if isinstance(node.op, ast.BitOr):
        found = type_expressions.union_of(e, node)
        if found is not None:
            return found
    left = e.expression(node.left, hint if isinstance(node.op, ast.Add | ast.Mult) else None)
    right = e.expression(node.right, hint if isinstance(node.op, ast.Add) else None)
    return arithmetic.binary(e, node.op, left, right)


@expression_of(ast.UnaryOp)
def _unary(e: Emitter, node: ast.UnaryOp, hint: Hint) -> Sugared:
    if isinstance(node.op, ast.Not):
        return SimpleValue(conditions.condition(e, node).as_value(e))
    if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        if isinstance(node.operand.value, int | float | complex) and not isinstance(node.operand.value, bool):
            return e.constant(-node.operand.value)
    return arithmetic.unary(e, node.op, e.expression(node.operand, hint))


@expression_of(ast.Compare)
def _compare(e: Emitter, node: ast.Compare, hint: Hint) -> Sugared:
    if len(node.ops) > 1:
        return _chain(e, node)
    if isinstance(node.ops[0], ast.Is | ast.IsNot):
        return SimpleValue(conditions.condition(e, node).as_value(e))
    left = e.expression(node.left)
    return comparisons.compare(e, node.ops[0], left, e.expression(node.comparators[0]))


def _chain(e: Emitter, node: ast.Compare) -> Sugared:
    """``a < b < c``: each operand once, the rest only where the first holds."""
    operands = [node.left, *node.comparators]

    def rest(i: int, left: Sugared) -> Value:
        with e.at(node):
            right = e.expression(operands[i + 1])
            first = comparisons.compare(e, node.ops[i], left, right).as_value(e)
            if i + 1 == len(node.ops):
                return first
            return selection.short_circuit(e, first, lambda: rest(i + 1, right))

    return SimpleValue(rest(0, e.expression(node.left)))


@expression_of(ast.Attribute)
def _attribute(e: Emitter, node: ast.Attribute, hint: Hint) -> Sugared:
    item = e.expression(node.value).attr(e, node.attr)
    known = e.env.facts.get(path_of(node)) if e.env.facts else None
    return item if known is None else _with_fact(e, item, known)


def _with_fact(e: Emitter, item: Sugared, known: Type) -> Sugared:
    """An attribute that a condition has tested; it may have changed since, so an Optional is tested again."""
    t = item.type()
    if t is None or t == known or not known.isSubtypeOf(t):
        return item
    if isinstance(t, OptionalType) and known == t.element:
        return e.operator("aten::_unwrap_optional", [item])
    if known == NONE:
        return item
    return SimpleValue(e.builder.emit("prim::unchecked_cast", [item.as_value(e)], known))


@expression_of(ast.NamedExpr)
def _named(e: Emitter, node: ast.NamedExpr, hint: Hint) -> Sugared:
    item = e.expression(node.value, hint)
    assignment.assign(e, node.target, item)
    return e.env.vars[node.target.id]
