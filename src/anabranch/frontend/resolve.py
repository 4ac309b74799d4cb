"""What a Python object means in a program: the object -> its ``Sugared``.

This file may name objects of torch.jit: it recognises them in user source and calls none.
"""

from __future__ import annotations

import enum
import functools
import types
import typing
from typing import TYPE_CHECKING, Any

import torch

from ..ir.types import ANY, INT
from . import builtins_table, context_managers, enums, literals, overloads, torch_names
from .annotations import find_type, is_future_class
from .markers import is_interface
from .sugared import (
    ELLIPSIS,
    CompiledValue,
    FunctionValue,
    NamespaceValue,
    ObjectValue,
    OperatorValue,
    Sugared,
    TupleValue,
)
from .type_values import GenericType, TypeValue

if TYPE_CHECKING:
    from .emitter import Emitter

_NUMBERED = (torch.dtype, torch.layout, torch.memory_format, torch.qscheme)

# torch.jit's own functions and what they are to us; ours are recognised by their module and name.
_OF_TORCH: dict[int, str] = {
    id(getattr(torch.jit, name)): name
    for name in (
        "fork", "_fork", "wait", "_wait", "annotate", "is_scripting", "is_tracing", "isinstance", "script", "ignore",
        "export", "unused",
    )
    if hasattr(torch.jit, name)
}  # fmt: skip
_BOOLEAN_DISPATCH = torch._jit_internal.boolean_dispatched
_OVERLOADED = torch._jit_internal._overloaded_fns


def dtype_number(obj: Any) -> int:
    """The number that a dtype, layout, memory format or qscheme is in graphs."""
    from .dtypes import number

    return number(obj)


def resolve(e: Emitter, obj: Any, name: str = "") -> Sugared:
    """What ``obj``, found under ``name``, means.  Never raises: what is no value says so when it is used."""
    if isinstance(obj, Sugared):
        return obj
    if obj is None or type(obj) in (bool, int, float, complex, str):
        return e.constant(obj)
    if isinstance(obj, _NUMBERED):
        return e.constant(dtype_number(obj), INT)
    if isinstance(obj, torch.device):
        return e.constant(obj)
    if isinstance(obj, tuple):
        return _tuple(e, obj, name)
    if isinstance(obj, enum.Enum):
        return enums.member(e, obj)
    if obj is Ellipsis:
        return ELLIPSIS
    if isinstance(obj, types.ModuleType):
        return NamespaceValue(obj)
    return _callable(e, obj, name) or _type(obj) or _other(e, obj, name)


def _tuple(e: Emitter, obj: tuple[Any, ...], name: str) -> Sugared:
    items = [resolve(e, item, name) for item in obj]
    if hasattr(obj, "_fields"):
        return _type(type(obj)).call(e, items, {})  # type: ignore[union-attr]
    return TupleValue(items)


def special_name(obj: Any) -> str | None:
    """The name of one of the library's own functions, ours or torch.jit's; None for other objects."""
    found = _OF_TORCH.get(id(obj))
    if found is not None:
        return found.removeprefix("_")
    module = getattr(obj, "__module__", None) or ""
    if isinstance(module, str) and module.split(".")[0] == "anabranch" and callable(obj):
        name = getattr(obj, "__name__", "")
        return name.removeprefix("_") if isinstance(name, str) else None
    return "wait" if obj is getattr(torch.futures, "wait", ()) else None


def _callable(e: Emitter, obj: Any, name: str) -> Sugared | None:
    special = builtins_table.special(special_name(obj)) if callable(obj) else None
    if special is not None:
        return special
    builtin = builtins_table.find(obj)
    if builtin is not None:
        return builtin
    if _is_compiled(obj):
        return CompiledValue(compiled_function(obj))
    context = _CONTEXTS.get(obj) if isinstance(obj, type) else None
    if context is not None:
        return context
    if isinstance(obj, torch._ops.OpOverloadPacket):
        return OperatorValue(obj._qualified_op_name)
    if isinstance(obj, torch._ops.OpOverload):
        return overloads.overload(obj._schema.name, obj._schema.overload_name)
    if isinstance(obj, torch._ops._OpNamespace | torch._ops._Ops):
        return NamespaceValue(obj, "namespace")
    return _function(e, obj)


