"""Functions of torch that are no operators but have a meaning in compiled code."""

from __future__ import annotations

from typing import Any

import torch
import torch.overrides

from ...lang.types import FutureType, ListType, TensorType
from ..calls.functions import FunctionValue
from ..lowering import conditions
from ..types import futures
from ..values.arguments import Args, Kwargs
from ..values.builtin import meaning_of
from ..values.emitter import Emitter
from ..values.named_values import Handler
from ..values.sugared import SimpleValue, Sugared


def _constant(value: object) -> Handler:
    return lambda e, args, kwargs: e.constant(value)


def _operator(name: str) -> Handler:
    return lambda e, args, kwargs: e.operator(name, args, kwargs)


@meaning_of(torch.is_tensor, "is_tensor(obj)")
def _is_tensor(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return e.constant(isinstance(args[0].type(), TensorType))


@meaning_of(torch.get_default_dtype, "get_default_dtype()")
def _dtype(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return e.operator("aten::get_default_dtype", args, kwargs)


@meaning_of(torch.futures.wait_all, "wait_all(futures)")
def _wait_all(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    t = args[0].type()
    if not (isinstance(t, ListType) and isinstance(t.element, FutureType)):
        raise e.error("torch.futures.wait_all takes a list of futures")
    return futures.wait_all(e, args, kwargs)


@meaning_of(torch._assert, "_assert(condition, message)")
def _assert(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return FunctionValue(_checked).call(e, [SimpleValue(conditions.truth(e, args[0]).as_value(e)), args[1]], {})


def _checked(condition: bool, message: str) -> None:
    assert condition, message


@meaning_of(torch._C._log_api_usage_once)
def _log_api_usage(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return e.none()


for _function in (torch.is_grad_enabled, torch.is_autocast_enabled, torch.is_inference_mode_enabled):
    meaning_of(_function)(_operator(f"aten::{_function.__name__}"))
meaning_of(torch._C._get_tracing_state)(_constant(None))
meaning_of(torch.compiler.is_compiling)(_constant(False))
meaning_of(torch.compiler.is_exporting)(_constant(False))
meaning_of(torch.typename)(_constant("torch.Tensor"))


def _has_torch_function() -> list[Any]:
    """What torch's Python functions ask before they work; the same function has several names."""
    names = ("has_torch_function", "has_torch_function_unary", "has_torch_function_variadic")
    places = [(m, n) for m in (torch.overrides, torch._C) for n in (*names, *(f"_{n}" for n in names))]
    objects = [getattr(m, n, None) for m, n in places]
    return list({id(o): o for o in objects if o is not None}.values())


for _function in _has_torch_function():
    meaning_of(_function, "has_torch_function")(_constant(False))
