"""``prim::Loop``: ``for i in range(n)``, ``while condition``; what else a graph can hold, with a variable that says go on.

A loop's variables are those that it carries; ``break`` stands where the condition of the next round is False.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..ir.graph import Block, Node, Value
from ..ops.ints import INT_MAX
from .branches import assign
from .liveness import is_dead_behind, same_type, stem_of
from .loop_ends import asks_again, known_bool, leaf_conditions, pending_return
from .writer import End, Follows, Writer, statement_of


@statement_of("prim::Loop")
def _loop(w: Writer, node: Node) -> None:
    with w.attempt() as undo:
        if _plain_loop(w, node):
            return
        undo()
    _any_loop(w, node)


def _plain_loop(w: Writer, node: Node) -> bool:
    """The loop as the source had it; False where it is none of these."""
    trips, going, *_ = node.inputs()
    (body,) = node.blocks()
    leaves = leaf_conditions(body, lambda value, carried: asks_again(node, value, carried))
    forever = known_bool(going) is True
    is_for = not _is_endless(trips) or bool(next(iter(body.inputs())).uses())
    pair = pending_return(w, node, leaves)
    if pair is not None:
        w.returned.add(list(node.outputs())[pair])
    if all(known_bool(leaf) is not None for leaf, _ in leaves) and forever:
        if is_for:
            return _for(w, node, body, pair)
        carried = _begin(w, node, pair)
        w.flush()
        w.put("while True:")
        _body(w, node, _round(w, carried, pair))
        return True
    return not is_for and not forever and _while(w, node, leaves, pair)


def _is_endless(trips: Value) -> bool:
    return trips.node().kind() == "prim::Constant" and trips.toIValue() == INT_MAX


def _follows(node: Node) -> Follows:
    """An ``if`` at the end of the body that decides whether to go on."""

    def follows(last: Node, results: list[Value]) -> bool:
        return results[0] in list(last.outputs()) and not asks_again(node, results[0], results[1:])

    return follows


# -- variables


def _begin(w: Writer, node: Node, pair: int | None) -> list[Value]:
    """The variables of the loop get their first values; gives what the body calls them."""
    (body,) = node.blocks()
    starts, carried = list(node.inputs())[2:], list(body.inputs())[1:]
    for start, parameter, output in zip(*(_without(values, pair) for values in (starts, carried, list(node.outputs())))):
        _first(w, node, start, parameter)
        w.names[output] = w.names[parameter]
    return _without(carried, pair)


def _without(values: Sequence[Value], pair: int | None) -> list[Value]:
    """What is carried besides a pending return."""
    return [v for i, v in enumerate(values) if pair is None or i not in (pair, pair + 1)]


def _first(w: Writer, node: Node, start: Value, parameter: Value) -> None:
    same = same_type(start.type(), parameter.type())
    if start in w.names and same and _may_go_on(node, start):
        w.names[parameter] = w.names[start]
        return
    w.names[parameter] = w.fresh(stem_of(parameter))
    (expr,) = w.take([start])
    w.flush()
    annotation = "" if same else f": {w.annotation(parameter.type())}"
    w.put(f"{w.names[parameter]}{annotation} = {expr.text}")


def _may_go_on(node: Node, start: Value) -> bool:
    """Whether the loop may use the variable of its start as its own."""
    lives_here = start.node()._block is node._block and start.node().kind() != "prim::Constant"
    return lives_here and [u.user for u in start.uses()].count(node) == 1 and is_dead_behind(start, node, False)


def _body(w: Writer, node: Node, end: End) -> None:
    (body,) = node.blocks()
    _, *carried = body.inputs()
    with w.indented():
        w.known.clear()
        w.go_on, w.returning, w.targets = "continue", None, (carried, {p: p for p in carried}, 1)
        w.name_results(body, list(body.outputs()))
        w.block(body, end, _follows(node))


Ask = Callable[[Value, list[Value]], None]  # shown the condition of the next round, and what is carried


def _round(w: Writer, carried: Sequence[Value], pair: int | None, ask: Ask = lambda condition, values: None) -> End:
    """The end of a round: ``return``, ``break``, or on to the next."""
    leave = w.returning

    def end(results: Sequence[Value]) -> bool:
        condition, *values = results
        if pair is not None and leave is not None and known_bool(values[pair]) is True:
            return leave([values[pair + 1]])
        if known_bool(condition) is not False:
            ask(condition, values)
        assign(w, carried, _without(values, pair))
        if known_bool(condition) is False:
            w.put("break")
            return True
        return False

    return end


# -- for


def _for(w: Writer, node: Node, body: Block, pair: int | None) -> bool:
    trips = node.inputsAt(0)
    bounds = _range(w, node, body)
    if bounds is None:
        if trips in w.waiting and list(w.waiting)[-1] is not trips:
            w.flush()
        count = w.take([trips])[0].text
        index, skipped = next(iter(body.inputs())), None
    else:
        count, index, skipped = bounds
    w.flush()
    carried = _begin(w, node, pair)
    w.names[index] = w.fresh(stem_of(index) or "i")
    w.put(f"for {w.names[index]} in {w.naming.builtin('range')}({count}):")
    if skipped is not None:
        w.skipped.add(skipped)
    _body(w, node, _round(w, carried, pair))
    return True


def _range(w: Writer, node: Node, body: Block) -> tuple[str, Value, Node] | None:
    """``range(start, stop, step)``: its length counts the rounds, and the body begins with its item."""
    trips, index = node.inputsAt(0), next(iter(body.inputs()))
    uses = index.uses()
    if trips not in w.waiting or trips.node().kind() != "aten::__range_length" or len(uses) != 1:
        return None
    item, length = uses[0].user, trips.node()
    if item.kind() != "aten::__derive_index" or item._block is not body or list(w.waiting)[-1] is not trips:
        return None
    start, _, step = length.inputs()
    if (item.inputsAt(1), item.inputsAt(2)) != (start, step):
        return None
    w.waiting.pop(trips)
    texts = w.parts[trips]
    return ", ".join(texts[:2] if texts[2] == "1" else texts), item.output(), item


# -- while


def _while(w: Writer, node: Node, leaves: list[tuple[Value, list[Value]]], pair: int | None) -> bool:
    """``while condition``: the same is asked before the loop and at every end of its body."""
    going = node.inputsAt(1)
    if not all(known_bool(leaf) is False or asks_again(node, leaf, values) for leaf, values in leaves):
        return False
    if going not in w.waiting or list(w.waiting)[-1] is not going:
        return False
    del w.waiting[going]
    carried = _begin(w, node, pair)
    at = len(w.lines)
    w.put("while")
    questions: set[str | None] = set()

    def ask(condition: Value, values: list[Value]) -> None:
        is_whole = w.waiting.pop(condition, None) is not None
        now = dict(zip(_without(values, pair), carried))
        questions.add(_question(w, condition, now) if is_whole else None)

    _body(w, node, _round(w, carried, pair, ask))
    question = questions.pop() if len(questions) == 1 else None
    w.lines[at] = f"{'    ' * w.depth}while {question}:"
    return question is not None


def _question(w: Writer, condition: Value, now: dict[Value, Value]) -> str | None:
    """The condition about the loop's variables, written once more at the head."""
    names = dict(w.names)
    for value, parameter in now.items():
        if value.node().kind() != "prim::Constant":
            w.names[value] = w.names[parameter]
    outer, w.waiting, lines = w.waiting, {}, len(w.lines)
    for each in _tree(condition.node(), set(now)):
        w.node(each)
    (expr,) = w.take([condition])
    complete = not w.waiting and len(w.lines) == lines
    w.names, w.waiting = names, outer
    return expr.text if complete else None


