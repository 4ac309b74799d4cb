"""From an ``nn.Module`` to a ``ScriptModule``: one instance for each module, shared where the module is shared."""

from __future__ import annotations

import copy
from typing import Any

from torch import nn

from ..analysis.process_state import warn_process_state
from ..base.errors import CompileError, ScriptTypeError
from ..base.torch_compat import behind_torch_compile
from ..base.transactions import run
from ..frontend.classes import interfaces, methods
from ..frontend.classes.module_types import ModuleType
from ..frontend.modules import entry_points
from ..frontend.modules.concrete_types import check_initialized, module_type
from ..frontend.source.markers import is_attribute_mark
from ..lang.nominal import AttributeKind, InterfaceType
from ..lang.types import NONE
from . import module_class
from . import script_module as script_modules
from .instance_wrappers import connected_backend, register
from .script_module import ScriptModule
from .slot_access import write_slot


def script_module(module: nn.Module) -> ScriptModule:
    """Compiles ``module``: its forward, and the exported methods of it and its submodules.  Raises CompileError."""
    if isinstance(module, ScriptModule):
        return module
    module = prepared(module)
    t = run(_compiled_type, module)
    warn_process_state(t.methods.values())
    return TreeMaker(connected_backend()).make(module, t)


def _compiled_type(module: nn.Module) -> ModuleType:
    """The type of ``module``, with the methods that may be called first compiled."""
    t = module_type(module)
    assert isinstance(t, ModuleType)
    entry_points.compile_entry_points(t)
    return t


def prepared(module: nn.Module) -> nn.Module:
    """The tree with ``__prepare_scriptable__()`` of a module in its place, where one has that, and without what torch.compile
    put around modules; the same tree where none has either."""
    check_initialized(module)
    if not any(hasattr(m, "__prepare_scriptable__") or behind_torch_compile(m) is not m for m in module.modules()):
        return module
    return _prepared(module, {})


def _prepared(module: nn.Module, known: dict[int, nn.Module]) -> nn.Module:
    module = behind_torch_compile(module)
    made = known.get(id(module))
    if made is None:
        prepare: Any = getattr(module, "__prepare_scriptable__", None)
        made = known[id(module)] = copy.copy(module) if prepare is None else prepare()
        made._modules = {n: m if m is None else _prepared(m, known) for n, m in made._modules.items()}
    return made


@module_class.compile_in_place.is_given
def compile_in_place(module: ScriptModule) -> None:
    """Compiles an instance of a derived class, whose constructor has ended: what is marked, and what is defined."""
    t = run(_type_in_place, module)
    original = nn.Module.__new__(nn.Module)
    original.__dict__.update(vars(module))
    maker = TreeMaker(connected_backend())
    module._become(t, maker.backend.instance(t), maker.backend)
    maker._fill(module, original, t)
    register(module)


def _type_in_place(module: ScriptModule) -> ModuleType:
    t = module_type(module)
    assert isinstance(t, ModuleType)
    entry_points.compile_exports(t)
    for name in t.overrides:
        methods.by_name(t, name)
    return t


class TreeMaker:
    """Makes the ScriptModules of one tree; a module that appears twice becomes one."""

    def __init__(self, backend: Any) -> None:
        self.backend = backend
        self.made: dict[int, ScriptModule] = {}

    def make(self, module: nn.Module, t: ModuleType) -> ScriptModule:
        if isinstance(module, ScriptModule):
            return module
        known = self.made.get(id(module))
        if known is None:
            known = ScriptModule.over(t, self.backend.instance(t), self.backend)
            self.made[id(module)] = known
            self._fill(known, module, t)
            register(known)
        return known

    def _fill(self, made: ScriptModule, module: nn.Module, t: ModuleType) -> None:
        state = made.__dict__
        state["_non_persistent_buffers_set"] = set(module._non_persistent_buffers_set)
        state["_python_values"] = {n: vars(module)[n] for n in [*t.failed, *t.functions] if n in vars(module)}
        for name, attribute in t.attributes.items():
            if attribute.kind is AttributeKind.MODULE:
                self._fill_submodule(made, name, module._modules[name], attribute.type)
            elif attribute.kind is AttributeKind.ATTRIBUTE:
                value = vars(module)[name]
                self._fill_attribute(made, name, value.value if is_attribute_mark(value) else value)
            else:
                source = module._parameters if attribute.kind is AttributeKind.PARAMETER else module._buffers
                made._values_of(attribute.kind)[name] = source[name]

    def _fill_attribute(self, made: ScriptModule, name: str, value: Any) -> None:
        try:
            write_slot(made._instance, made._type, name, value)
        except TypeError as error:
            raise CompileError(str(error), remedy="give the attribute a value of the type it is declared with") from error

    def _fill_submodule(self, made: ScriptModule, name: str, module: nn.Module | None, t: Any) -> None:
        if module is None or t == NONE:
            made.__dict__["_modules"][name] = None
            return
        own = t if isinstance(t, ModuleType) else _behind_interface(module, t)
        made.__dict__["_modules"][name] = self.make(module, own)


def _behind_interface(module: nn.Module, t: InterfaceType) -> ModuleType:
    """The type of a module whose slot names an interface only: its methods are compiled by the look at whether it fits.

    The type that the compiler found may be gone by now, since the slot does not keep it.
    """
    own = run(module_type, module)
    assert isinstance(own, ModuleType)
    problem = run(interfaces.misfit, own, t)
    if problem:
        raise CompileError(problem)
    return own


@script_modules.fitting_submodule.is_given
def fitting_submodule(owner: ScriptModule, name: str, value: Any) -> ScriptModule | None:
    """``value`` as the submodule ``name``.  Raises ScriptTypeError where its type differs, or where it is not compiled: a
    compiled copy of it would stand there, and see no later change of ``value``."""
    wanted = owner._type.attributes[name].type
    if value is None and wanted == NONE:
        return None
    if not isinstance(value, nn.Module):
        raise ScriptTypeError(f"cannot assign {type(value).__name__} as submodule '{name}': expected a module")
    if not isinstance(value, ScriptModule):
        raise ScriptTypeError(
            f"Cannot re-assign submodule '{name}' of '{owner.original_name}' with {type(value).__name__}, which is not "
            f"compiled\nhelp: compile it: module.{name} = script(...)"
        )
    own = run(module_type, value)
    reason = _misfit(own, wanted) if own is not wanted else ""
    if reason:
        raise ScriptTypeError(f"cannot assign {own} as submodule '{name}' of '{owner.original_name}': {reason}")
    return value


def _misfit(own: Any, wanted: Any) -> str:
    if isinstance(wanted, InterfaceType):
        reason = run(interfaces.misfit, own, wanted)
        return f"it is not compatible with interface {wanted}: {reason}" if reason else ""
    return f"expected {wanted}; annotate the submodule with a module interface to swap it"
