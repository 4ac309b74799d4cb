"""``for`` and ``while`` -> ``prim::Loop``."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from ...ir.graph import Block, Node, Value
from ...ir.kinds import EMPTY_DICT, EMPTY_LIST
from ...lang.types import BOOL, TENSOR, Type
from ..source import list_changes, loop_else
from ..source.names_in_blocks import assigned_names, leaves_loop
from ..values import conversions
from ..values.conversions import type_empty
from ..values.emitter import Emitter, Loop
from ..values.environment import EXITED, GO_ON, RETURN_VALUE, RETURNED, Undefined, WidenLoop
from ..values.sugared import Iteration, SimpleValue, Sugared
from ..values.syntax import Rest, Status, Step, statement_of
from . import assignment, changing_lists, conditions, control_flow, loop_exits, refinements
from .unrolling import unrolled

MAX_TRIPS = 2**63 - 1


@statement_of(ast.For)
def _for(e: Emitter, node: ast.For, rest: Rest) -> Status:
    """``for target in iterable``."""
    if node.orelse:
        return control_flow.block(e, loop_else.as_statements(node))
    with e.at(node):
        if list_changes.changes(node):
            steps = changing_lists.as_while(e, node)
            if steps is not None:
                return control_flow.block(e, steps)
        iteration = e.expression(node.iter).iterate(e)
        if iteration.items is not None:
            return unrolled(e, node, iteration.items)
        assert iteration.length is not None and iteration.item is not None
        return _dynamic_for(e, node, iteration)


def _dynamic_for(e: Emitter, node: ast.For, iteration: Iteration) -> Status:
    def begin(index: Value) -> Callable[[Emitter], Status]:
        def bind(e: Emitter) -> Status:
            assert iteration.item is not None
            with e.at(node):
                assignment.assign(e, node.target, iteration.item(index))
            return Status.FALLS

        return bind

    assert iteration.length is not None
    carried = assigned_names([*node.body])
    with_target = assigned_names([node])
    return _loop(e, node, iteration.length, begin, None, carried, with_target)


@statement_of(ast.While)
def _while(e: Emitter, node: ast.While, rest: Rest) -> Status:
    """``while test``."""
    if node.orelse:
        return control_flow.block(e, loop_else.as_statements(node))
    with e.at(node):
        trips = e.literal(MAX_TRIPS).value
        names = assigned_names([node])
        return _loop(e, node, trips, lambda _: lambda e: Status.FALLS, node.test, names, names)


def _loop(
    e: Emitter,
    node: ast.For | ast.While,
    trips: Value,
    begin: Callable[[Value], Step],
    test: ast.expr | None,
    body_names: Sequence[str],
    all_names: Sequence[str],
) -> Status:
    """Write the loop; once more with wider types of carried names where the first try finds that it needs them."""
    wider: dict[str, Type | Undefined] = {}
    start = e.builder.node("prim::Placeholder")
    while True:
        state = _Saved(e)
        writer = _Writer(e, node, trips, begin, test, wider)
        try:
            status = writer.write(all_names)
        except WidenLoop as widen:
            if widen.loop is not writer.loop or isinstance(wider.get(widen.name), Undefined):
                raise
            wider[widen.name] = widen.type
            state.restore(start)
        else:
            start.destroy()
            return status


class _Saved:
    """What writing a loop changes outside the graph."""

    def __init__(self, e: Emitter) -> None:
        self.e = e
        self.env, self.vars = e.env, dict(e.env.vars)
        self.loops, self.contexts = list(e.frame.loops), list(e.frame.contexts)
        self.merged, self.chain, self.returned = e.frame.merged, list(e.frame.chain), list(e.frame.returned)

    def restore(self, start: Node) -> None:
        """As it was when only ``start`` had been written: the loop and its first test go."""
        e = self.e
        written: list[Node] = []
        while (following := (written[-1] if written else start).next()) is not e.builder.place():
            assert following is not None
            written.append(following)
        for node in reversed(written):
            e.literals = [v for v in e.literals if v.node() is not node and not _is_inside(v, node)]
            node.destroy()
        e.env, e.env.vars = self.env, self.vars
        e.frame.loops, e.frame.contexts = self.loops, self.contexts
        e.frame.merged, e.frame.chain, e.frame.returned = self.merged, self.chain, self.returned


def _is_inside(value: Value, node: Node) -> bool:
    place: Block | None = value.node().owningBlock()
    while place is not None:
        owner = place.owningNode()
        if owner is node:
            return True
        place = owner.owningBlock() if owner is not None else None
    return False


class _Writer:
    """One try at writing a loop."""

    def __init__(
        self,
        e: Emitter,
        source: ast.For | ast.While,
        trips: Value,
        begin: Callable[[Value], Step],
        test: ast.expr | None,
        wider: dict[str, Type | Undefined],
    ) -> None:
        self.e, self.source, self.trips, self.begin, self.test, self.wider = e, source, trips, begin, test, wider
        self.node: Node | None = None
        self.loop = Loop({}, len(e.frame.contexts), test)

    def write(self, names: Sequence[str]) -> Status:
        e = self.e
        self.dropped = {n: t for n, t in self.wider.items() if isinstance(t, Undefined)}
        binds = self.test is not None and any(isinstance(n, ast.NamedExpr) for n in ast.walk(self.test))
        first = self._entry_condition() if binds else None  # its names are carried: they must have values
        names = [n for n in names if n in e.env.vars and e.env.vars[n].type() is not None]
        names = sorted((n for n in names if n not in self.dropped), reverse=True)  # torch.jit's order
        entry = [self._entry_value(n) for n in names]
        go_in = first or self._entry_condition()
        node = self.node = e.builder.loop(self.trips, go_in.as_value(e), entry)
        for name, value in zip(names, entry):
            self.loop.carried[name] = value.type()
        (body,) = node.blocks()
        ends = self._body(body, names, go_in)
        self._close(body, names, ends)
        for name, output in zip(names, node.outputs()):
            e.env.set(name, SimpleValue(refinements.named(output, name)))
        e.env.vars.update(self.dropped)
        return self._after(body, ends)

    def _entry_value(self, name: str) -> Value:
        e = self.e
        value = e.env.vars[name].as_value(e)
        if value.node().kind() in (EMPTY_LIST, EMPTY_DICT) and not value.node().hasAttribute("typed"):
            if isinstance(self.wider.get(name), Type):
                type_empty(value, self.wider[name])  # type: ignore[arg-type]
            self.loop.open |= {name}
        wider = self.wider.get(name)
        wanted = wider if isinstance(wider, Type) else e.env.declared.get(name)
        converted = e.try_convert(value, wanted) if wanted else None
        if converted is None or wanted is None or converted.type() == wanted:
            return converted or value
        # Declared Optional[int] and an int so far: the test of a ``while`` must not take it for one.
        converted = e.builder.emit("prim::unchecked_cast", [converted], wanted)
        e.env.set(name, SimpleValue(converted))
        return converted

    def _entry_condition(self) -> conditions.Condition:
        if self.test is None:
            return conditions.Condition(self.e.builder.constant(True))
        return conditions.condition(self.e, self.test)

    def _body(self, body: Block, names: Sequence[str], go_in: conditions.Condition) -> dict[str, Sugared]:
        """Write the body; gives the environment at its end."""
        e = self.e
        before, contexts = e.env, list(e.frame.contexts)
        index, *params = body.inputs()
        e.env = before.branch()
        e.env.drop(GO_ON, EXITED, RETURNED, RETURN_VALUE)
        e.env.facts.clear()
        for name, param in zip(names, params):
            e.env.set(name, SimpleValue(refinements.named(param, name)))
            e.env.outer[name] = param.type()
            if name in self.loop.open and name not in self.wider:
                self.loop.open_values[param] = name
        for name, conflict in self.dropped.items():
            e.env.set(name, conflict)
            e.env.outer.pop(name, None)
        e.frame.loops.append(self.loop)
        try:
            with e.builder.at(body):
                refinements.refine(e, go_in.true)
                status = control_flow.block(e, [self.begin(index), *self.source.body, self._end])
                if status is Status.RAISES:
                    e.env.set(GO_ON, e.constant(True))
            return e.env.vars
        finally:
            e.frame.loops.pop()
            e.env, e.frame.contexts = before, contexts

    def _end(self, e: Emitter) -> Status:
        """The last step of the body: whether to go round again."""
        with e.at(self.source):
            loop_exits.set_go_on(e, self.loop)
        return Status.EXITS

    def _close(self, body: Block, names: Sequence[str], ends: dict[str, Sugared]) -> None:
        e, node = self.e, self.node
        assert node is not None
        with e.builder.at(body):
            body.registerOutput(ends[GO_ON].as_value(e))
            for name, param in zip(names, list(body.inputs())[1:]):
                body.registerOutput(self._carried(name, ends.get(name), param))
            if RETURNED in ends:
                body.registerOutput(ends[RETURNED].as_value(e))
                body.registerOutput(ends[RETURN_VALUE].as_value(e))
        if RETURNED in ends:
            self._carry_return(node, body)

    def _carried(self, name: str, item: Sugared | None, param: Value) -> Value:
        e = self.e
        if item is None or item.type() is None:
            if item is None:
                return param
            raise WidenLoop(name, self._conflict(name, item), self.loop)
        end = conversions.as_met(e, item.as_value(e), [param.type()])
        value = e.try_convert(end, param.type(), implicit=False)
        if value is None:
            raise WidenLoop(name, end.type(), self.loop)
        return value

    def _conflict(self, name: str, item: Sugared) -> Undefined:
        if isinstance(item, Undefined):
            return item
        return Undefined(f"'{name}' is {item.describe()} after one round of the loop", "use another name")

    def _carry_return(self, node: Node, body: Block) -> None:
        e = self.e
        t = e.frame.declared or e.frame.merged or TENSOR
        with e.builder.at(node):
            node.addInput(e.builder.constant(False))
            start = e.builder.emit("prim::Uninitialized", [], t)
            node.addInput(start)
        body.addInputToBlock(BOOL)
        param = body.addInputToBlock(t)
        node.addOutput(BOOL)
        e.frame.chain += [start, param, node.addOutput(t)]

    def _after(self, body: Block, ends: dict[str, Sugared]) -> Status:
        e, node = self.e, self.node
        assert node is not None
        forever = isinstance(self.test, ast.Constant) and bool(self.test.value) and not leaves_loop(self.source.body)
        if RETURNED not in ends:
            return Status.RAISES if forever else Status.FALLS
        *_, returned, value = node.outputs()
        e.env.set(RETURN_VALUE, SimpleValue(value))
        return loop_exits.after_return(e, None if forever else returned)