def _tree(node: Node, leaves: set[Value]) -> list[Node]:
    """The nodes whose results stand inside the expression, in the order in which they run."""
    found: list[Node] = []
    for value in node.inputs():
        maker = value.node()
        is_inside = maker._block is node._block and maker.kind() not in ("prim::Constant", "prim::Param")
        if value not in leaves and is_inside and len(value.uses()) == 1:
            found += _tree(maker, leaves)
    return [*found, node]


# -- any loop


def _any_loop(w: Writer, node: Node) -> None:
    """With a variable that says whether to go on."""
    trips, going, *_ = node.inputs()
    (body,) = node.blocks()
    index = next(iter(body.inputs()))
    (start,) = w.take([going])
    w.flush()
    name = w.fresh("going")
    w.put(f"{name} = {start.text}")
    carried = _begin(w, node, None)
    counted = not _is_endless(trips) or bool(index.uses())
    if counted:
        w.names[index] = w.fresh(stem_of(index) or "i")
        count = w.take([trips])[0]
        w.put(f"for {w.names[index]} in {w.naming.builtin('range')}({count.text}):")
    else:
        w.put(f"while {name}:")

    def end(results: Sequence[Value]) -> bool:
        (value,) = w.take([results[0]])
        w.flush()
        w.put(f"{name} = {value.text}")
        return assign(w, carried, results[1:])

    with w.indented():
        w.known.clear()
        w.go_on, w.returning, w.targets = "", None, None
        if counted:
            w.put(f"if not {name}:")
            w.put("    break")
        w.block(body, end, lambda last, results: False)

