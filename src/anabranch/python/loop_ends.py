"""The ends of a loop's body: whether the loop goes on from there, and what it carries on; a return from inside.

Non-goal: writing any of it (``loops``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..ir.graph import Block, Node, Value
from .writer import VALUES_ANYWHERE, Writer

IsQuestion = Callable[[Value, list[Value]], bool]


def leaf_conditions(body: Block, is_question: IsQuestion) -> list[tuple[Value, list[Value]]]:
    """At each end of the body: whether to go on, and what is carried."""
    return [(condition, carried) for condition, *carried in _leaves(body, list(body.outputs()), is_question)]


def _leaves(block: Block, results: list[Value], is_question: IsQuestion) -> list[list[Value]]:
    if is_question(results[0], results[1:]):
        return [results]
    last = block.returnNode().prev()
    while last is not None and last.kind() in VALUES_ANYWHERE:
        last = last.prev()
    if last is None or last.kind() != "prim::If" or results[0] not in list(last.outputs()):
        return [results]
    outputs = list(last.outputs())
    if any([u.user for u in v.uses()] != [block.returnNode()] for v in outputs):
        return [results]
    found: list[list[Value]] = []
    for inner in last.blocks():
        given = dict(zip(outputs, inner.outputs()))
        found += _leaves(inner, [given.get(v, v) for v in results], is_question)
    return found


def asks_again(node: Node, value: Value, carried: list[Value]) -> bool:
    """Whether a value is the loop's condition, about what its variables have become."""
    going, starts = node.inputsAt(1), list(node.inputs())[2:]
    return known_bool(value) is None and same_question(going, value, list(zip(starts, carried)))


def pending_return(w: Writer, node: Node, leaves: list[tuple[Value, list[Value]]]) -> int | None:
    """Where a loop carries whether the function has returned, and what: the place of the two.

    Behind the loop stands an ``if`` on the first, at the end of the function, that gives the second.
    """
    starts = list(node.inputs())[2:]
    if w.returning is None or len(starts) < 2:
        return None
    pair = len(starts) - 2
    returned, value = list(node.outputs())[pair:]
    if known_bool(starts[pair]) is not False or starts[pair + 1].node().kind() != "prim::Uninitialized":
        return None
    if not _is_returned(node, returned, value):
        return None
    flags = [(known_bool(values[pair]), known_bool(condition)) for condition, values in leaves]
    return pair if all(flag is False or (flag, go_on) == (True, False) for flag, go_on in flags) else None


def _is_returned(node: Node, returned: Value, value: Value) -> bool:
    uses = returned.uses()
    branch = uses[0].user if len(uses) == 1 else node
    place = node._block
    if branch.kind() != "prim::If" or place is None or branch._block is not place or branch.outputsSize() != 1:
        return False
    first = next(branch.blocks())
    only = not any(True for _ in first.nodes()) and list(first.outputs()) == [value] and len(value.uses()) == 1
    return only and list(place.outputs()) == [branch.output()] and len(branch.output().uses()) == 1


def same_question(a: Value, b: Value, carried: Sequence[tuple[Value, Value]]) -> bool:
    """Whether two conditions are one, the second about what the loop's variables have become."""
    if (a, b) in carried or a is b:
        return True
    first, second = a.node(), b.node()
    if first.kind() != second.kind() or first.op != second.op or first.kind() in ("prim::Loop", "prim::Param"):
        return False
    if [(n, x.value) for n, x in first.attributes.items()] != [(n, x.value) for n, x in second.attributes.items()]:
        return False
    if first.inputsSize() != second.inputsSize() or a.offset() != b.offset():
        return False
    inner = [(x, y) for p, q in zip(first.blocks(), second.blocks()) for x, y in zip(p.outputs(), q.outputs())]
    return all(same_question(x, y, carried) for x, y in [*zip(first.inputs(), second.inputs()), *inner])


def known_bool(value: Value) -> bool | None:
    node = value.node()
    found = node.constant_value() if node.kind() == "prim::Constant" else None
    return found if isinstance(found, bool) else None
