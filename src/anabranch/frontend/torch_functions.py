"""Functions of torch that are no operators but have a meaning in compiled code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import torch
import torch.overrides

from ..ir.types import FutureType, ListType, TensorType
from .sugared import Handler, Sugared

if TYPE_CHECKING:
    from .emitter import Emitter

Args = Sequence[Sugared]
Kwargs = Mapping[str, Sugared]


def _constant(value: object) -> Handler:
    return lambda e, args, kwargs: e.constant(value)


def _is_tensor(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return e.constant(isinstance(args[0].type(), TensorType))


def _operator(name: str) -> Handler:
    return lambda e, args, kwargs: e.operator(name, args, kwargs)


def _dtype(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    from .resolve import dtype_number

    return e.constant(dtype_number(torch.get_default_dtype()))


def _wait_all(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    from .special_forms import HANDLERS

    t = args[0].type() if args else None
    if not (isinstance(t, ListType) and isinstance(t.element, FutureType)):
        raise e.error("torch.futures.wait_all takes a list of futures")
    return HANDLERS["wait_all"](e, args, kwargs)


def _atleast(n: int) -> Handler:
    name = f"aten::atleast_{n}d"
    return lambda e, args, kwargs: e.operator(name, args, kwargs)


def _log_api_usage(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return e.none()


def handlers() -> list[tuple[Any, str, Callable[..., Sugared]]]:
    """(object, name, meaning)."""
    found: list[tuple[Any, str, Callable[..., Sugared]]] = [
        (torch.is_tensor, "is_tensor", _is_tensor),
        (torch.get_default_dtype, "get_default_dtype", _dtype),
        (torch.is_grad_enabled, "is_grad_enabled", _operator("aten::is_grad_enabled")),
        (torch.is_autocast_enabled, "is_autocast_enabled", _operator("aten::is_autocast_enabled")),
        (torch.is_inference_mode_enabled, "is_inference_mode_enabled", _operator("aten::is_inference_mode_enabled")),
        (torch.futures.wait_all, "wait_all", _wait_all),
        (torch._C._get_tracing_state, "_get_tracing_state", _constant(None)),
        (torch._C._log_api_usage_once, "_log_api_usage_once", _log_api_usage),
        (torch.compiler.is_compiling, "is_compiling", _constant(False)),
        (torch.compiler.is_exporting, "is_exporting", _constant(False)),
        (torch.typename, "typename", _constant("torch.Tensor")),
    ]
    names = ("has_torch_function", "has_torch_function_unary", "has_torch_function_variadic")
    places: list[tuple[Any, str]] = [(m, n) for m in (torch.overrides, torch._C) for n in (*names, *(f"_{n}" for n in names))]
    objects = {id(o): o for m, n in places if (o := getattr(m, n, None)) is not None}
    return found + [(o, "has_torch_function", _constant(False)) for o in objects.values()]
