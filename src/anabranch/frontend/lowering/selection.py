"""Expressions that choose: the ternary, ``and`` / ``or`` on values, short circuits."""

from __future__ import annotations

import ast
from collections.abc import Callable

from ...ir.graph import Value
from ...lang.subtyping import unify
from ...lang.types import BOOL, OptionalType, Type
from ..values import conversions
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue, Sugared
from ..values.syntax import Hint, expression_of
from . import conditions, literals, refinements

Writer = Callable[[], Sugared]


def short_circuit(e: Emitter, first: Value, rest: Callable[[], Value]) -> Value:
    """``first and rest()`` for bools."""
    if str(first.type()) != "bool":
        first = conditions.truth(e, SimpleValue(first)).as_value(e)
    node = e.builder.if_(first)
    on_true, on_false = node.blocks()
    result = node.addOutput(BOOL)
    with e.builder.at(on_true):
        value = rest()
        on_true.registerOutput(conditions.truth(e, SimpleValue(value)).as_value(e))
    with e.builder.at(on_false):
        on_false.registerOutput(e.builder.constant(False))
    return result


@expression_of(ast.IfExp)
def _ternary(e: Emitter, node: ast.IfExp, hint: Hint) -> Sugared:
    """``a if c else b``; one branch alone where ``c`` is known."""
    c = conditions.condition(e, node.test)
    if c.static is not None:
        return _known(e, c, node, hint)
    return choose(
        e,
        c,
        lambda: e.expression(node.body, hint),
        lambda: e.expression(node.orelse, hint),
        hint,
    )


def _known(e: Emitter, c: conditions.Condition, node: ast.IfExp, hint: Type | None) -> Sugared:
    before = dict(e.env.vars)
    known = {n: t for n, t in (c.true if c.static else c.false).items() if n in before}
    refinements.refine(e, known)
    found = e.expression(node.body if c.static else node.orelse, hint)
    for name in known:
        e.env.vars[name] = before[name]
    return found


def choose(e: Emitter, c: conditions.Condition, on_true: Writer, on_false: Writer, hint: Type | None = None) -> Sugared:
    """A ``prim::If`` with one result."""
    node = e.builder.if_(c.as_value(e))
    then_block, else_block = node.blocks()
    values: list[Value] = []
    for block, writer, known in ((then_block, on_true, c.true), (else_block, on_false, c.false)):
        before = e.env
        e.env = before.branch()
        with e.builder.at(block):
            refinements.refine(e, known)
            values.append(writer().as_value(e))
        e.env = before
    t = _type(e, values, hint)
    for block, value in zip((then_block, else_block), values):
        with e.builder.at(block):
            block.registerOutput(literals.fitted(e, value, t))
    return SimpleValue(node.addOutput(t))


def _type(e: Emitter, values: list[Value], hint: Type | None) -> Type:
    conversions.agree(values)
    first, second = values[0].type(), values[1].type()
    joined = unify(first, second)
    if hint is not None and (joined is None or not joined.isSubtypeOf(hint)):
        if all(e.try_convert(v, hint) is not None for v in values):
            return hint
    if joined is None:
        raise e.error(
            f"the branches have different types: {first} if true, {second} if false",
            remedy="convert one of them, or annotate the variable with Union",
        )
    return joined


@expression_of(ast.BoolOp)
def _and_or(e: Emitter, node: ast.BoolOp, hint: Hint) -> Sugared:
    """``a and b``: a bool for bools; on other values one of the operands, as in ``x or default``."""
    is_and = isinstance(node.op, ast.And)
    first = node.values[0]
    if _is_condition(first):
        return SimpleValue(conditions.condition(e, node).as_value(e))
    item = e.expression(first)
    if item.type() == BOOL or item.type() is None:
        return SimpleValue(conditions.and_or_from(e, conditions.truth(e, item), node.values[1:], is_and).as_value(e))
    return _chosen(e, item, node.values, is_and)


def _is_condition(node: ast.expr) -> bool:
    """Whether the syntax alone says that this is a bool that may tell types."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        return name in ("isinstance", "hasattr", "is_scripting")
    return isinstance(node, ast.Compare | ast.BoolOp) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))


def _chosen(e: Emitter, first: Sugared, nodes: list[ast.expr], is_and: bool) -> Sugared:
    t = first.type()
    c = conditions.as_condition(e, nodes[0], first)
    if len(nodes) == 1:
        return first
    if c.static is not None and c.static is not is_and:
        return first

    def rest() -> Sugared:
        return _chosen(e, e.expression(nodes[1]), nodes[1:], is_and)

    def same() -> Sugared:
        known = t.element if isinstance(t, OptionalType) and not is_and else None
        return SimpleValue(e.builder.emit("prim::unchecked_cast", [first.as_value(e)], known)) if known else first

    if c.static is not None:
        return rest()
    return choose(e, c, rest, same) if is_and else choose(e, c, same, rest)


def either(e: Emitter, first: Value, rest: Callable[[], Value]) -> Value:
    """``first or rest()`` for bools."""
    node = e.builder.if_(conditions.truth(e, SimpleValue(first)).as_value(e))
    on_true, on_false = node.blocks()
    result = node.addOutput(BOOL)
    with e.builder.at(on_true):
        on_true.registerOutput(e.builder.constant(True))
    with e.builder.at(on_false):
        on_false.registerOutput(conditions.truth(e, SimpleValue(rest())).as_value(e))
    return result
