"""The backend ``native``: programs run on the machine in csrc/."""

from __future__ import annotations

import atexit
import enum
import os
from collections.abc import Callable
from types import ModuleType
from typing import Any

from ..base import config, futures
from ..base.cores import cores
from ..base.errors import CompileError, ScriptTypeError
from ..base.log import log
from ..frontend.classes.enums import enum_type
from ..ir.function import Function
from ..lang import codes
from ..lang.nominal import ClassType, InterfaceType
from ..lang.schema import Argument
from ..ops import OWN_OPS
from . import interface_arguments, native_errors
from .backend import MAKERS
from .native import core
from .native_loader import load, load_class
from .native_types import handle_of


class NativeBackend:
    name = "native"

    def __init__(self) -> None:
        self._core = core()
        _connect(self._core)

    def set_instance_wrapper(self, wrapper: Callable[[Any, ClassType], Any]) -> None:
        self._core.set_instance_wrapper(wrapper)

    def callable(self, function: Function) -> Callable[..., Any]:
        """The function as Python calls it: arguments converted by a plan made here."""
        schema = function.schema
        parameters = [_parameter(a) for a in schema.arguments]
        return self._core.Callable(load(function), function.name, parameters, handle_of(schema.return_type))  # type: ignore[no-any-return]

    def method(self, function: Function, instance: Any) -> Callable[..., Any]:
        return self.callable(function).bind(instance)  # type: ignore[attr-defined, no-any-return]

    def instance(self, class_type: ClassType) -> Any:
        """An instance with empty slots.

        A module's methods are loaded when one is called, and when it becomes a value of a type that does not name its class; of
        other objects (in lists, as keys) anything may look for methods."""
        if not class_type.is_module:
            load_class(class_type)
        return self._core.Instance(handle_of(class_type))

    def instructions(self) -> int:
        return self._core.instructions()  # type: ignore[no-any-return]

    def tasks(self) -> int:
        return self._core.tasks()  # type: ignore[no-any-return]


MAKERS["native"] = NativeBackend


def _parameter(a: Argument) -> tuple[str, Any, Any, bool, bool, int]:
    return a.name, handle_of(a.type), a.default if a.has_default else None, a.has_default, a.keyword_only, a.size or 0


def _enum_handle(cls: type[enum.Enum]) -> Any:
    """The machine's type of an enum whose member was given as ``Any``; None where its values have no common type."""
    try:
        return handle_of(enum_type(cls))
    except CompileError:
        return None


def _misfit(t: ClassType, wanted: InterfaceType) -> str:
    """Why an instance of ``t`` that is given for an interface does not fit.  Where it does, its methods are loaded."""
    reason = interface_arguments.misfit(t, wanted)
    if not reason:
        load_class(t)
    return reason


def _fitting_class(value: Any, wanted: InterfaceType) -> Any:
    """The machine's type of an object of Python's that is given for an interface; a text where it does not fit."""
    t = interface_arguments.class_of(value)
    return None if t is None else _misfit(t, wanted) or handle_of(t)


def _connect(module: ModuleType) -> None:
    """Gives the core what it asks of Python, and follows the settings and the life of the process."""
    module.set_error_helpers(native_errors.make, native_errors.annotate, ScriptTypeError)
    module.set_class_loader(load_class)
    module.set_interface_checks(_misfit, _fitting_class)
    module.set_enum_types(_enum_handle)
    module.set_codes([codes.members_of(kind) for kind in codes.NUMBERED])
    module.set_future_wrapper(futures.Future)
    module.set_report_lost(native_errors.report_lost)
    module.set_kernel_finder(OWN_OPS.meaning)
    module.set_cores(cores())
    config.settings.subscribe(lambda settings: _follow(module, settings))
    os.register_at_fork(after_in_child=module.after_fork_in_child)
    atexit.register(module.shut_down)


def _follow(module: ModuleType, settings: Any) -> None:
    module.set_recursion_limit(settings.recursion_limit)
    module.set_workers(config.workers())
    log.info("%d pool workers on %d cores (affinity and quota)", config.workers(), cores())
