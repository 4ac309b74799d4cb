"""The context managers that the machine itself knows (``torch.no_grad`` …), and PyTorch's ``record_function``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from ...ir.graph import Value
from ...lang.nominal import ClassType
from ...lang.types import BOOL, INT, NONE, STR, TENSOR, Type, optional
from ..values.behaviour import behaviour_of
from ..values.emitter import Emitter
from ..values.objects import ObjectBehaviour
from ..values.resolution import means
from ..values.sugared import SimpleValue, Sugared

GRAD = "__torch__.torch.autograd.grad_mode."
AUTOCAST = "__torch__.torch.amp.autocast_mode.autocast"
# The context managers that the machine itself knows: their names in graphs and what they are made with.
BUILTIN: dict[str, tuple[tuple[str, Type, object], ...]] = {
    f"{GRAD}no_grad": (),
    f"{GRAD}enable_grad": (),
    f"{GRAD}inference_mode": (("mode", BOOL, True),),
    f"{GRAD}set_grad_enabled": (("mode", BOOL, ...),),
    AUTOCAST: (
        ("device_type", STR, ...),
        ("dtype", optional(INT), None),
        ("enabled", BOOL, True),
        ("cache_enabled", optional(BOOL), None),
    ),
}


@dataclass(eq=False, repr=False)
class ContextType(ClassType):
    """The type of a built-in context manager: one for each name."""


_types: dict[str, ContextType] = {}


def builtin_type(name: str) -> ContextType:
    """The type of a built-in context manager."""
    return _types.setdefault(name, ContextType(name))


@behaviour_of(ContextType)
class ContextBehaviour(ObjectBehaviour):
    """Can only be entered and left."""

    def enter(self, e: Emitter, value: Value) -> Sugared:
        return SimpleValue(e.builder.emit("prim::Enter", [value], NONE))

    def exit(self, e: Emitter, value: Value) -> None:
        e.builder.emit("prim::Exit", [value], TENSOR)


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

    def like(self, e: Emitter, made: object) -> Sugared:
        """One with the settings of a context manager that Python has made."""
        given = {n: e.constant(getattr(made, n)) for n, _, _ in BUILTIN[self.name] if isinstance(getattr(made, n, None), bool)}
        return self.call(e, [], given)

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


_cpu_autocast: Any = vars(torch.cpu.amp)["autocast"]
for _class in (torch.no_grad, torch.enable_grad, torch.set_grad_enabled, torch.inference_mode):
    means(_class, ContextClass(f"{GRAD}{_class.__name__}"))
means(torch.autocast, ContextClass(AUTOCAST))
means(_cpu_autocast, ContextClass(AUTOCAST, (("device_type", "cpu"),)))
means(torch.autograd.profiler.record_function, RecordFunction())
