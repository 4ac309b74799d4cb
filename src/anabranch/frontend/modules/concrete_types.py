"""The concrete type of a module: its class, constants, attribute types and submodules' concrete types.

Modules with equal concrete types share one ``ModuleType`` and with it every compiled method.  Non-goals: compiling methods
(``methods``) and holding values (``script_module``).
"""

from __future__ import annotations

from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import torch
from torch import nn

from ...analysis.reachable import are_current
from ...base.errors import CompileError
from ...base.owners import Living
from ...base.torch_compat import TORCHSCRIPT_REMEDY, is_of_torchscript
from ...base.transactions import Table, current, in_transaction
from ...lang.nominal import AttributeKind, ClassType, InterfaceType
from ...lang.types import NONE, Type
from ..classes.module_types import ModuleType
from ..source.class_source import Declared, class_annotations, class_scope, init_annotations, is_machinery
from ..source.constant_values import NotConstant, constant_of
from ..source.markers import (
    DECLARED,
    MODULE_MACHINERY,
    declared_names,
    ignored_attributes,
    is_attribute_mark,
    is_final,
    is_interface,
)
from ..source.names import claim_name, qualified_name
from ..source.value_types import CONSTANT_TYPES, NotInferable, infer_type
from ..values.behaviour import behaviour

_types: Table[tuple[Any, ...], ModuleType] = Table(Living(lambda t: t.identity()))


class _BeingRead(set[int]):
    """The modules (by ``id``) that a transaction is reading."""


@in_transaction
def module_type(module: nn.Module) -> Type:
    """The concrete type of ``module``; of an already compiled module, its own."""
    own = getattr(module, "__anabranch_type__", None)
    if isinstance(own, Type):
        return own
    check_initialized(module)
    being_read = current().own(_BeingRead)
    if id(module) in being_read:
        raise CompileError(f"a {type(module).__name__} contains itself", remedy="keep the back reference elsewhere")
    being_read.add(id(module))
    try:
        return _shared(_Reader(module).read())
    finally:
        being_read.discard(id(module))


def _shared(fresh: ModuleType) -> ModuleType:
    own_methods = fresh.python_class is not None and is_machinery(fresh.python_class)  # a bare ScriptModule's define
    known: ModuleType | None = None if own_methods else _types.get(fresh.identity())
    if known is not None and not are_current(known.methods.values()):
        known = _types.forget(fresh.identity(), known)
    if known is not None:
        return known
    fresh.name = claim_name(fresh.name, fresh)
    if not own_methods:
        _types[fresh.identity()] = fresh
    return fresh


def check_initialized(module: nn.Module) -> None:
    """Raises CompileError where ``__init__`` has not run, parameters wait for their first input, torch.jit has compiled it."""
    name = torch.typename(module)
    if is_of_torchscript(module):
        raise CompileError(f"torch.jit has compiled this {name.rpartition('.')[2]} already", remedy=TORCHSCRIPT_REMEDY)
    if "_parameters" not in vars(module):
        raise CompileError(f"'{name}' has not been initialized", remedy="call super().__init__() first")
    for kind, values in (("parameters", module._parameters), ("buffers", module._buffers)):
        for key, value in values.items():
            if value is not None and torch.nn.parameter.is_lazy(value):
                raise CompileError(f"'{name}' has uninitialized {kind} {key}", remedy="run a forward pass first")


_CONTAINERS: tuple[tuple[type, str], ...] = (
    (nn.ModuleDict, "dict"),
    (nn.ParameterDict, "dict"),
    (nn.ModuleList, "list"),
    (nn.Sequential, "list"),
    (nn.ParameterList, "list"),
)


def _container_keys(module: nn.Module) -> tuple[str, ...]:
    if isinstance(module, nn.ParameterList):
        return tuple(map(str, range(len(module))))
    return tuple(module.keys() if isinstance(module, nn.ParameterDict) else module._modules)


