"""Conditions: what is decided while compiling, and what a condition tells about the types of names.

``x is None``, ``isinstance(x, T)``, ``hasattr``, ``is_scripting()`` and boolean constants decide a branch statically where
the types say so: the dead branch is not compiled.  Otherwise each branch knows more about ``x`` (refinement).
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from ...base.record import Record, field
from ...ir.graph import Value
from ...lang.subtyping import is_subtype
from ...lang.types import ANY, BOOL, NONE, OptionalType, none_members, union
from ..values.behaviour import behaviour
from ..values.emitter import Emitter
from ..values.environment import path_of
from ..values.named_values import FormValue
from ..values.sugared import SimpleValue, Sugared, constant_of
from ..values.syntax import Hint
from . import call_syntax
from .refinements import Refinements, refine


class Condition(Record):
    """``value`` is None where the outcome is ``static``.  ``true`` and ``false`` are what each outcome tells."""

    value: Value | None
    static: bool | None = None
    true: Refinements = field(default_factory=dict)
    false: Refinements = field(default_factory=dict)

    def negated(self, e: Emitter) -> Condition:
        static = None if self.static is None else not self.static
        value = None if self.value is None else e.operator_value("aten::__not__", [self.value])
        return Condition(value, static, self.false, self.true)

    def as_value(self, e: Emitter) -> Value:
        return self.value if self.value is not None else e.builder.constant(bool(self.static))


class TestValue(FormValue):
    """A builtin whose call is a condition: it may be decided when compiling, and tells types (``isinstance``)."""

    test: Callable[[Emitter, ast.Call], Condition]

    def write(self, e: Emitter, node: ast.Call, hint: Hint) -> Sugared:
        return SimpleValue(self.test(e, node).as_value(e))


def condition(e: Emitter, node: ast.expr) -> Condition:
    """Write an expression as a condition."""
    with e.at(node):
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return condition(e, node.operand).negated(e)
        if isinstance(node, ast.BoolOp):
            return and_or_from(e, condition(e, node.values[0]), node.values[1:], isinstance(node.op, ast.And))
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Is | ast.IsNot):
            return _identity(e, node)
        if isinstance(node, ast.Call):
            return _call(e, node)
        if isinstance(node, ast.NamedExpr):
            item = e.expression(node)
            return as_condition(e, node.target, item)
        item = e.expression(node)
        return as_condition(e, node, item)


def as_condition(e: Emitter, node: ast.expr, item: Sugared) -> Condition:
    """A written item as a condition; an Optional that is true is not None."""
    t = item.type()
    name = path_of(node)
    found = truth(e, item)
    if isinstance(t, OptionalType) and found.static is None and name:
        found.true = {name: t.element}
    return found


def truth(e: Emitter, item: Sugared) -> Condition:
    """``bool(item)``."""
    static = item.static_truth(e)
    if static is not None:
        return Condition(None, static)
    if item.type() == NONE:
        return Condition(None, False)
    value = item.as_value(e)
    t = value.type()
    return Condition(_optional_truth(e, value, t) if isinstance(t, OptionalType) else behaviour(t).truth(e, value))


def _optional_truth(e: Emitter, value: Value, t: OptionalType) -> Value:
    def inner(e: Emitter) -> Value:
        known = e.builder.emit("prim::unchecked_cast", [value], t.element)
        return truth(e, SimpleValue(known)).as_value(e)

    is_some = e.operator_value("aten::__isnot__", [value, e.none().value])
    return if_value(e, is_some, inner, None)


# -- and, or


def and_or_from(e: Emitter, first: Condition, parts: list[ast.expr], is_and: bool) -> Condition:
    """``first and parts...`` (or ``or``); what the first part tells is known in the others."""
    if not parts:
        return first
    known = first.true if is_and else first.false
    if first.static is not None:
        if first.static is not is_and:
            return first
        before = dict(e.env.vars)
        refine(e, known)
        second = and_or_from(e, condition(e, parts[0]), parts[1:], is_and)
        for name in known.keys() & before.keys():
            e.env.vars[name] = before[name]
        return _merged_static(first, second, is_and)
    found: list[Condition] = []

    def rest(e: Emitter) -> Value:
        found.append(and_or_from(e, condition(e, parts[0]), parts[1:], is_and))
        return found[0].as_value(e)

    value = if_value(e, first.as_value(e), rest if is_and else None, None if is_and else rest, known)
    return _combined(value, first, found[0], is_and)


def _merged_static(first: Condition, second: Condition, is_and: bool) -> Condition:
    if is_and:
        return Condition(second.value, second.static, {**first.true, **second.true}, second.false)
    return Condition(second.value, second.static, second.true, {**first.false, **second.false})


def _combined(value: Value, first: Condition, second: Condition, is_and: bool) -> Condition:
    if is_and:
        static = False if second.static is False else None
        return Condition(value, static, {**first.true, **second.true}, _common(first.false, second.false))
    static = True if second.static is True else None
    return Condition(value, static, _common(first.true, second.true), {**first.false, **second.false})


def _common(a: Refinements, b: Refinements) -> Refinements:
    return {name: union([a[name], b[name]]) for name in a.keys() & b.keys()}


def if_value(
    e: Emitter,
    value: Value,
    on_true: Callable[[Emitter], Value] | None,
    on_false: Callable[[Emitter], Value] | None,
    known: Refinements | None = None,
) -> Value:
    """A bool from a prim::If; a branch without a writer gives the constant it stands for."""
    node = e.builder.if_(value)
    result = node.addOutput(BOOL)
    for block, writer, constant in zip(node.blocks(), (on_true, on_false), (True, False)):
        before = e.env
        e.env = before.branch()
        with e.builder.at(block):
            if writer is not None:
                refine(e, known or {})
                block.registerOutput(writer(e))
            else:
                block.registerOutput(e.builder.constant(constant))
        e.env = before
    return result


# -- is, isinstance


def _identity(e: Emitter, node: ast.Compare) -> Condition:
    left, right = e.expression(node.left), e.expression(node.comparators[0])
    found = _none_test(node.left, left, right) or _none_test(node.comparators[0], right, left)
    is_not = isinstance(node.ops[0], ast.IsNot)
    if found is None:
        kind = "aten::__isnot__" if is_not else "aten::__is__"
        return _static_identity(left, right, is_not) or Condition(e.operator_value(kind, [left.as_value(e), right.as_value(e)]))
    if found.static is not None:
        return found.negated(e) if is_not else found
    kind = "aten::__isnot__" if is_not else "aten::__is__"
    value = e.operator_value(kind, [left.as_value(e), right.as_value(e)])
    return Condition(value, None, found.false, found.true) if is_not else Condition(value, None, found.true, found.false)


def _static_identity(left: Sugared, right: Sugared, is_not: bool) -> Condition | None:
    if left.type() is not None and right.type() is not None:
        return None
    return Condition(None, (left == right) is not is_not)


def _none_test(node: ast.expr, item: Sugared, other: Sugared) -> Condition | None:
    """``item is None``, as far as the type tells."""
    if other.type() != NONE:
        return None
    t = item.type()
    if t == NONE or constant_of(item) == (True, None):
        return Condition(None, True)
    if t is None or not is_subtype(NONE, t):
        return Condition(None, False)
    if t == ANY:
        return Condition(None, None, {}, {})
    name = path_of(node)
    rest = union([m for m in none_members(t) if m != NONE])
    return Condition(None, None, {name: NONE}, {name: rest}) if name else Condition(None, None)


def _call(e: Emitter, node: ast.Call) -> Condition:
    callee = e.expression(node.func)
    if isinstance(callee, TestValue):
        return callee.test(e, node)
    item = call_syntax.call_of(e, callee, node)
    return truth(e, item) if not isinstance(item.type(), OptionalType) else as_condition(e, node, item)
