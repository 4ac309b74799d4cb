"""List, dict and set comprehensions: a container, loops around an append."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TypeVar

from ...ir.graph import Value
from ...lang.subtyping import unify
from ...lang.types import TENSOR, DictType, ListType, SetType, Type
from ..values.emitter import Emitter
from ..values.sugared import Iteration, SimpleValue, Sugared
from ..values.syntax import Hint, expression_of
from . import assignment, conditions, literals, refinements
from .listing import one_loop

T = TypeVar("T")
Body = Callable[[], None]
_ListLike = ast.ListComp | ast.GeneratorExp | ast.SetComp


@expression_of(ast.SetComp)
def _set(e: Emitter, node: ast.SetComp, hint: Hint) -> Sugared:
    wanted = literals.container_hint(hint, SetType)
    return e.operator("aten::set", [_list(e, node, ListType(wanted.element) if wanted else None)])


@expression_of(ast.ListComp, ast.GeneratorExp)
def _list(e: Emitter, node: _ListLike, hint: Hint) -> Sugared:
    """``[element for ...]``; unrolled where one generator goes over known items without a condition.

    A generator is written as a list: only a consumer sees it, and the consumers of the language take a list.
    """
    wanted = literals.container_hint(hint, ListType)
    element = wanted.element if wanted else None
    lists = _Lists(e, node, element)
    if len(node.generators) > 1 or node.generators[0].ifs:
        return lists.write(None)
    iteration = _iterate(e, node.generators[0])
    if iteration.items is None:
        return lists.write(iteration)
    lists.result.node().destroy()
    return literals.list_of(e, _unrolled(e, node, iteration.items, element), element)


def _iterate(e: Emitter, generator: ast.comprehension) -> Iteration:
    if generator.is_async:
        raise e.error("async comprehensions cannot be compiled")
    return e.expression(generator.iter).iterate(e)


def _unrolled(e: Emitter, node: _ListLike, items: Sequence[Sugared], element: Type | None) -> list[Sugared]:
    target = node.generators[0].target
    return [in_scope(e, target, item, lambda: e.expression(node.elt, element)) for item in items]


def in_scope(e: Emitter, target: ast.expr, item: Sugared, write: Callable[[], T]) -> T:
    """What is written while the comprehension's name is bound."""
    before = e.env
    e.env = before.branch()
    try:
        _bind(e, target, item)
        return write()
    finally:
        e.env = before


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
    in_scope(e, target, item, inner)


def _filtered(e: Emitter, tests: Sequence[ast.expr], body: Body) -> None:
    if not tests:
        body()
        return
    c = conditions.condition(e, tests[0])
    before = e.env
    e.env = before.branch()
    if c.static is not None:
        if c.static:
            refinements.refine(e, c.true)
            _filtered(e, tests[1:], body)
    else:
        node = e.builder.if_(c.as_value(e))
        then_block, _ = node.blocks()
        with e.builder.at(then_block):
            refinements.refine(e, c.true)
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
        item = e.value(self.node.elt, self.wanted)
        e.operator_value("aten::append", [self.result, self._fitted(item)])

    def _fitted(self, item: Value) -> Value:
        """As wished; without a wish, or against it, the list holds what it gets: the place that wanted another says so."""
        if self.wanted is not None:
            wished = self.e.try_store(item, self.wanted)
            if wished is not None:
                return wished
            self.wanted = self.found = None
        self._note(item.type())
        return item

    def _note(self, t: Type) -> None:
        joined = t if self.found is None else unify(self.found, t)
        if joined is None:
            raise self.e.error(f"elements of a list have different types: {self.found} and {t}")
        self.found = joined
        self.result.setType(ListType(joined))


@expression_of(ast.DictComp)
def _dict(e: Emitter, node: ast.DictComp, hint: Hint) -> Sugared:
    wanted = literals.container_hint(hint, DictType)
    result = e.builder.dict_(wanted or DictType(TENSOR, TENSOR), [])

    def put() -> None:
        key = e.value(node.key, wanted and wanted.key)
        item = e.value(node.value, wanted and wanted.value)
        fitted = None if wanted is None else _pair(e, key, item, wanted)
        if fitted is None:  # as in lists
            result.setType(DictType(key.type(), item.type()))
        e.operator_value("aten::_set_item", [result, *(fitted or (key, item))])

    loops(e, node.generators, put)
    return SimpleValue(result)


def _pair(e: Emitter, key: Value, item: Value, wanted: DictType) -> tuple[Value, Value] | None:
    """As wished; None where one of the two is something else."""
    k, v = e.try_store(key, wanted.key), e.try_store(item, wanted.value)
    return None if k is None or v is None else (k, v)
