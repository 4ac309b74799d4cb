"""``Writer``: one function as lines of Python.

A value that is used once, by a node of its own block, waits as an expression until that node comes; whatever does not fit
into an expression in the order in which it runs becomes a variable first.  What a kind of node looks like is in the
registries ``EXPRESSIONS`` and ``STATEMENTS``.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from ..base.errors import ExportError
from ..base.given import Given
from ..ir.graph import Block, Node, Value
from ..lang.types import Type
from . import literals
from .annotations import annotation
from .liveness import is_dead_behind, is_named, raises, same_type, stem_of
from .naming import Naming
from .text import Expr, called

MOST_CHARACTERS = 80  # of an expression that waits

Expression = Callable[["Writer", Node], Expr]
Statement = Callable[["Writer", Node], None]
Follows = Callable[[Node, list[Value]], bool]
End = Callable[[Sequence[Value]], bool]  # writes what becomes of a block's results; whether nothing follows
Targets = tuple[Sequence[Value], dict[Value, Value], int]  # variables, whose they were, and how many results come before
VALUES_ANYWHERE = ("prim::Constant", "prim::Uninitialized")  # written where they are used
EXPRESSIONS: dict[str, Expression] = {}
STATEMENTS: dict[str, Statement] = {}


def expression_of(*kinds: str) -> Callable[[Expression], Expression]:
    def register(rule: Expression) -> Expression:
        EXPRESSIONS.update(dict.fromkeys(kinds, rule))
        return rule

    return register


def statement_of(*kinds: str) -> Callable[[Statement], Statement]:
    def register(rule: Statement) -> Statement:
        STATEMENTS.update(dict.fromkeys(kinds, rule))
        return rule

    return register


# An `if` that ends a block: each side does by itself what becomes of the block's results.
last_if: Given[[Writer, Node, list[Value], End, Follows], bool] = Given("anabranch.python.branches")


_NOT_NAMED_AT_ONCE = (*VALUES_ANYWHERE, "prim::Param", "prim::Loop")


class Writer:
    """``names`` are the variables, ``waiting`` the expressions, in the order in which they run."""

    def __init__(self, naming: Naming, depth: int = 0) -> None:
        self.naming = naming
        self.names: dict[Value, str] = {}
        self.taken: set[str] = set()
        self.waiting: dict[Value, Expr] = {}
        self.inside: set[Value] = set()  # what stands inside an expression
        self.parts: dict[Value, list[str]] = {}  # what an expression's rule noted of it
        self.skipped: set[Node] = set()  # what the head of a loop says
        self.known: set[tuple[Value, Type]] = set()  # what conditions around told of variables
        self.contexts: list[tuple[Value, int]] = []  # the open `with` blocks, and how deep their bodies stand
        self.named_for: dict[Value, Value] = {}  # a value that took over a variable → whose it was
        self.go_on = ""  # what ends a round of the loop around, before its end
        self.returning: End | None = None  # at the end of a function: what returns from it
        self.returned: set[Value] = set()  # flags behind loops that return by themselves
        self.targets: Targets | None = None  # the variables that the block's results go to
        self.lines: list[str] = []
        self.depth = depth

    # -- text

    def put(self, line: str) -> None:
        self.lines.append(f"{'    ' * self.depth}{line}")

    def refuse(self, node: Node, message: str, remedy: str = "look at .graph") -> NoReturn:
        raise ExportError(f"{message} cannot be written in Python", node.span, remedy)

    def annotation(self, t: Type) -> str:
        return annotation(self.naming, t)

    def annotated(self, t: Type, text: str) -> Expr:
        return called(f"{self.naming.module('ab')}.annotate", [self.annotation(t), text])

    # -- names

    def fresh(self, stem: str) -> str:
        """A variable that has no name yet."""
        stem = stem if stem.isidentifier() else ""
        if stem and self._is_free(stem):
            name = stem
        else:
            name = next(n for n in (f"{stem}_{i}" for i in itertools.count()) if self._is_free(n))
        self.taken.add(name)
        self.naming.locals.add(name)
        return name

    def _is_free(self, name: str) -> bool:
        return name not in self.taken and self.naming.is_free(name)

    def name(self, value: Value) -> str:
        if value not in self.names:
            self.names[value] = self.fresh(stem_of(value))
        return self.names[value]

    def name_results(self, block: Block, results: Sequence[Value]) -> None:
        """Results that the block makes go into their variables at once, where nothing still needs what these hold."""
        targets, old, offset = self.targets or ((), {}, 0)
        for target, value in zip(targets, results[offset:]):
            node = value.node()
            if results.count(value) > 1 or target not in self.names:
                continue
            if value in self.names or node._block is not block or node.kind() in _NOT_NAMED_AT_ONCE:
                continue
            if not same_type(value.type(), target.type()) or target in old and not is_dead_behind(old[target], node, True):
                continue
            self.names[value] = self.names[target]
            if target in old:
                self.named_for[value] = old[target]

    # -- expressions

    def take(self, values: Sequence[Value], formals: Sequence[Type | None] = ()) -> list[Expr]:
        """The operands of an expression, in the order in which the text runs them."""
        wanted = [v for v in values if v in self.waiting]
        if list(self.waiting)[len(self.waiting) - len(wanted) :] != wanted:
            self.flush()
        return [self._taken(v, t) for v, t in itertools.zip_longest(values, formals[: len(values)])]

    def _taken(self, value: Value, formal: Type | None) -> Expr:
        if value in self.names:
            return Expr(self.names[value])
        if value.node().kind() == "prim::Constant":
            return self._constant(value.node(), formal)
        if value.node().kind() == "prim::Uninitialized":
            return self.annotated(value.type(), f"{self.naming.module('ab')}.operators.prim.Uninitialized()")
        self.inside.add(value)
        return self.waiting.pop(value)

    def _constant(self, node: Node, formal: Type | None) -> Expr:
        try:
            return literals.constant(self.naming, node, formal)
        except ExportError as error:
            self.refuse(node, str(error).partition("\n")[0])

    def flush(self) -> None:
        """Everything that waits becomes a variable."""
        for value, expr in list(self.waiting.items()):
            del self.waiting[value]
            self.put(f"{self.name(value)} = {expr.text}")

    # -- nodes

    def node(self, node: Node) -> None:
        kind = node.kind()
        if kind in VALUES_ANYWHERE or node in self.skipped:
            return
        if kind in STATEMENTS:
            STATEMENTS[kind](self, node)
            return
        rule = EXPRESSIONS.get(kind) or EXPRESSIONS["operator"]
        try:
            self.result(node, rule(self, node))
        except ExportError as error:
            if node.span is None or str(node.span) in str(error):
                raise
            raise ExportError(str(error).partition("\n")[0], node.span, "look at .graph") from None

    def result(self, node: Node, expr: Expr) -> None:
        """An expression that is the whole of a node."""
        outputs = list(node.outputs())
        if len(outputs) == 1 and self._may_wait(outputs[0], expr):
            self.waiting[outputs[0]] = expr
            return
        whole = _as_tuple(node)
        if whole is not None:
            self.skipped.add(whole)
            self.result(whole, expr)
            return
        self.flush()
        if not any(v.uses() for v in outputs):
            self.put(expr.text)
        else:
            names = ", ".join(map(self.name, outputs))
            self.put(f"{names} = {expr.text}")

    def _may_wait(self, value: Value, expr: Expr) -> bool:
        uses = value.uses()
        if value in self.names:
            return False
        if len(uses) != 1 or uses[0].user._block is not value.node()._block:
            return False
        return len(expr.text) <= MOST_CHARACTERS and not is_named(value)

    # -- blocks

    @contextmanager
    def indented(self) -> Iterator[None]:
        """Lines inside a statement; an empty body is ``pass``."""
        self.depth += 1
        start, depth = len(self.lines), self.depth
        state = (set(self.known), list(self.contexts), self.go_on, self.returning, self.targets)
        yield
        if len(self.lines) == start:
            self.put("pass")
        self.depth = depth - 1
        self.known, self.contexts, self.go_on, self.returning, self.targets = state

    def block(self, block: Block, end: End, follows: Follows = lambda node, results: True) -> bool:
        """A block and what becomes of its results; whether nothing that stands behind it runs.

        ``follows`` says whether both sides of an ``if`` at its end do by themselves what ``end`` does.
        """
        nodes = [n for n in block.nodes() if n.kind() not in VALUES_ANYWHERE]
        last = nodes[-1] if nodes and self.passes_through(nodes[-1], block) else None
        if last is not None and not follows(last, list(block.outputs())):
            last = None
        for node in nodes[: len(nodes) - (last is not None)]:
            self.node(node)
        results = list(block.outputs())
        if last is not None:
            return last_if(self, last, results, end, follows)
        return raises(block) or end(results)

    def passes_through(self, node: Node, block: Block) -> bool:
        """Whether an ``if`` at the end of a block gives its results to whoever gets the block's."""
        if node.kind() != "prim::If" or not node.outputsSize():
            return False
        returned = block.returnNode()
        return all([use.user for use in v.uses()] == [returned] for v in node.outputs())

    @contextmanager
    def attempt(self) -> Iterator[Callable[[], None]]:
        """What is written inside goes when the given function is called."""
        state = {name: copy.copy(value) for name, value in vars(self).items() if name != "naming"}
        yield lambda: vars(self).update(state)


def _as_tuple(node: Node) -> Node | None:
    """The node behind that makes a tuple of the results, if nothing else uses them."""
    outputs = list(node.outputs())
    following = node.next()
    if len(outputs) < 2 or following is None or following.kind() != "prim::TupleConstruct":
        return None
    alone = all([u.user for u in v.uses()] == [following] for v in outputs)
    return following if alone and list(following.inputs()) == outputs else None
