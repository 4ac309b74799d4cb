"""The context managers that the machine itself knows (``torch.no_grad`` …), and PyTorch's ``record_function``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import torch

from ...base import wording
from ...base.record import field
from ...ir.graph import Value
from ...ir.kinds import AUTOCAST, GRAD_MODES
from ...lang.nominal import ClassType
from ...lang.types import BOOL, INT, NONE, STR, TENSOR, Type, optional
from ..values.behaviour import behaviour_of
from ..values.emitter import Emitter
from ..values.named_values import BuiltinValue
from ..values.objects import ObjectBehaviour
from ..values.resolution import means
from ..values.sugared import SimpleValue, Sugared
from .constants import constant


class Setting(NamedTuple):
    """What a context manager is made with, and the attribute of Python's object that tells it."""

    name: str
    type: Type
    default: object
    attribute: str


# Of the context managers that the machine itself knows.
BUILTIN: dict[str, tuple[Setting, ...]] = {
    f"{GRAD_MODES}no_grad": (),
    f"{GRAD_MODES}enable_grad": (),
    f"{GRAD_MODES}inference_mode": (Setting("mode", BOOL, True, "mode"),),
    f"{GRAD_MODES}set_grad_enabled": (Setting("mode", BOOL, ..., "mode"),),
    AUTOCAST: (
        Setting("device_type", STR, ..., "device"),
        Setting("dtype", optional(INT), None, "fast_dtype"),
        Setting("enabled", BOOL, True, "_enabled"),
        Setting("cache_enabled", optional(BOOL), None, "_cache_enabled"),
    ),
}


class ContextType(ClassType, eq=False):
    """The type of a built-in context manager: one for each name."""


_types: dict[str, ContextType] = {}


def builtin_type(name: str) -> ContextType:
    """The type of a built-in context manager."""
    return _types.setdefault(name, ContextType(name))


@behaviour_of(ContextType)
class ContextBehaviour(ObjectBehaviour):
    """Can only be entered and left; archives of TorchScript initialise it in a call of its own."""

    def attribute(self, e: Emitter, value: Value, name: str) -> Sugared:
        if name != "__init__":
            return super().attribute(e, value, name)
        return BuiltinValue(name, lambda e, args, kwargs: ContextClass(str(value.type())).initialise(e, value, args, kwargs))

    def enter(self, e: Emitter, value: Value) -> Sugared:
        return SimpleValue(e.builder.emit("prim::Enter", [value], NONE))

    def exit(self, e: Emitter, value: Value) -> None:
        e.builder.emit("prim::Exit", [value], TENSOR)


class ContextClass(Sugared):
    """``torch.no_grad`` and its like; a call makes one."""

    name: str
    presets: Mapping[str, object] = field(default_factory=dict)  # parameters that a call cannot give
    order: tuple[str, ...] = ()  # of the parameters that a call gives by place, where it is another one

    def describe(self) -> str:
        return f"context manager '{self.name.rsplit('.', 1)[-1]}'"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        return self._made(e, self._arguments(e, args, kwargs))

    def like(self, e: Emitter, made: object) -> Sugared:
        """One with the settings of a context manager that Python has made."""
        return self._made(e, {s.name: constant(e, getattr(made, s.attribute)) for s in BUILTIN[self.name]})

    def initialise(self, e: Emitter, instance: Value, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        return self._initialised(e, instance, self._arguments(e, args, kwargs))

    def _made(self, e: Emitter, given: Mapping[str, Sugared]) -> Sugared:
        instance = e.builder.emit("prim::CreateObject", [], builtin_type(self.name))
        self._initialised(e, instance, given)
        return SimpleValue(instance)

    def _initialised(self, e: Emitter, instance: Value, given: Mapping[str, Sugared]) -> Sugared:
        values = [self._value(e, setting, given.get(setting.name)) for setting in BUILTIN[self.name]]
        return SimpleValue(e.builder.call_method(instance, "__init__", values, NONE))

    def _arguments(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> dict[str, Sugared]:
        order = self.order or tuple(setting.name for setting in BUILTIN[self.name])
        given = dict(zip(order, args))
        wrong = next((name for name in kwargs if name not in order or name in given), "more" if len(args) > len(order) else "")
        if wrong:
            raise e.error(f"{self.describe()} takes no argument {wrong}", remedy=f"it takes {', '.join(order) or 'none'}")
        return given | dict(kwargs)

    def _value(self, e: Emitter, setting: Setting, given: Sugared | None) -> Value:
        if given is not None:
            return e.convert(given, setting.type, partial(wording.wrong_argument, setting.name))
        chosen = self.presets.get(setting.name, setting.default)
        if chosen is ...:
            raise e.error(f"{self.describe()} needs argument '{setting.name}'")
        return constant(e, chosen).as_value(e) if chosen is not None else e.builder.constant(None, None)


class RecordFunction(Sugared):
    """``torch.autograd.profiler.record_function`` and, called, its range: PyTorch's operators around the block."""

    arguments: tuple[Sequence[Sugared], Mapping[str, Sugared]] | None = None
    handle: SimpleValue | None = None

    def describe(self) -> str:
        return "context manager 'record_function'"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        return RecordFunction((args, kwargs))

    def attr(self, e: Emitter, name: str) -> Sugared:
        return BuiltinValue(name, self._initialised) if name == "__init__" else super().attr(e, name)

    def _initialised(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        """As archives of TorchScript do it, in a call of its own."""
        self.arguments = args, kwargs
        return e.none()

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
