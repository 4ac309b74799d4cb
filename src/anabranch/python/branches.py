"""``prim::If``: as an expression where both sides are ones, else as a statement whose results are variables."""

from __future__ import annotations

from collections.abc import Sequence

from ..ir.graph import Block, Node, Value
from ..lang.subtyping import unify
from ..lang.types import BOOL, NONE, Type, none_members, union
from .liveness import is_dead_behind, raises, same_type, stem_of
from .text import AND, OR, TERNARY, Expr
from .writer import MOST_CHARACTERS, End, Follows, Writer, last_if, statement_of

Known = set[tuple[Value, Type]]


@statement_of("prim::If")
def _if(w: Writer, node: Node) -> None:
    expr = as_expression(w, node)
    if expr is not None:
        w.result(node, expr)
        return
    then, otherwise = node.blocks()
    (condition,) = w.take([node.input()])
    w.flush()
    if _is_assert(then, otherwise):
        _assert(w, condition, otherwise)
        w.known |= told(w, node.input())[0]
        return
    outputs = list(node.outputs())
    old: dict[Value, Value] = {}
    for i, output in enumerate(outputs):
        found = _place(w, node, output, [list(block.outputs())[i] for block in (then, otherwise)])
        if found is not None:
            old[output] = found
    true, false = told(w, node.input())
    w.put(f"if {condition.text}:")
    _branch(w, then, outputs, true, old)
    if list(otherwise.nodes()) or any(_assigned(w, o, v) for o, v in zip(outputs, otherwise.outputs())):
        w.put("else:")
        _branch(w, otherwise, outputs, false, old)
    if raises(then):
        w.known |= false


def _branch(w: Writer, block: Block, outputs: Sequence[Value], known: Known, old: dict[Value, Value]) -> None:
    """``old`` are the values around whose variables become results."""
    with w.indented():
        w.known |= known
        w.go_on, w.returning, w.targets = "", None, (outputs, old, 0)
        w.name_results(block, list(block.outputs()))
        w.block(block, lambda results: assign(w, outputs, results), lambda last, results: not is_logical(last))


def _assigned(w: Writer, output: Value, value: Value) -> bool:
    return w.names.get(value) != w.names[output]


def assign(w: Writer, targets: Sequence[Value], values: Sequence[Value]) -> bool:
    """``targets = values``, all at once; the targets are variables that have names."""
    pairs = [(t, v) for t, v in zip(targets, values) if _assigned(w, t, v)]
    exprs = w.take([v for _, v in pairs])
    w.flush()
    texts = [_fitting(w, t.type(), v, e) for (t, v), e in zip(pairs, exprs)]
    names = [w.names[t] for t, _ in pairs]
    reads_assigned = any(w.names.get(v) in names[:i] for i, (_, v) in enumerate(pairs))
    if reads_assigned or len(pairs) > 1 and any(v in w.inside for _, v in pairs):
        w.put(f"{', '.join(names)} = {', '.join(texts)}")
    else:
        for name, text in zip(names, texts):
            w.put(f"{name} = {text}")
    return False


def _fitting(w: Writer, t: Type, value: Value, expr: Expr) -> str:
    """None is of the wider type, which a loop needs to know."""
    return w.annotated(t, expr.text).text if value.type() == NONE and t != NONE else expr.text


def _place(w: Writer, node: Node, output: Value, values: list[Value]) -> Value | None:
    """The variable of a result: one that a branch leaves as it was, if nobody needs that any more; else a new one.

    Gives the value whose variable it was.
    """
    if output in w.names:
        return w.named_for.get(output)
    taken = {w.names.get(v) for v in node.outputs()}
    for value in values:
        lives_here = value.node()._block is node._block and value.node().kind() != "prim::Constant"
        if value in w.names and w.names[value] not in taken and lives_here and same_type(value.type(), output.type()):
            if is_dead_behind(value, node, may_be_inside=True):
                w.names[output] = w.names[value]
                return value
    w.names[output] = w.fresh(stem_of(output))
    types = [v.type() for v, b in zip(values, node.blocks()) if not raises(b)]
    joined = types[0] if types else None
    for t in types[1:]:
        joined = unify(joined, t) if joined is not None else None
    if types and (joined is None or not same_type(joined, output.type())):
        w.put(f"{w.names[output]}: {w.annotation(output.type())}")
    return None


# -- assert


def _is_assert(then: Block, otherwise: Block) -> bool:
    if any(True for _ in then.nodes()) or any(True for _ in then.outputs()):
        return False
    nodes = [n for n in otherwise.nodes() if n.kind() != "prim::Constant"]
    if len(nodes) != 1 or nodes[0].kind() != "prim::RaiseException" or not nodes[0].hasAttribute("class_"):
        return False
    return nodes[0].attribute("class_") is AssertionError


def _assert(w: Writer, condition: Expr, otherwise: Block) -> None:
    node = next(n for n in otherwise.nodes() if n.kind() == "prim::RaiseException")
    (message,) = w.take([node.inputsAt(0)])
    w.put(f"assert {condition.text}" + ("" if message.text == "''" else f", {message.text}"))


# -- an `if` that ends its block


