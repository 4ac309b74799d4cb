"""Blocks, branches and joins: structured SSA from Python's control flow.

A list of steps (statements, and the compiler's own closing steps) is written with its *rest*: where one branch of an
``if`` always leaves, what follows the ``if`` is written inside the other branch, as torch.jit's early-exit transform
gives it.  Where a branch *may* have left, a flag is joined and what follows stands in a ``prim::If`` on the flag.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...base.record import Record
from ...ir.graph import Block, Node, Value
from ...lang.subtyping import unify
from ...lang.types import BOOL, NONE, Type, union
from ..values import conversions
from ..values.emitter import Emitter
from ..values.environment import EXITED, RETURN_VALUE, RETURNED, Environment, Undefined, same, unrefined
from ..values.sugared import SimpleValue, Sugared, constant_of
from ..values.syntax import Status, Step, Written
from .refinements import Refinements, named, refine


class Arm(Record):
    """One branch, written."""

    block: Block
    env: Environment
    status: Status

    @property
    def is_live(self) -> bool:
        return self.status is not Status.RAISES


def block(e: Emitter, steps: Sequence[Step]) -> Status:
    """Write steps at the insertion point."""
    for i, step in enumerate(steps):
        rest = steps[i + 1 :]
        outcome = e.statement(step, rest) if isinstance(step, ast.stmt) else step(e)
        if isinstance(outcome, Written):
            return outcome.status
        if outcome in (Status.EXITS, Status.RAISES):
            return outcome
        if outcome is Status.MAY_EXIT:
            return guarded(e, rest)
    return Status.FALLS


def arm(e: Emitter, place: Block, steps: Sequence[Step], refinements: Refinements | None = None) -> Arm:
    """Write steps as a branch: on a copy of the environment, open contexts kept for the other branch."""
    before, contexts = e.env, list(e.frame.contexts)
    e.env = before.branch()
    try:
        with e.builder.at(place):
            if refinements:
                refine(e, refinements)
            status = block(e, steps)
        return Arm(place, e.env, status)
    finally:
        e.env, e.frame.contexts = before, contexts


def extend(e: Emitter, one: Arm, steps: Sequence[Step]) -> Arm:
    """Write further steps at the end of a branch."""
    before, contexts = e.env, list(e.frame.contexts)
    e.env = one.env
    try:
        with e.builder.at(one.block):
            may_exit = one.status is Status.MAY_EXIT
            status = guarded(e, steps) if may_exit else block(e, steps)
        return Arm(one.block, e.env, status)
    finally:
        e.env, e.frame.contexts = before, contexts


def branches(
    e: Emitter,
    condition: Value,
    on_true: tuple[Sequence[Step], Refinements | None],
    on_false: tuple[Sequence[Step], Refinements | None],
    rest: Sequence[Step],
) -> Status | Written:
    """``if``: both branches, and the rest of the steps where it belongs into one of them."""
    node = e.builder.if_(condition)
    then_block, else_block = node.blocks()
    first, second = arm(e, then_block, *on_true), arm(e, else_block, *on_false)
    pushed = False
    if first.status is Status.EXITS and second.status in (Status.FALLS, Status.MAY_EXIT):
        second, pushed = extend(e, second, rest), True
    elif second.status is Status.EXITS and first.status in (Status.FALLS, Status.MAY_EXIT):
        first, pushed = extend(e, first, rest), True
    status = join(e, node, first, second)
    return Written(status) if pushed else status


def guarded(e: Emitter, rest: Sequence[Step]) -> Status:
    """Steps that run only where EXITED is false."""
    if not rest:
        return Status.MAY_EXIT
    exited = e.env.vars[EXITED].as_value(e)
    node = e.builder.if_(exited)
    then_block, else_block = node.blocks()
    left = Arm(then_block, e.env.branch(), Status.EXITS)
    e.env.drop(EXITED)
    return join(e, node, left, arm(e, else_block, rest, e.env.falling))


# -- joins


def join(e: Emitter, node: Node, first: Arm, second: Arm) -> Status:
    """Give the ``prim::If`` its results and bring the two environments together."""
    status = _joined_status(first, second)
    live = [a for a in (first, second) if a.is_live]
    e.env.drop(*_deleted(e.env, live))
    names = _changed_names(e.env, live, status, bool(e.frame.loops))
    for name in names:
        _join_name(e, node, name, first, second)
    e.env.falling = _falling_types(live, names) if status is Status.MAY_EXIT else {}
    if status is Status.MAY_EXIT:
        _join_name(e, node, EXITED, first, second)
    else:
        e.env.drop(EXITED)
    facts = [a.env.facts for a in live]
    e.env.facts = {n: t for n, t in facts[0].items() if all(f.get(n) == t for f in facts)} if facts else {}
    return status


def _joined_status(first: Arm, second: Arm) -> Status:
    statuses = {a.status for a in (first, second) if a.is_live}
    if not statuses:
        return Status.RAISES
    return statuses.pop() if len(statuses) == 1 else Status.MAY_EXIT


def _falling_types(live: Sequence[Arm], names: Sequence[str]) -> dict[str, Type]:
    """What follows runs only where no branch has left: there a name has the types of the others."""
    found: dict[str, Type] = {}
    for name in names:
        types = [_falling_type(a, name) for a in live if a.status is not Status.EXITS]
        joined = types[0] if types else None
        for t in types[1:]:
            joined = unify(joined, t) if joined is not None and t is not None else None
        if joined is not None and not name.startswith("$"):
            found[name] = joined
    return found


def _falling_type(a: Arm, name: str) -> Type | None:
    item = a.env.get(name)
    return a.env.falling.get(name) or (item.type() if isinstance(item, SimpleValue) else None)


def _changed(before: dict[str, Sugared], now: dict[str, Sugared]) -> list[str]:
    return [n for n, item in now.items() if item is not (was := before.get(n)) and not same(item, was)]


def _deleted(before: Environment, live: Sequence[Arm]) -> list[str]:
    """The names that no branch goes on with."""
    gone = before.vars.keys() - live[0].env.vars.keys() if live else set()
    return [n for n in gone if all(_deletes(a, n) for a in live)]


def _changed_names(before: Environment, live: Sequence[Arm], status: Status, in_loop: bool) -> list[str]:
    changed = {n for a in live for n in _changed(before.vars, a.env.vars)}
    changed |= {n for a in live for n in before.vars.keys() - a.env.vars.keys() if _deletes(a, n)}
    changed.discard(EXITED)
    if status is Status.EXITS and not in_loop:
        changed = {n for n in changed if n.startswith("$")}
    ordinary = sorted((n for n in changed if not n.startswith("$")), reverse=True)  # torch.jit's order
    return [*sorted(n for n in changed if n.startswith("$")), *ordinary]


def _deletes(a: Arm, name: str) -> bool:
    """Whether a branch goes on without a value of the name."""
    return a.status in (Status.FALLS, Status.MAY_EXIT) and not name.startswith("$") and name not in a.env.vars


def _join_name(e: Emitter, node: Node, name: str, first: Arm, second: Arm) -> None:
    items = [_item(e, a, name) for a in (first, second)]
    given = [i for i in items if i is not None]
    if not given:
        return
    if any(isinstance(i, Undefined) for i in given):
        e.env.set(name, next(i for i in given if isinstance(i, Undefined)))
        return
    missing = next((a for i, a in zip(items, (first, second)) if i is None and _deletes(a, name)), None)
    if missing is not None:
        where = "true" if missing is first else "false"
        e.env.set(name, Undefined(f"{name} is not defined in the {where} branch", f"give {name} a value before the `if`"))
        return
    if _only_refined(e, name, given):
        return
    kept = _same_everywhere(e, given)
    if kept is not None and all(i is not None or not a.is_live or _is_dead(e, a, name) for i, a in zip(items, (first, second))):
        e.env.set(name, kept)
        return
    _write_join(e, node, name, (first, second), items)


def _is_dead(e: Emitter, a: Arm, name: str) -> bool:
    """A branch that has left the function needs its names no more; one that has left a loop's body does."""
    return a.status is Status.EXITS and not name.startswith("$") and not e.frame.loops


