"""Operators as they were when an archive was saved, where the operator of that name does something else today.

Each is a function of the language that says the old meaning in today's operators.  Of those that changed, ``full.out``,
``gelu`` and divisions that say how they round need none: what an old file can say of them means the same today.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from numbers import Number
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from ...frontend.calls.functions import FunctionValue
from ...frontend.values.emitter import Emitter
from ...frontend.values.named_values import BuiltinValue
from ...frontend.values.sugared import Sugared
from ...lang.types import TensorType

if TYPE_CHECKING:
    Scalar = Any
else:
    Scalar = Number  # what the language calls a number

Args = Sequence[Sugared]
Kwargs = Mapping[str, Sugared]
Choice = Callable[[Args, Kwargs], "Callable[..., Any] | None"]
_DIVISION, _FULL, _LINSPACE, _LOGSPACE = 4, 5, 8, 9  # the versions since which they are what they are


def upgraded(name: str, version: int) -> Sugared | None:
    """The operator as it was; None where it is as it was."""
    changed, choice = _CHANGED.get(name, (0, None))
    return BuiltinValue(name, partial(_call, name, choice)) if choice is not None and version < changed else None


def _call(name: str, choice: Choice, e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    function = choice(args, kwargs)
    return e.operator(name, args, kwargs) if function is None else FunctionValue(function).call(e, args, kwargs)


def _among(of_tensors: Any, of_numbers: Any, out: Any, args: Args, kwargs: Kwargs) -> Any:
    if "rounding_mode" in kwargs or not args or not isinstance(args[0].type(), TensorType):
        return None
    if "out" in kwargs:
        return out
    return of_tensors if len(args) > 1 and isinstance(args[1].type(), TensorType) else of_numbers


def _or_out(plain: Any, out: Any, args: Args, kwargs: Kwargs) -> Any:
    return out if "out" in kwargs else plain


# -- integers were divided as C divides them


def _div(self: Tensor, other: Tensor) -> Tensor:
    if self.is_floating_point() or other.is_floating_point():
        return self.true_divide(other)
    return self.divide(other, rounding_mode="trunc")


def _div_number(self: Tensor, other: Scalar) -> Tensor:
    if self.is_floating_point() or isinstance(other, float):
        return self.true_divide(other)
    return self.divide(other, rounding_mode="trunc")


def _div_out(self: Tensor, other: Tensor, *, out: Tensor) -> Tensor:
    if self.is_floating_point() or other.is_floating_point() or out.is_floating_point():
        return torch.true_divide(self, other, out=out)
    return torch.divide(self, other, rounding_mode="trunc", out=out)


def _div_in_place(self: Tensor, other: Tensor) -> Tensor:
    if self.is_floating_point() or other.is_floating_point():
        return self.true_divide_(other)
    return self.divide_(other, rounding_mode="trunc")


def _div_number_in_place(self: Tensor, other: Scalar) -> Tensor:
    if self.is_floating_point() or isinstance(other, float):
        return self.true_divide_(other)
    return self.divide_(other, rounding_mode="trunc")


# -- a tensor full of ints was one of floats; the number of steps could be left out


def _full(
    size: list[int], fill_value: Scalar, *, dtype: torch.dtype | None = None, layout: torch.layout | None = None,
    device: torch.device | None = None, pin_memory: bool | None = None,
) -> Tensor:  # fmt: skip
    if dtype is None:
        value = float(fill_value)
        return torch.full(size, value, dtype=dtype, layout=layout, device=device, pin_memory=pin_memory)
    return torch.full(size, fill_value, dtype=dtype, layout=layout, device=device, pin_memory=pin_memory)


_STEPS = 100


def _linspace(
    start: Scalar, end: Scalar, steps: int | None = None, *, dtype: torch.dtype | None = None,
    layout: torch.layout | None = None, device: torch.device | None = None, pin_memory: bool | None = None,
) -> Tensor:  # fmt: skip
    count = _STEPS if steps is None else steps
    return torch.linspace(start, end, count, dtype=dtype, layout=layout, device=device, pin_memory=pin_memory)


def _linspace_out(start: Scalar, end: Scalar, steps: int | None = None, *, out: Tensor) -> Tensor:
    return torch.linspace(start, end, _STEPS if steps is None else steps, out=out)


def _logspace(
    start: Scalar, end: Scalar, steps: int | None = None, base: float = 10.0, *, dtype: torch.dtype | None = None,
    layout: torch.layout | None = None, device: torch.device | None = None, pin_memory: bool | None = None,
) -> Tensor:  # fmt: skip
    count = _STEPS if steps is None else steps
    return torch.logspace(start, end, count, base, dtype=dtype, layout=layout, device=device, pin_memory=pin_memory)


def _logspace_out(start: Scalar, end: Scalar, steps: int | None = None, base: float = 10.0, *, out: Tensor) -> Tensor:
    return torch.logspace(start, end, _STEPS if steps is None else steps, base, out=out)


_CHANGED: dict[str, tuple[int, Any]] = {
    "aten::div": (_DIVISION, partial(_among, _div, _div_number, _div_out)),
    "aten::div_": (_DIVISION, partial(_among, _div_in_place, _div_number_in_place, None)),
    "aten::full": (_FULL, partial(_or_out, _full, None)),
    "aten::linspace": (_LINSPACE, partial(_or_out, _linspace, _linspace_out)),
    "aten::logspace": (_LOGSPACE, partial(_or_out, _logspace, _logspace_out)),
}
