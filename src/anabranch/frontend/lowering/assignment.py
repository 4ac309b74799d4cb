"""Assignments: to names, attributes, items, and to patterns of them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...base.errors import CompileError
from ...ir.graph import Value
from ...lang.nominal import ClassType
from ...lang.subtyping import unify
from ...lang.types import NONE, ListType, TensorType, Type
from ..source.annotations import type_of_expression
from ..values import conversions
from ..values.emitter import Emitter
from ..values.environment import Undefined, WidenLoop, path_of
from ..values.sugared import SimpleValue, Sugared, TupleValue
from ..values.syntax import Rest, statement_of
from . import annotated_values, literals, refinements, subscripts


def assign(e: Emitter, target: ast.expr, item: Sugared) -> None:
    """``target = item``."""
    with e.at(target):
        if isinstance(target, ast.Name):
            assign_name(e, target.id, item)
        elif isinstance(target, ast.Attribute):
            e.expression(target.value).set_attr(e, target.attr, item)
            note(e, path_of(target), item)
        elif isinstance(target, ast.Subscript):
            subscripts.assign(e, target, item)
        elif isinstance(target, ast.Tuple | ast.List):
            _unpack(e, target.elts, item)
        elif isinstance(target, ast.Starred):
            raise e.error("a starred target stands only inside a tuple of targets")
        else:
            raise e.error(f"cannot assign to a {type(target).__name__}")


def forget(e: Emitter, path: str) -> None:
    """What conditions told of an attribute, or of attributes behind a name, holds no more."""
    for known in [f for f in e.env.facts if f == path or f.startswith(f"{path}.")]:
        del e.env.facts[known]


def note(e: Emitter, path: str, item: Sugared) -> None:
    """After an assignment to an attribute: it has the type of what was assigned."""
    forget(e, path)
    t = item.type()
    if path and t is not None:
        e.env.facts[path] = t


def assign_name(e: Emitter, name: str, item: Sugared, declared: Type | None = None) -> None:
    """Bind a name; its type must go with what the name was in the blocks around."""
    forget(e, name)
    if declared is not None:
        _check_declaration(e, name, declared)
        e.env.declared[name] = declared
        item = SimpleValue(_declared_value(e, name, item, declared))
    elif name in e.env.declared:
        item = _reassigned(e, name, item, e.env.declared[name])
    item = _fit_outer(e, name, item)
    if isinstance(item, SimpleValue) and item.value.node().owningBlock() is e.builder.block:
        refinements.named(item.value, name)
    e.env.set(name, item)


def _reassigned(e: Emitter, name: str, item: Sugared, declared: Type) -> Sugared:
    """A new value of an annotated name; of another type, it makes the annotation void from here on, as in torch.jit."""
    if getattr(item, "as_type", None) is not None:
        return SimpleValue(_declared_value(e, name, item, declared))
    value = item.as_value(e)
    fitted = e.try_store(value, declared)
    if fitted is None:
        del e.env.declared[name]
    return item if fitted is None else SimpleValue(fitted)


def _declared_value(e: Emitter, name: str, item: Sugared, wanted: Type) -> Value:
    as_type = getattr(item, "as_type", None)
    if as_type is not None:
        return as_type(e, wanted).as_value(e)  # type: ignore[no-any-return]
    value = item.as_value(e)
    annotated_values.check_empty(e, name, value, wanted)
    fitted = e.try_store(value, wanted)
    if fitted is None:
        raise annotated_values.misfit(e, name, value, wanted)
    return fitted


def _check_declaration(e: Emitter, name: str, declared: Type) -> None:
    outer = e.env.outer.get(name)
    if outer is not None and outer != declared and name not in e.env.declared:
        raise e.error(
            f"'{name}' is annotated as {declared} but has type {outer} in the block around",
            remedy="declare and annotate a name where it gets its first value",
        )


def _fit_outer(e: Emitter, name: str, item: Sugared) -> Sugared:
    outer = e.env.outer.get(name)
    if outer is None or name.startswith("$"):
        return item
    if item.type() is None:
        raise e.error(f"'{name}' is a value of type {outer} and cannot become {item.describe()} in an inner block")
    value = item.as_value(e)
    fitted = e.try_convert(value, outer, implicit=False)
    if fitted is not None:
        return SimpleValue(fitted)
    if conversions.meets_list(value.type(), outer):
        return item  # becomes a list where the block ends, if somebody reads it there
    for loop in e.frame.loops:
        if name in loop.open:
            raise WidenLoop(name, value.type(), loop)
    joined = unify(outer, value.type())
    if joined is None or not any(NONE.isSubtypeOf(t) for t in (outer, value.type())):
        _conflict(e, name, outer, value.type())
    else:
        _widen(e, name, joined)
    return item


def _conflict(e: Emitter, name: str, outer: Type, t: Type) -> None:
    """Another type than around: an error as soon as somebody reads the name where both can have come from."""
    message = f"variable '{name}' previously had type {outer} but is now being assigned to a value of type {t}"
    if name == e.frame.first_parameter and isinstance(outer, ClassType):
        message = f"Cannot re-assign '{name}': {message}"
    conflict = Undefined(message, _remedy(name, outer, t), e.span)
    for loop in e.frame.loops:
        if name in loop.carried:
            raise WidenLoop(name, conflict, loop)
    e.env.outer.pop(name)
    e.frame.conflicts[name] = conflict


def _remedy(name: str, outer: Type, t: Type) -> str:
    if {str(outer), str(t)} == {"int", "float"}:
        return f"make its first value a float: {name} = 0.0"
    if isinstance(t, TensorType) and str(outer) in ("int", "float"):
        return f"begin with a tensor, or take the number with .item(): {name} = torch.zeros(())"
    return f"use another name, or annotate its first value: {name}: Union[{outer}, {t}] = ..."


def _widen(e: Emitter, name: str, t: Type) -> None:
    """``x = None`` before a block and another value inside: x is Optional."""
    for loop in e.frame.loops:
        if name in loop.carried and not t.isSubtypeOf(loop.carried[name]):
            raise WidenLoop(name, t, loop)
    e.env.outer[name] = t


def _unpack(e: Emitter, targets: Sequence[ast.expr], item: Sugared) -> None:
    """``a, *b, (c, d) = item``."""
    stars = [i for i, t in enumerate(targets) if isinstance(t, ast.Starred)]
    if len(stars) > 1:
        raise e.error("only one target can have a star")
    items = unpacked(e, item, len(targets), bool(stars))
    if stars:
        items = _with_star(e, targets, stars[0], items)
    if len(items) != len(targets):
        raise _wrong_count(e, len(targets), len(items))
    for target, one in zip(targets, items):
        assign(e, target.value if isinstance(target, ast.Starred) else target, one)


def _wrong_count(e: Emitter, wanted: int, got: int) -> CompileError:
    if got > wanted:
        return e.error(f"too many values to unpack: need {wanted} but found {got}")
    return e.error(f"not enough values to unpack: need {wanted} values but found only {got}")


def unpacked(e: Emitter, item: Sugared, count: int, has_star: bool = False) -> list[Sugared]:
    """The parts of an item; a list is taken apart at run time into ``count`` values."""
    t = item.type()
    if isinstance(t, ListType) and isinstance(item, SimpleValue):
        if has_star:
            raise e.error("a list cannot be used as a tuple: its length is not known when compiling", remedy="use slices")
        node = e.builder.node("prim::ListUnpack", [item.value], [t.element] * count)
        return [SimpleValue(v) for v in node.outputs()]
    if isinstance(t, TensorType):
        if has_star:
            raise e.error("a Tensor cannot be used as a tuple: its length is not known when compiling", remedy="use slices")
        rows = e.operator("aten::unbind", [item, e.constant(0)])
        return unpacked(e, rows, count)
    return item.items(e)


def _with_star(e: Emitter, targets: Sequence[ast.expr], star: int, items: list[Sugared]) -> list[Sugared]:
    after = len(targets) - star - 1
    if len(items) < len(targets) - 1:
        raise e.error(f"not enough values to unpack: need at least {len(targets) - 1} values but found only {len(items)}")
    middle = items[star : len(items) - after]
    return [*items[:star], _rest(e, middle), *items[len(items) - after :]]


def _rest(e: Emitter, items: list[Sugared]) -> Sugared:
    """What a starred name gets: a list, as in Python; a tuple where the types differ, as in TorchScript."""
    types = [i.type() for i in items]
    if types and all(t is not None and t == types[0] for t in types):
        return literals.list_of(e, items)
    return TupleValue(items) if items else literals.list_of(e, [])


@statement_of(ast.AnnAssign)
def _annotated(e: Emitter, node: ast.AnnAssign, rest: Rest) -> None:
    """``x: T = value``; without a value only the declaration."""
    t = type_of_expression(node.annotation, e.frame.source.scope, e.frame.source.span(node.annotation))
    if node.value is None:
        if isinstance(node.target, ast.Name):
            _check_declaration(e, node.target.id, t)
            e.env.declared[node.target.id] = t
        return
    item = e.expression(node.value, t)
    if isinstance(node.target, ast.Name):
        with e.at(node.value):
            assign_name(e, node.target.id, item, t)
        return
    with e.at(node.value):
        as_type = getattr(item, "as_type", None)
        name = ast.unparse(node.target)
        converted = as_type(e, t).as_value(e) if as_type is not None else _declared_value(e, name, item, t)
    assign(e, node.target, SimpleValue(converted))