def _item(e: Emitter, a: Arm, name: str) -> Sugared | None:
    """What a branch gives for a name; None where that does not matter or it has none."""
    if not a.is_live:
        return None
    if name == EXITED and a.status is not Status.MAY_EXIT:
        with e.builder.at(a.block):
            return e.constant(a.status is Status.EXITS)
    if _is_dead(e, a, name):
        return None
    found = a.env.get(name)
    if found is None and name == RETURNED:
        with e.builder.at(a.block):
            return e.constant(False)
    return found


def _only_refined(e: Emitter, name: str, given: list[Sugared]) -> bool:
    """Where branches merely know more about one value: keep the value, with what all of them know."""
    before = e.env.get(name)
    if not isinstance(before, SimpleValue):
        return False
    values = [i.value for i in given if isinstance(i, SimpleValue)]
    if len(values) != len(given) or any(unrefined(v) is not unrefined(before.value) for v in values):
        return False
    t = _joined_type(e, name, [v.type() for v in values])
    if t is not None and t != before.value.type() and t.isSubtypeOf(before.value.type()):
        e.env.set(name, SimpleValue(named(e.builder.emit("prim::unchecked_cast", [before.value], t), name)))
    return True


def _same_everywhere(e: Emitter, given: list[Sugared]) -> Sugared | None:
    """The one item, where all branches give the same value or the same constant."""
    if all(same(i, given[0]) for i in given) and not _is_inner(e, given[0]):
        return given[0]
    constants = [constant_of(i) if isinstance(i, SimpleValue) else (False, None) for i in given]
    known, value = constants[0]
    t = given[0].type()
    if known and t in (BOOL, NONE) and all(c == (known, value) for c in constants) and all(i.type() == t for i in given):
        return e.constant(value, t)
    return None


