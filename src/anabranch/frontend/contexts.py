"""``with``: ``prim::Enter`` and ``prim::Exit`` around the block, on every way out of it."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ir.graph import Value
from ..ir.nominal import ClassType
from ..ir.types import BOOL, NONE, STR, TENSOR, Type, optional
from ..ir.types import INT as _INT
from . import assignment, control_flow
from .sugared import SimpleValue, Sugared
from .syntax import Rest, Status, Step, Written, statement_of

if TYPE_CHECKING:
    from .emitter import Emitter

GRAD = "__torch__.torch.autograd.grad_mode."
# The context managers that the machine itself knows: their names in graphs and what they are made with.
BUILTIN: dict[str, tuple[tuple[str, Type, object], ...]] = {
    f"{GRAD}no_grad": (),
    f"{GRAD}enable_grad": (),
    f"{GRAD}inference_mode": (("mode", BOOL, True),),
    f"{GRAD}set_grad_enabled": (("mode", BOOL, ...),),
    "__torch__.torch.amp.autocast_mode.autocast": (
        ("device_type", STR, ...),
        ("dtype", optional(_INT), None),
        ("enabled", BOOL, True),
        ("cache_enabled", optional(BOOL), None),
    ),
}
_types: dict[str, ClassType] = {}


def builtin_type(name: str) -> ClassType:
    """The type of a built-in context manager."""
    return _types.setdefault(name, ClassType(name))


@dataclass
class ContextClass(Sugared):
    """``torch.no_grad`` and its like; a call makes one."""

    name: str
    presets: tuple[tuple[str, object], ...] = ()

    def describe(self) -> str:
        return f"context manager '{self.name.rsplit('.', 1)[-1]}'"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        instance = e.builder.emit("prim::CreateObject", [], builtin_type(self.name))
        values = self._arguments(e, list(args), dict(kwargs))
        e.builder.call_method(instance, "__init__", values, NONE)
        return SimpleValue(instance)

    def _arguments(self, e: Emitter, args: list[Sugared], kwargs: dict[str, Sugared]) -> list[Value]:
        values: list[Value] = []
        for name, t, default in BUILTIN[self.name]:
            preset = dict(self.presets).get(name)
            if preset is not None:
                values.append(e.constant(preset).value)
            elif args or name in kwargs:
                values.append(e.convert(args.pop(0) if args else kwargs.pop(name), t, f"argument '{name}'"))
            elif default is ...:
                raise e.error(f"{self.describe()} needs argument '{name}'")
            else:
                values.append(e.builder.constant(default, t if default is not None else None))
        if args or kwargs:
            raise e.error(f"{self.describe()} takes no argument {next(iter(kwargs), 'more')}")
        return values


@dataclass
class RecordFunction(Sugared):
    """``torch.autograd.profiler.record_function`` and, called, its range: PyTorch's operators around the block."""

    arguments: tuple[Sequence[Sugared], Mapping[str, Sugared]] | None = None
    handle: SimpleValue | None = None

    def describe(self) -> str:
        return "context manager 'record_function'"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        return RecordFunction((args, kwargs))

    def enter(self, e: Emitter) -> Sugared:
        if self.arguments is None:
            return super().enter(e)
        self.handle = e.operator("profiler::_record_function_enter", *self.arguments)
        return self

    def exit(self, e: Emitter) -> None:
        assert self.handle is not None
        e.operator("profiler::_record_function_exit", [self.handle])


@statement_of(ast.With)
def _with(e: Emitter, node: ast.With, rest: Rest) -> Written:
    """A ``with`` as steps: open, body, close; the closing step also runs in a branch that the rest moves into."""
    steps: list[Step] = [*map(_opening, node.items), *node.body, *(_close for _ in node.items)]
    return Written(control_flow.block(e, [*steps, *rest]))


def decorated(contexts: Sequence[object]) -> tuple[list[Step], list[Step]]:
    """What ``@torch.no_grad()`` above a function puts before and behind its body."""
    return [_entering(c) for c in contexts], [_close for _ in contexts]


def _entering(made: object) -> Step:
    def open_(e: Emitter) -> Status:
        item = e.resolve(type(made))
        if not isinstance(item, ContextClass):
            raise e.error(f"a function decorated with {type(made).__name__} cannot be compiled", remedy="use `with` inside it")
        given = {n: e.constant(getattr(made, n)) for n, _, _ in BUILTIN[item.name] if isinstance(getattr(made, n, None), bool)}
        context = item.call(e, [], given)
        context.enter(e)
        e.frame.contexts.append(context)
        return Status.FALLS

    return open_


def _opening(item: ast.withitem) -> Step:
    def open_(e: Emitter) -> Status:
        with e.at(item.context_expr):
            context = e.expression(item.context_expr)
            bound = context.enter(e)
            e.frame.contexts.append(context)
            if item.optional_vars is not None:
                assignment.assign(e, item.optional_vars, bound)
        return Status.FALLS

    return open_


def _close(e: Emitter) -> Status:
    e.frame.contexts.pop().exit(e)
    return Status.FALLS


def leave(e: Emitter, keep: int) -> None:
    """Close the contexts that a jump leaves, innermost first."""
    while len(e.frame.contexts) > keep:
        e.frame.contexts.pop().exit(e)


def enter_value(e: Emitter, value: Value) -> Sugared:
    """``with value``."""
    t = value.type()
    if not isinstance(t, ClassType):
        raise e.error(f"a value of type '{t}' is not a context manager")
    if t.name in BUILTIN:
        return SimpleValue(e.builder.emit("prim::Enter", [value], NONE))
    from . import instances

    for name in ("__enter__", "__exit__"):
        if not instances.has_attribute(e, value, name):
            raise e.error(f"a value of type '{t}' is not a context manager", remedy="define __enter__ and __exit__")
    schema = getattr(instances.attribute(e, value, "__enter__"), "schema", None)
    result = schema().return_type if schema is not None else NONE
    return SimpleValue(e.builder.emit("prim::Enter", [value], result))


def exit_value(e: Emitter, value: Value) -> None:
    """Close what ``enter_value`` opened."""
    t = value.type()
    if isinstance(t, ClassType) and t.name not in BUILTIN:
        from . import instances

        instances.attribute(e, value, "__exit__")  # compiles it
    e.builder.emit("prim::Exit", [value], TENSOR)
