"""The concrete types of a module that is traced: its parameters, buffers, submodules and ``training``, nothing else.

Other attributes are baked into the graphs, so each traced module has types of its own.
"""

from __future__ import annotations

from torch import nn
from torch.nn.utils import parametrize

from ..base.errors import TracingError
from ..base.transactions import run
from ..frontend.classes.module_types import ModuleType
from ..frontend.modules.concrete_types import check_initialized
from ..frontend.source.names import claim_name, qualified_name
from ..lang.nominal import AttributeKind
from ..lang.types import BOOL, NONE, TENSOR, Type
from .instance_wrappers import connected_backend
from .module_maker import TreeMaker
from .script_module import ScriptModule


def traced_types(root: nn.Module) -> dict[int, ModuleType]:
    """The type of every module of the tree, by ``id``; a compiled submodule keeps its own.  Raises TracingError."""
    if parametrize._cache_enabled and any(map(parametrize.is_parametrized, root.modules())):
        raise TracingError(
            "Cannot trace a model while caching the parametrized tensors: the trace would keep their values\n"
            "help: trace it outside parametrize.cached(); the trace may run inside"
        )
    return run(_types_of, root)


def _types_of(root: nn.Module) -> dict[int, ModuleType]:
    types: dict[int, ModuleType] = {}
    _type_of(root, types)
    return types


def traced_module(module: nn.Module, t: ModuleType) -> ScriptModule:
    """The module compiled as ``t``, whose methods have been traced."""
    return TreeMaker(connected_backend()).make(module, t)


def _type_of(module: nn.Module, types: dict[int, ModuleType]) -> ModuleType:
    known = types.get(id(module))
    if known is not None:
        return known
    own = getattr(module, "__anabranch_type__", None)
    if isinstance(own, ModuleType):
        types[id(module)] = own
        return own
    check_initialized(module)
    _check_backward_hooks(module)
    return _new_type(module, types)


def _new_type(module: nn.Module, types: dict[int, ModuleType]) -> ModuleType:
    t = types[id(module)] = ModuleType("", is_module=True)
    t.name = claim_name(qualified_name(type(module)), t)
    t.add_attribute("training", BOOL)
    for name, parameter in module._parameters.items():
        t.add_attribute(name, _tensor_type(parameter), AttributeKind.PARAMETER)
    for name, buffer in module._buffers.items():
        t.add_attribute(name, _tensor_type(buffer), AttributeKind.BUFFER)
    for name, submodule in module._modules.items():
        if submodule is not None:
            t.add_attribute(name, _type_of(submodule, types), AttributeKind.MODULE)
    return t


def _check_backward_hooks(module: nn.Module) -> None:
    if module._backward_hooks or module._backward_pre_hooks:
        raise TracingError(
            f"{type(module).__name__} has backward hooks assigned: a trace cannot call them\n"
            "help: remove them before tracing, or register them on the traced module"
        )


def _tensor_type(tensor: object) -> Type:
    return NONE if tensor is None else TENSOR
