"""List, dict and set comprehensions: a container, loops around an append."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..ir.graph import Node, Value
from ..ir.subtyping import unify
from ..ir.types import TENSOR, DictType, ListType, SetType, Type
from . import assignment, conditions, expressions
from .sugared import Iteration, SimpleValue, Sugared

if TYPE_CHECKING:
    from .emitter import Emitter

Body = Callable[[], None]
_ListLike = ast.ListComp | ast.GeneratorExp | ast.SetComp


def comprehension(e: Emitter, node: ast.ListComp | ast.DictComp | ast.SetComp, hint: Type | None) -> Sugared:
    """Any of the three."""
    if isinstance(node, ast.DictComp):
        return _dict(e, node, hint)
    if isinstance(node, ast.SetComp):
        wanted = expressions.container_hint(hint, SetType)
        return e.operator("aten::set", [list_comprehension(e, node, ListType(wanted.element) if wanted else None)])
    return list_comprehension(e, node, hint)


def list_comprehension(e: Emitter, node: _ListLike, hint: Type | None) -> Sugared:
    """``[element for ...]``; unrolled where one generator goes over known items without a condition."""
    wanted = expressions.container_hint(hint, ListType)
    element = wanted.element if wanted else None
    lists = _Lists(e, node, element)
    if len(node.generators) > 1 or node.generators[0].ifs:
        return lists.write(None)
    iteration = _iterate(e, node.generators[0])
    if iteration.items is None:
        return lists.write(iteration)
    lists.result.node().destroy()
    return expressions.list_of(e, _unrolled(e, node, iteration.items, element), element)


def _iterate(e: Emitter, generator: ast.comprehension) -> Iteration:
    if generator.is_async:
        raise e.error("async comprehensions cannot be compiled")
    return expressions.expression(e, generator.iter).iterate(e)


def _unrolled(e: Emitter, node: _ListLike, items: Sequence[Sugared], element: Type | None) -> list[Sugared]:
    found: list[Sugared] = []
    for item in items:
        before = e.env
        e.env = before.branch()
        _bind(e, node.generators[0].target, item)
        found.append(expressions.expression(e, node.elt, element))
        e.env = before
    return found


def _bind(e: Emitter, target: ast.expr, item: Sugared) -> None:
    """A comprehension's names are its own: they hide what the function calls so."""
    for name in (n.id for n in ast.walk(target) if isinstance(n, ast.Name)):
        e.env.outer.pop(name, None)
        e.env.declared.pop(name, None)
    assignment.assign(e, target, item)


def loops(e: Emitter, generators: Sequence[ast.comprehension], body: Body, first: Iteration | None = None) -> None:
    """The generators' loops around ``body``; nothing is carried, the body only changes containers."""
    if not generators:
        body()
        return
    iteration = first or _iterate(e, generators[0])

    def inner() -> None:
        _filtered(e, generators[0].ifs, lambda: loops(e, generators[1:], body))

    if iteration.items is not None:
        for item in iteration.items:
            _scoped(e, generators[0].target, item, inner)
        return
    one_loop(e, iteration, lambda item: _scoped(e, generators[0].target, item, inner))


def _scoped(e: Emitter, target: ast.expr, item: Sugared, inner: Body) -> None:
    before = e.env
    e.env = before.branch()
    _bind(e, target, item)
    inner()
    e.env = before


def one_loop(e: Emitter, iteration: Iteration, body: Callable[[Sugared], None]) -> Node:
    """A loop that carries nothing."""
    assert iteration.length is not None and iteration.item is not None
    go_on = e.builder.constant(True)
    node = e.builder.loop(iteration.length, go_on, [])
    (block,) = node.blocks()
    (index,) = block.inputs()
    with e.builder.at(block):
        body(iteration.item(index))
        block.registerOutput(e.builder.constant(True))
    return node


def _filtered(e: Emitter, tests: Sequence[ast.expr], body: Body) -> None:
    if not tests:
        body()
        return
    c = conditions.condition(e, tests[0])
    before = e.env
    e.env = before.branch()
    if c.static is not None:
        if c.static:
            conditions.refine(e, c.true)
            _filtered(e, tests[1:], body)
    else:
        node = e.builder.if_(c.as_value(e))
        then_block, _ = node.blocks()
        with e.builder.at(then_block):
            conditions.refine(e, c.true)
            _filtered(e, tests[1:], body)
    e.env = before


class _Lists:
    """One list comprehension: the element's type is known when the element is written."""

    def __init__(self, e: Emitter, node: _ListLike, element: Type | None) -> None:
        self.e, self.node, self.wanted = e, node, element
        self.found: Type | None = element
        self.result = e.builder.list_(element or TENSOR, [])

    def write(self, first: Iteration | None) -> Sugared:
        loops(self.e, self.node.generators, self._append, first)
        return SimpleValue(self.result)

    def _append(self) -> None:
        e = self.e
        item = expressions.value(e, self.node.elt, self.wanted)
        self._note(item.type())
        e.operator_value("aten::append", [self.result, item])

    def _note(self, t: Type) -> None:
        if self.wanted is not None:
            return
        joined = t if self.found is None else unify(self.found, t)
        if joined is None:
            raise self.e.error(f"elements of a list have different types: {self.found} and {t}")
        self.found = joined
        self.result.setType(ListType(joined))


def list_of_iteration(e: Emitter, iteration: Iteration) -> Value:
    """What ``list(iterable)`` gives."""
    if iteration.items is not None:
        return expressions.list_of(e, iteration.items).as_value(e)
    result = e.builder.list_(TENSOR, [])

    def append(item: Sugared) -> None:
        value = item.as_value(e)
        result.setType(ListType(value.type()))
        e.operator_value("aten::append", [result, value])

    one_loop(e, iteration, append)
    return result


def _dict(e: Emitter, node: ast.DictComp, hint: Type | None) -> Sugared:
    wanted = expressions.container_hint(hint, DictType)
    result = e.builder.dict_(wanted or DictType(TENSOR, TENSOR), [])

    def put() -> None:
        key = expressions.value(e, node.key, wanted and wanted.key)
        item = expressions.value(e, node.value, wanted and wanted.value)
        if wanted is None:
            result.setType(DictType(key.type(), item.type()))
        e.operator_value("aten::_set_item", [result, key, item])

    loops(e, node.generators, put)
    return SimpleValue(result)
