"""Forward hooks and pre-hooks, compiled around the call of ``forward``.

A pre-hook gets the arguments as a tuple and may give new ones (a tuple, or a single value); a hook gets arguments and
result and may give a new result.  One that gives nothing changes nothing.  As in nn.Module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import FunctionType
from typing import Any

from ...ir.function import Function
from ...ir.graph import Value
from ...lang.types import NONE, TupleType
from ..calls.functions import FunctionValue
from ..classes import methods
from ..classes.module_types import ModuleType
from ..source.written import written_function
from ..values.emitter import Emitter
from ..values.sugared import Sugared, TupleValue, simple


def call(e: Emitter, value: Value, t: ModuleType, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
    """``module(...)`` with hooks.  Keyword arguments join the tuple, in the order they are written."""
    inputs: Sugared = simple(e.builder.tuple_([a.as_value(e) for a in [*args, *kwargs.values()]]))
    replaced = False
    for hook in t.pre_hooks:
        result = _run(e, hook, t, [simple(value), inputs])
        if result.type() != NONE:
            inputs, replaced = _as_tuple(e, result), True
    forward = simple(value).attr(e, "forward")
    output = forward.call(e, inputs.items(e), {}) if replaced or not kwargs else forward.call(e, args, kwargs)
    for hook in t.hooks:
        result = _run(e, hook, t, [simple(value), inputs, output])
        output = output if result.type() == NONE else result
    return output


def entry_point(t: ModuleType) -> Function:
    """The function that calling a module with hooks runs: forward's parameters, handed to the module itself."""
    forward = methods.by_name(t, "forward")
    parameters, given, scope = ["self"], [], dict[str, Any]()
    for argument in forward.schema.arguments[1:]:
        scope[f"__type_{argument.name}"], scope[f"__default_{argument.name}"] = argument.type, argument.default
        default = f" = __default_{argument.name}" if argument.has_default else ""
        parameters.append(f"{argument.name}: __type_{argument.name}{default}")
        given.append(f"{argument.name}={argument.name}" if argument.keyword_only else argument.name)
    text = f"def __call__({', '.join(parameters)}):\n    return self({', '.join(given)})\n"
    return methods.compiled(t, written_function(f"call of {t.name}", "__call__", text, scope), "__call__")


def _run(e: Emitter, hook: Any, t: ModuleType, args: list[Sugared]) -> Sugared:
    if not isinstance(hook, FunctionType):
        raise e.error(
            f"the hook {type(hook).__name__} of module '{t.name}' cannot be compiled",
            got=f"an object of {type(hook).__module__}.{type(hook).__qualname__}, not a function",
            remedy="remove it before compiling (remove_weight_norm, remove_spectral_norm), or write it as a function",
        )
    if methods.class_member(t, hook.__name__) is not None:
        raise e.error(
            f"Can't define hook: {hook.__name__} on class: {t.name} because a method or hook with that name already exists.",
            remedy="give the hook another name",
        )
    return FunctionValue(hook, (args[0],)).call(e, args[1:], {})


def _as_tuple(e: Emitter, result: Sugared) -> Sugared:
    return result if isinstance(result.type(), TupleType) else TupleValue([result])
