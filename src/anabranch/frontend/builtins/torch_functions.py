"""Functions of torch that are no operators but have a meaning in compiled code."""

from __future__ import annotations

from typing import Any

import torch
import torch.overrides

from ...lang.types import INT, FutureType, ListType, TensorType
from ..calls.functions import FunctionValue
from ..lowering import conditions, literals
from ..types import futures
from ..values.arguments import Args, Kwargs
from ..values.behaviour import behaviour
from ..values.builtin import meaning_of
from ..values.emitter import Emitter
from ..values.named_values import Handler
from ..values.resolution import SPECIALS
from ..values.sugared import SimpleValue, Sugared, constant_of


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


@meaning_of(torch.typename, "typename(obj, /)")
def _typename(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    t = args[0].type()
    if isinstance(t, TensorType):
        return e.operator("prim::type", args)
    cls = None if t is None else behaviour(t).python_class(t)
    if cls is None:
        raise e.error(f"torch.typename of {args[0].describe()} is not known when compiling")
    return e.constant(cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}")


@meaning_of(torch.is_storage, "is_storage(obj, /)")
def _is_storage(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return e.constant(False)  # no value is one


@meaning_of(torch.asarray, "asarray(obj, *, dtype=None, device=None)")
def _asarray(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return e.operator("aten::as_tensor", args, kwargs)


@meaning_of(torch.functional.unravel_index, "unravel_index(indices, shape)")
def _unravel_index(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    indices, shape = args
    sizes = literals.list_of(e, [shape]) if shape.type() == INT else shape
    return FunctionValue(_coordinates).call(e, [indices, sizes], {})


def _coordinates(indices: torch.Tensor, shape: list[int]) -> list[torch.Tensor]:
    if indices.is_complex() or indices.is_floating_point() or indices.dtype == torch.bool:
        raise TypeError(f"expected 'indices' to be integer dtype, but got {indices.dtype}")
    if any(size < 0 for size in shape):
        raise ValueError(f"'shape' cannot have negative values, but got {shape}")
    steps = [1]
    for i in range(len(shape) - 1, 0, -1):
        steps.append(steps[-1] * shape[i])
    steps.reverse()
    sizes = torch.tensor(shape, device=indices.device, dtype=torch.int64)
    found = indices.unsqueeze(-1).floor_divide(torch.tensor(steps, device=indices.device, dtype=torch.int64)) % sizes
    return found.unbind(-1)  # type: ignore[return-value]


@meaning_of(torch.nonzero)
def _nonzero(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    """``as_tuple=True`` gives a tensor for each dimension."""
    named = dict(kwargs)
    known, as_tuple = constant_of(named.pop("as_tuple", e.constant(False)))
    if not known:
        raise e.error("as_tuple of nonzero must be known when compiling", remedy="write True or False")
    return e.operator("aten::nonzero_numpy" if as_tuple else "aten::nonzero", args, named)


# Functions of C that are operators of another name.
for _name, _meant in {"dsmm": "mm", "spmm": "mm", "hsmm": "hspmm", "saddmm": "sspaddmm"}.items():
    meaning_of(getattr(torch, _name))(_operator(f"aten::{_meant}"))
meaning_of(torch.fork)(lambda e, args, kwargs: SPECIALS["fork"].call(e, args, kwargs))


def _has_torch_function() -> list[Any]:
    """What torch's Python functions ask before they work; the same function has several names."""
    names = ("has_torch_function", "has_torch_function_unary", "has_torch_function_variadic")
    places = [(m, n) for m in (torch.overrides, torch._C) for n in (*names, *(f"_{n}" for n in names))]
    objects = [getattr(m, n, None) for m, n in places]
    return list({id(o): o for o in objects if o is not None}.values())


for _function in _has_torch_function():
    meaning_of(_function, "has_torch_function")(_constant(False))