class _Reader:
    """Reads one module into a fresh ``ModuleType``."""

    def __init__(self, module: nn.Module) -> None:
        cls = type(module)
        self.module = module
        self.type = ModuleType(qualified_name(cls), is_module=True, python_class=cls)
        declared = vars(module).get(DECLARED, {})
        self.annotations = {**class_annotations(cls), **{name: Declared(t, cls) for name, t in declared.items()}}
        self.skip = ignored_attributes(cls)

    def read(self) -> ModuleType:
        self.type.container = next((kind for cls, kind in _CONTAINERS if isinstance(self.module, cls)), "")
        self.type.keys = _container_keys(self.module) if self.type.container else ()
        self._read_tensors(self.module._parameters, AttributeKind.PARAMETER)
        self._read_tensors(self.module._buffers, AttributeKind.BUFFER)
        self._read_constants()
        for name, value in vars(self.module).items():
            if not self._is_known(name) and name not in MODULE_MACHINERY and not name.startswith("__"):
                self._read_attribute(name, value)
        self._read_submodules()
        self.type.hooks = tuple(self.module._forward_hooks.values())
        self.type.pre_hooks = tuple(self.module._forward_pre_hooks.values())
        return self.type

    def _is_known(self, name: str) -> bool:
        t = self.type
        return name in self.skip or name in t.attributes or name in t.constants

    def _declared(self, name: str) -> Declared | None:
        declared = self.annotations.get(name)
        # nn.Module annotates ``forward`` itself as a callable, and modules annotate submodules by their class.
        return None if name == "forward" else declared

    def _read_tensors(self, values: dict[str, Any], kind: AttributeKind) -> None:
        for name, value in values.items():
            if name not in self.skip:
                declared = self._declared(name)
                self.type.add_attribute(name, declared.type() if declared else infer_type(value), kind)

    def _read_submodules(self) -> None:
        for name, value in self.module._modules.items():
            if name in self.skip:
                continue
            if value is None:
                self.type.add_attribute(name, NONE, AttributeKind.MODULE)
            else:
                self.type.add_attribute(name, self._submodule_type(name, value), AttributeKind.MODULE)

    def _submodule_type(self, name: str, value: nn.Module) -> Type:
        declared = self._declared(name)
        interface = _interface(declared) if declared else None
        own = module_type(value)
        if interface is None:
            return own
        reason = behaviour(interface).misfit(own, interface)
        if reason:
            raise CompileError(f"submodule '{name}' does not implement the interface {interface}: {reason}")
        return interface

    def _read_constants(self) -> None:
        final = [name for name, d in self.annotations.items() if is_final(d.annotation)]
        for name in dict.fromkeys([*declared_names(self.module, "__constants__"), *final]):
            if not self._is_known(name) and name not in self.module._modules and hasattr(self.module, name):
                self._read_constant(name, getattr(self.module, name))

    def _read_constant(self, name: str, value: Any) -> None:
        try:
            self.type.constants[name] = constant_of(value)
        except NotConstant as error:
            cls = type(self.module).__name__
            raise CompileError(f"'{cls}.{name}' is not a valid constant: {error}") from None

    def _read_attribute(self, name: str, value: Any) -> None:
        if isinstance(value, MethodType) and value.__self__ is self.module and isinstance(value.__func__, FunctionType):
            self.type.overrides[name] = value.__func__
        elif isinstance(value, CONSTANT_TYPES):
            self.type.constants[name] = value
        elif _is_function(value):
            self.type.functions[name] = value
        else:
            self._read_value(name, value)

    def _read_value(self, name: str, value: Any) -> None:
        try:
            self.type.add_attribute(name, self._value_type(name, value))
        except (NotInferable, CompileError) as error:  # an error only where the attribute is used
            self.type.failed[name] = str(getattr(error, "message", error))

    def _value_type(self, name: str, value: Any) -> Type:
        declared = self._declared(name)
        if declared:
            try:
                t = declared.type()
                return infer_type(value) if _is_of_derived_class(value, t) else t
            except CompileError:  # annotated for another tool, maybe with a name that only it can see
                return infer_type(value)
        if is_attribute_mark(value):
            return Declared(value.type, type(self.module)).type()
        return self._type_by_constructor(name, value)

    def _type_by_constructor(self, name: str, value: Any) -> Type:
        """The value's own type, or what the constructor declares where the value does not say it."""
        try:
            own = infer_type(value)
        except NotInferable:
            declared = init_annotations(type(self.module)).get(name)
            if declared is None:
                raise
            return declared.type()
        declared = init_annotations(type(self.module)).get(name) if value is None else None
        try:
            return declared.type() if declared is not None else own
        except CompileError:
            return own


def _is_of_derived_class(value: Any, t: Type) -> bool:
    """Whether a value's class overrides the declared one: its own methods are to run."""
    cls = t.python_class if isinstance(t, ClassType) else None
    return cls is not None and isinstance(value, cls) and type(value) is not cls


def _interface(declared: Declared) -> InterfaceType | None:
    """The module interface that a submodule is annotated with, if it is one."""
    annotation = declared.annotation
    if isinstance(annotation, str):
        annotation = class_scope(declared.owner).get(annotation.strip())
    if not is_interface(annotation):
        return None
    t = declared.type()
    return t if isinstance(t, InterfaceType) else None


def _is_function(value: Any) -> bool:
    if isinstance(value, FunctionType | BuiltinFunctionType | torch._ops.OpOverload | torch._ops.OpOverloadPacket):
        return True
    return getattr(type(value), "__anabranch_function__", False)  # a ScriptFunction
