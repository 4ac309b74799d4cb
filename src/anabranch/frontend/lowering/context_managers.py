"""The context managers that the machine itself knows (``torch.no_grad`` …), and PyTorch's ``record_function``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from ...ir.graph import Value
from ...ir.kinds import AUTOCAST, GRAD_MODES
from ...lang.nominal import ClassType
from ...lang.types import BOOL, INT, NONE, STR, TENSOR, Type, optional
from ..values.behaviour import behaviour_of
from ..values.emitter import Emitter
from ..values.objects import ObjectBehaviour
from ..values.resolution import means
from ..values.sugared import SimpleValue, Sugared
from .constants import constant

# What the context managers that the machine itself knows are made with.
BUILTIN: dict[str, tuple[tuple[str, Type, object], ...]] = {
    f"{GRAD_MODES}no_grad": (),
    f"{GRAD_MODES}enable_grad": (),
    f"{GRAD_MODES}inference_mode": (("mode", BOOL, True),),
    f"{GRAD_MODES}set_grad_enabled": (("mode", BOOL, ...),),
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
    presets: Mapping[str, object] = field(default_factory=dict)  # parameters that a call cannot give
    order: tuple[str, ...] = ()  # of the parameters that a call gives by place, where it is another one

    def describe(self) -> str:
        return f"context manager '{self.name.rsplit('.', 1)[-1]}'"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        instance = e.builder.emit("prim::CreateObject", [], builtin_type(self.name))
        values = self._arguments(e, list(args), dict(kwargs))
        e.builder.call_method(instance, "__init__", values, NONE)
        return SimpleValue(instance)

    def like(self, e: Emitter, made: Any) -> Sugared:
        """One with the settings of a context manager that Python has made."""
        if self.name == AUTOCAST:
            settings = (made.device, made.fast_dtype, made._enabled, made._cache_enabled)
            return self.call(e, [constant(e, value) for value in settings], {})
        given = {n: e.constant(getattr(made, n)) for n, _, _ in BUILTIN[self.name] if isinstance(getattr(made, n, None), bool)}
        return self.call(e, [], given)

    def _arguments(self, e: Emitter, args: list[Sugared], kwargs: dict[str, Sugared]) -> list[Value]:
        parameters = BUILTIN[self.name]
        order = self.order or tuple(name for name, _, _ in parameters)
        given = dict(zip(order, args))
        wrong = next((name for name in kwargs if name not in order or name in given), "more" if len(args) > len(order) else "")
        if wrong:
            raise e.error(f"{self.describe()} takes no argument {wrong}", remedy=f"it takes {', '.join(order) or 'none'}")
        given |= kwargs
        return [self._argument(e, name, t, default, given.get(name)) for name, t, default in parameters]

    def _argument(self, e: Emitter, name: str, t: Type, default: object, given: Sugared | None) -> Value:
        if given is not None:
            return e.convert(given, t, f"argument '{name}'")
        chosen = self.presets.get(name, default)
        if chosen is ...:
            raise e.error(f"{self.describe()} needs argument '{name}'")
        return constant(e, chosen).as_value(e) if chosen is not None else e.builder.constant(None, None)


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


for _class in (torch.no_grad, torch.enable_grad, torch.set_grad_enabled, torch.inference_mode):
    means(_class, ContextClass(f"{GRAD_MODES}{_class.__name__}"))
means(torch.autocast, ContextClass(AUTOCAST))
for _device, _dtype in (("cpu", torch.bfloat16), ("cuda", torch.float16)):
    # Subclasses that fix the device and order the rest in another way.
    _of_device: Any = vars(getattr(torch, _device).amp)["autocast"]
    means(
        _of_device,
        ContextClass(
            AUTOCAST,
            {"device_type": _device, "dtype": _dtype, "cache_enabled": True},
            ("enabled", "dtype", "cache_enabled"),
        ),
    )
means(torch.autograd.profiler.record_function, RecordFunction())