def _function(e: Emitter, obj: Any) -> Sugared | None:
    if isinstance(obj, types.FunctionType):
        dispatched = _BOOLEAN_DISPATCH.get(obj)
        if dispatched is not None:
            return _dispatched(dispatched)
    operator = torch_names.operator_name(obj) or torch_names.tensor_method(obj)
    if operator is not None:
        return OperatorValue(operator)
    if isinstance(obj, types.FunctionType):
        return _python_function(obj)
    if isinstance(obj, functools.partial):
        from .dispatched import PartialFunction

        inner = resolve(e, obj.func)
        return PartialFunction(inner, [resolve(e, a) for a in obj.args], {k: resolve(e, v) for k, v in obj.keywords.items()})
    return None


def _dispatched(table: Any) -> Sugared:
    from .dispatched import DispatchedFunction

    return DispatchedFunction(
        table["if_true"], table["if_false"], table["index"], table["default"], table["arg_name"]
    )


def _python_function(obj: types.FunctionType) -> Sugared:
    overloads: Any = _OVERLOADED.get(f"__torch__.{obj.__module__}.{obj.__qualname__}")
    if overloads:
        from .dispatched import OverloadedFunction

        return OverloadedFunction(obj, list(overloads))
    return FunctionValue(obj)


def _is_compiled(obj: Any) -> bool:
    return getattr(type(obj), "__anabranch_function__", False) is True


def compiled_function(obj: Any) -> Any:
    """The ``ir.Function`` of a ScriptFunction or of a traced function."""
    return obj.function


_GENERIC = (
    typing.List, typing.Dict, typing.Tuple, typing.Optional, typing.Union, typing.Set, typing.Any, typing.Final,
)  # fmt: skip


def _type(obj: Any) -> Sugared | None:
    """A class, or a type written with typing."""
    if isinstance(obj, type):
        return _class(obj)
    if any(obj is generic for generic in _GENERIC):
        return TypeValue(ANY, obj) if obj is typing.Any else GenericType(obj)
    if typing.get_origin(obj) is not None:
        origin = typing.get_origin(obj)
        if is_future_class(origin) or origin in (list, dict, tuple, set, typing.Union, types.UnionType):
            t = find_type(obj)
            return TypeValue(t, obj) if t is not None else None
    return None


def _class(cls: type) -> Sugared | None:
    from . import class_values, classes, script_classes

    if issubclass(cls, BaseException):
        return ObjectValue(cls, cls.__name__)
    if issubclass(cls, enum.Enum):
        return enums.enum_value(cls)
    if is_future_class(cls):
        return GenericType(cls)
    if issubclass(cls, tuple) and hasattr(cls, "_fields"):
        return class_values.named_tuple_value(cls)
    if issubclass(cls, torch.nn.Module) and not is_interface(cls):
        return classes.ModuleClassValue(classes.PythonClass(cls), cls)
    if is_interface(cls) or issubclass(cls, torch.Tensor) or cls in class_values.PLAIN:
        return class_values.plain_value(cls)
    return classes.class_value(cls) if script_classes.can_compile(cls) else None


def _other(e: Emitter, obj: Any, name: str) -> Sugared:
    from . import classes

    if isinstance(obj, torch.Tensor):
        return e.constant(obj)
    if isinstance(obj, torch.nn.Module):
        return classes.GlobalModule(obj, name)
    return ObjectValue(obj, name or getattr(obj, "__name__", ""))


_cpu_autocast: Any = vars(torch.cpu.amp)["autocast"]
_CONTEXTS: dict[Any, Sugared] = {
    torch.no_grad: context_managers.ContextClass(f"{context_managers.GRAD}no_grad"),
    torch.enable_grad: context_managers.ContextClass(f"{context_managers.GRAD}enable_grad"),
    torch.set_grad_enabled: context_managers.ContextClass(f"{context_managers.GRAD}set_grad_enabled"),
    torch.inference_mode: context_managers.ContextClass(f"{context_managers.GRAD}inference_mode"),
    torch.autocast: context_managers.ContextClass("__torch__.torch.amp.autocast_mode.autocast"),
    _cpu_autocast: context_managers.ContextClass("__torch__.torch.amp.autocast_mode.autocast", (("device_type", "cpu"),)),
    torch.autograd.profiler.record_function: context_managers.RecordFunction(),
}


def constant(e: Emitter, obj: Any) -> Sugared:
    """A default argument or a field's default: also lists and dicts, made anew each time."""
    if isinstance(obj, list):
        return literals.list_of(e, [constant(e, item) for item in obj])
    if isinstance(obj, dict) and obj:
        keys = [constant(e, k).as_value(e) for k in obj]
        return literals.dict_of(e, keys, [constant(e, v).as_value(e) for v in obj.values()], None)
    if isinstance(obj, dict):
        return literals.empty_dict(e)
    return resolve(e, obj)