@last_if.is_given
def _last(w: Writer, node: Node, results: list[Value], end: End, follows: Follows) -> bool:
    """Each branch does by itself what is done with the block's results: ``return``, ``break``."""
    then, otherwise = node.blocks()
    returning = w.returning is not None

    def through(inner: Sequence[Value]) -> bool:
        return end(_through(node, inner, results))

    def inner_follows(last: Node, inner: list[Value]) -> bool:
        return follows(last, _through(node, inner, results))

    def side(block: Block, known: Known) -> bool:
        w.known |= known
        w.returning = through if returning else None
        w.name_results(block, _through(node, list(block.outputs()), results))
        return w.block(block, through, inner_follows)

    if node.input() in w.returned:
        return side(otherwise, set())
    (condition,) = w.take([node.input()])
    w.flush()
    true, false = told(w, node.input())
    w.put(f"if {condition.text}:")
    with w.indented():
        leaves = side(then, true)
        if not leaves and w.go_on:
            w.put(w.go_on)
            leaves = True
    if leaves:
        return side(otherwise, false)
    w.put("else:")
    with w.indented():
        side(otherwise, false)
    return False


def _through(node: Node, inner: Sequence[Value], results: Sequence[Value]) -> list[Value]:
    given = dict(zip(node.outputs(), inner))
    return [given.get(v, v) for v in results]


# -- as an expression


def as_expression(w: Writer, node: Node) -> Expr | None:
    """``a and b``, ``a or b``, ``b if a else c``; None where a side is more than an expression."""
    if node.outputsSize() != 1 or any(map(raises, node.blocks())):
        return None
    then, otherwise = node.blocks()
    with w.attempt() as undo:
        made = _expression(w, node, then, otherwise)
        if made is None:
            undo()
        return made


def is_logical(node: Node) -> bool:
    """Whether it is what ``and`` and ``or`` become."""
    then, otherwise = node.blocks()
    return node.outputsSize() == 1 and node.output().type() == BOOL and (_ends_with(otherwise, False) or _ends_with(then, True))


def _ends_with(block: Block, constant: bool) -> bool:
    (result,) = block.outputs()
    return result.node().kind() == "prim::Constant" and result.toIValue() is constant and not list(block.nodes())


def _expression(w: Writer, node: Node, then: Block, otherwise: Block) -> Expr | None:
    (condition,) = w.take([node.input()])
    true, false = told(w, node.input())
    is_bool = node.output().type() == BOOL
    if is_bool and _ends_with(otherwise, False) and not _ends_with(then, True):
        right = _side(w, then, true)
        return None if right is None else Expr(f"{condition.at(AND)} and {right.at(AND + 1)}", AND)
    if is_bool and _ends_with(then, True) and not _ends_with(otherwise, False):
        right = _side(w, otherwise, false)
        return None if right is None else Expr(f"{condition.at(OR)} or {right.at(OR + 1)}", OR)
    first, second = _side(w, then, true), _side(w, otherwise, false)
    results = [v for b in (then, otherwise) for v in b.outputs()]
    if first is None or second is None or not all(same_type(v.type(), node.output().type()) for v in results):
        return None
    text = f"{first.at(TERNARY + 1)} if {condition.at(TERNARY + 1)} else {second.at(TERNARY)}"
    return Expr(text, TERNARY) if len(text) <= MOST_CHARACTERS else None


def _side(w: Writer, block: Block, known: Known) -> Expr | None:
    """A block that is one expression."""
    before, outer, lines = w.known, w.waiting, len(w.lines)
    w.known, w.waiting = before | known, {}
    for node in block.nodes():
        w.node(node)
    (expr,) = w.take(list(block.outputs()))
    complete = len(w.lines) == lines and not w.waiting
    w.known, w.waiting = before, outer
    return expr if complete else None


# -- what a condition tells


def told(w: Writer, condition: Value) -> tuple[Known, Known]:
    """Of variables, where the condition is true and where it is false: the types that the compiler sees, too."""
    node = condition.node()
    if condition not in w.inside:
        return set(), set()
    if node.kind() == "aten::__not__":
        true, false = told(w, node.input())
        return false, true
    if node.kind() in ("aten::__is__", "aten::__isnot__"):
        return _of_identity(w, node)
    if node.kind() == "prim::isinstance":
        return _of_isinstance(w, node)
    if node.kind() == "prim::If":
        return _of_logical(w, node)
    return set(), set()


def _of_identity(w: Writer, node: Node) -> tuple[Known, Known]:
    value, other = node.inputs()
    if other.type() != NONE or value not in w.names:
        return set(), set()
    rest: Known = {(value, union([t for t in none_members(value.type()) if t != NONE]))}
    return (set(), rest) if node.kind() == "aten::__is__" else (rest, set())


def _of_isinstance(w: Writer, node: Node) -> tuple[Known, Known]:
    value = node.input()
    if value not in w.names:
        return set(), set()
    members = none_members(value.type())
    of_type = [t for t in members if any(t.isSubtypeOf(c) for c in node.tys("types"))]
    others = [t for t in members if t not in of_type]
    true: Known = {(value, t) for t in node.tys("types")} | ({(value, union(of_type))} if of_type else set())
    return true, {(value, union(others))} if others else set()


def _of_logical(w: Writer, node: Node) -> tuple[Known, Known]:
    then, otherwise = node.blocks()
    true, false = told(w, node.input())
    if _ends_with(otherwise, False):
        inner = told(w, next(iter(then.outputs())))
        return true | inner[0], set()
    if _ends_with(then, True):
        inner = told(w, next(iter(otherwise.outputs())))
        return set(), false | inner[1]
    return set(), set()
