"""What the language itself needs: tuples, enums, optionals, printing, warnings."""

from __future__ import annotations

import operator
import time
import warnings
from typing import Any

import torch

from .comparisons import same
from .conversions import text
from .support import Kernels, each


def _unwrap(x: Any) -> Any:
    if x is None:
        raise AssertionError("Unwrapping null optional")
    return x


def _print(*values: Any) -> None:
    print(*map(text, values))


def _raise(message: str, class_name: str | None) -> None:
    from ..errors import raise_named

    raise_named(class_name or "RuntimeError", message)


def _warn(message: str, stacklevel: int) -> None:
    warnings.warn(message, stacklevel=max(stacklevel, 1))


def _has_item(items: tuple[Any, ...], x: Any) -> bool:
    return any(same(item, x) or bool(item == x) for item in items)


def _to_list(x: torch.Tensor, dims: int, element: int) -> Any:
    """``dims`` and ``element`` (int, float, bool, complex) are what the annotation says."""
    kinds = [not (x.is_floating_point() or x.is_complex() or x.dtype == torch.bool)]
    kinds += [x.is_floating_point(), x.dtype == torch.bool, x.is_complex()]
    if x.dim() != dims:
        raise RuntimeError("tolist(): the tensor has not as many dimensions as the annotation")
    if not kinds[element]:
        raise RuntimeError("tolist(): the tensor holds another type than the annotation says")
    return x.tolist()


KERNELS: Kernels = {
    "aten::_unwrap_optional": _unwrap,
    "prim::unchecked_unwrap_optional": lambda x: x,
    "prim::unchecked_cast": lambda x: x,
    "prim::TupleIndex": operator.getitem,
    "prim::tolist": _to_list,
    "prim::EnumName": lambda e: e.name,
    **each("prim::EnumValue", "int float str any", lambda e: e.value),
    "prim::index": lambda device: device.index,
    "prim::type": lambda device: device.type,
    "prim::Print": _print,
    "prim::RaiseException": _raise,
    "prim::TimePoint": time.perf_counter_ns,
    "aten::warn": _warn,
    "aten::wait": lambda future: future.wait(),
    "aten::done": lambda future: future.done(),
    "aten::has_torch_function": lambda *args: False,
    "aten::is_scripting": lambda: True,
    "aten::len.tuple": len,
    "aten::__contains__.tuple": _has_item,
    "prim::min.tuple": min,
    "prim::max.tuple": max,
}