def _is_inner(e: Emitter, item: Sugared) -> bool:
    """Whether a value is made in a branch, so that what follows cannot see it."""
    if not isinstance(item, SimpleValue):
        return False
    place: Block | None = e.builder.block
    owner = item.value.node().owningBlock()
    while place is not None and place is not owner:
        node = place.owningNode()
        place = node.owningBlock() if node is not None else None
    return place is None


def _write_join(e: Emitter, node: Node, name: str, arms: Sequence[Arm], items: Sequence[Sugared | None]) -> None:
    values: list[Value | None] = []
    for a, item in zip(arms, items):
        with e.builder.at(a.block):
            value = _as_value(e, item)
        if item is not None and value is None:
            e.env.set(name, Undefined(f"'{name}' is {item.describe()} in one branch", f"decide what {name} is before the `if`"))
            return
        values.append(value)
    conversions.agree([v for v in values if v is not None])
    types = [v.type() for v in values if v is not None]
    t = _joined_type(e, name, types)
    if t is None and name in e.env.vars:  # it was a list before
        values = [_as_met(e, a.block, v, types) for a, v in zip(arms, values)]
        t = _joined_type(e, name, [v.type() for v in values if v is not None])
    if t is None:
        e.env.set(name, e.frame.conflicts.get(name) or _mismatch(name, types))
        return
    for a, value in zip(arms, values):
        a.block.registerOutput(value if value is not None else _uninitialized(e, a.block, t, name))
    e.env.set(name, SimpleValue(named(node.addOutput(t), name)))
    if name == RETURN_VALUE:
        e.frame.chain.append(e.env.vars[name].as_value(e))


def _as_met(e: Emitter, place: Block, value: Value | None, types: Sequence[Type]) -> Value | None:
    with e.builder.at(place):
        return None if value is None else conversions.as_met(e, value, types)


def _mismatch(name: str, types: Sequence[Type]) -> Undefined:
    return Undefined(
        f"{name} is set to type {types[0]} in the true branch and type {types[1]} in the false branch",
        f"give {name} one type in both branches",
    )


def _as_value(e: Emitter, item: Sugared | None) -> Value | None:
    if item is None:
        return None
    if isinstance(item, SimpleValue):
        return item.value
    return item.as_value(e) if item.type() is not None else None


def _joined_type(e: Emitter, name: str, types: list[Type]) -> Type | None:
    if name == RETURN_VALUE:
        return e.frame.declared or e.frame.merged
    joined: Type | None = types[0]
    for t in types[1:]:
        joined = unify(joined, t) if joined is not None else None
    declared = e.env.width(name) or e.env.outer.get(name)
    if joined is None and declared is not None and all(t.isSubtypeOf(declared) for t in types):
        return declared
    if joined is None and any(t.kind() == "UnionType" for t in types):
        return union(types)
    return joined


def _uninitialized(e: Emitter, place: Block, t: Type, name: str) -> Value:
    with e.builder.at(place):
        value = e.builder.emit("prim::Uninitialized", [], t)
    if name == RETURN_VALUE:
        e.frame.chain.append(value)
    return value


def finish_returns(e: Emitter) -> Type:
    """The function's result type; what carries pending results gets it."""
    t = e.frame.declared or e.frame.merged or NONE
    for value in e.frame.chain:
        value.setType(t)
    return t
