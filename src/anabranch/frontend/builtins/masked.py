"""torch.masked: reductions and normalizations of strided tensors over what a mask lets through.

PyTorch's own source makes classes inside functions and asks functions for their names.  Here what the mask hides is filled with
the value that changes nothing, and the plain operator follows.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from ...lang.types import INT, TupleType
from ..calls.functions import FunctionValue
from ..lowering import literals
from ..values.arguments import Args, Kwargs
from ..values.builtin import meaning_of
from ..values.emitter import Emitter
from ..values.named_values import Handler
from ..values.sugared import Sugared

_INFINITE = float("inf")


def _seen(x: Tensor, mask: Tensor) -> Tensor:
    if mask.dim() > x.dim():
        raise IndexError("expected a mask that can be broadcast (it has more dimensions than the input)")
    return mask.broadcast_to(x.shape).to(torch.bool)


def _filled(x: Tensor, mask: Tensor | None, value: float) -> Tensor:
    """Infinities become the least and greatest values where a dtype has none."""
    if x.layout != torch.strided or (mask is not None and mask.layout != torch.strided):
        raise ValueError("compiled code has torch.masked of strided tensors only")
    if mask is None:
        return x
    hidden = ~_seen(x, mask)
    if x.is_floating_point() or x.is_complex() or abs(value) != _INFINITE:
        return x.masked_fill(hidden, value)
    limits = torch.iinfo(x.dtype)
    return x.masked_fill(hidden, limits.max if value > 0 else limits.min)


def _dims(dim: list[int] | None, count: int) -> list[int]:
    """As positive numbers, in order; all where none are named."""
    if dim is None or len(dim) == 0:
        return list(range(count))
    most = max(count, 1)
    found: list[int] = []
    for d in dim:
        if d >= most or d < -most:
            raise IndexError(f"Dimension out of range (expected to be in range of [{-most}, {most - 1}], but got {d})")
        if d % most in found:
            raise RuntimeError(f"dim={d} appears multiple times in the list of dims")
        found.append(d % most)
    return sorted(found)


def _summed_dtype(x: Tensor, dtype: torch.dtype | None) -> torch.dtype:
    if dtype is not None:
        return dtype
    return x.dtype if x.is_floating_point() or x.is_complex() else torch.int64


def _total(x: Tensor, dim: list[int] | None, keepdim: bool | None, dtype: torch.dtype, mask: Tensor | None) -> Tensor:
    return _filled(x, mask, 0).sum(_dims(dim, x.dim()), bool(keepdim), dtype=dtype)


def _sum(
    input: Tensor,
    dim: list[int] | None = None,
    *,
    keepdim: bool | None = False,
    dtype: torch.dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    return _total(input, dim, keepdim, _summed_dtype(input, dtype), mask)


def _prod(
    input: Tensor,
    dim: list[int] | None = None,
    *,
    keepdim: bool | None = False,
    dtype: torch.dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    result = _filled(input, mask, 1).to(_summed_dtype(input, dtype))
    axes = _dims(dim, input.dim())
    for i in range(len(axes)):
        result = result.prod(axes[-1 - i], bool(keepdim))
    return result


def _cumsum(input: Tensor, dim: int, *, dtype: torch.dtype | None = None, mask: Tensor | None = None) -> Tensor:
    wanted = input.dtype if dtype is None else dtype
    return _filled(input, mask, 0).cumsum(_dims([dim], input.dim())[0], dtype=wanted).to(wanted)


def _cumprod(input: Tensor, dim: int, *, dtype: torch.dtype | None = None, mask: Tensor | None = None) -> Tensor:
    wanted = input.dtype if dtype is None else dtype
    return _filled(input, mask, 1).cumprod(_dims([dim], input.dim())[0], dtype=wanted).to(wanted)


def _amax(
    input: Tensor,
    dim: list[int] | None = None,
    *,
    keepdim: bool | None = False,
    dtype: torch.dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    found = _filled(input, mask, -_INFINITE).amax(_dims(dim, input.dim()), bool(keepdim))
    return found.to(input.dtype if dtype is None else dtype)


def _amin(
    input: Tensor,
    dim: list[int] | None = None,
    *,
    keepdim: bool | None = False,
    dtype: torch.dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    found = _filled(input, mask, _INFINITE).amin(_dims(dim, input.dim()), bool(keepdim))
    return found.to(input.dtype if dtype is None else dtype)


def _argmax(
    input: Tensor,
    dim: int | None = None,
    *,
    keepdim: bool | None = False,
    dtype: torch.dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    found = _filled(input, mask, -_INFINITE).argmax(dim, bool(keepdim))
    return found.to(input.dtype if dtype is None else dtype)


def _argmin(
    input: Tensor,
    dim: int | None = None,
    *,
    keepdim: bool | None = False,
    dtype: torch.dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    found = _filled(input, mask, _INFINITE).argmin(dim, bool(keepdim))
    return found.to(input.dtype if dtype is None else dtype)


def _mean(
    input: Tensor,
    dim: list[int] | None = None,
    *,
    keepdim: bool | None = False,
    dtype: torch.dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    wanted = input.dtype if dtype is None else dtype
    if not (wanted.is_floating_point or wanted.is_complex):
        raise ValueError(f"mean(): the dtype of the result must be a floating point or complex one, got {wanted}")
    return _total(input, dim, keepdim, wanted, mask) / _count(input, dim, keepdim, mask)


def _count(x: Tensor, dim: list[int] | None, keepdim: bool | None, mask: Tensor | None) -> Tensor:
    """How many items the mask lets through."""
    ones = torch.ones(x.shape, dtype=torch.int64, device=x.device)
    return _total(ones, dim, keepdim, torch.int64, mask)


def _median(
    input: Tensor, dim: int = -1, *, keepdim: bool = False, dtype: torch.dtype | None = None, mask: Tensor | None = None
) -> Tensor:
    is_float = input.is_floating_point()
    filled = _filled(input if is_float else input.to(torch.float), mask, float("nan"))
    found = filled.nanmedian(_dims([dim], input.dim())[0], keepdim)[0]
    if is_float:
        return found
    if bool(found.isnan().any()):
        raise ValueError("masked median expects no fully masked out rows if dtype is not floating point")
    return found.to(input.dtype if dtype is None else dtype)


def _logsumexp(
    input: Tensor,
    dim: list[int] | None = None,
    *,
    keepdim: bool = False,
    dtype: torch.dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    found = _filled(input, mask, -_INFINITE).logsumexp(_dims(dim, input.dim()), keepdim)
    return found.to(input.dtype if dtype is None else dtype)


def _logaddexp(
    input: Tensor,
    other: Tensor,
    *,
    dtype: torch.dtype | None = None,
    input_mask: Tensor | None = None,
    other_mask: Tensor | None = None,
) -> Tensor:
    found = torch.logaddexp(_filled(input, input_mask, -_INFINITE), _filled(other, other_mask, -_INFINITE))
    return found.to(input.dtype if dtype is None else dtype)


def _norm(
    input: Tensor,
    ord: float | None = 2.0,
    dim: list[int] | None = None,
    *,
    keepdim: bool | None = False,
    dtype: torch.dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    order = 2.0 if ord is None else ord
    filled = _filled(input, mask, _INFINITE if order == -_INFINITE else 0.0)
    found: Tensor = torch.linalg.vector_norm(filled, order, _dims(dim, input.dim()), bool(keepdim), dtype=dtype)
    return found


def _spread(
    x: Tensor, dim: list[int] | None, correction: float, keepdim: bool | None, wanted: torch.dtype, mask: Tensor | None
) -> Tensor:
    """The variance in ``wanted``."""
    precise = wanted if wanted.is_floating_point or wanted.is_complex else torch.float32
    mean = _total(x, dim, True, wanted, mask) / _count(x, dim, True, mask)
    off = x - mean
    total = _total(off * off.conj(), dim, keepdim, precise, mask)
    count = _count(x, dim, keepdim, mask)
    if correction != 0:
        count = (count.to(precise.to_real()) - correction).clamp_min(0)
    return (total / count).to(wanted)


def _spread_dtype(x: Tensor, dtype: torch.dtype | None) -> torch.dtype:
    if dtype is not None:
        return dtype
    return x.dtype if x.is_floating_point() or x.is_complex() else torch.float32


def _correction(unbiased: bool | None, correction: float | None) -> float:
    if unbiased is not None and correction is not None:
        raise AssertionError("Only one of unbiased and correction may be given")
    if correction is not None:
        return correction
    return 1.0 if unbiased is None or unbiased else 0.0


def _var(
    input: Tensor,
    dim: list[int] | None = None,
    unbiased: bool | None = None,
    *,
    correction: float | None = None,
    keepdim: bool | None = False,
    dtype: torch.dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    return _spread(input, dim, _correction(unbiased, correction), keepdim, _spread_dtype(input, dtype), mask)


def _std(
    input: Tensor,
    dim: list[int] | None = None,
    unbiased: bool | None = None,
    *,
    correction: float | None = None,
    keepdim: bool | None = False,
    dtype: torch.dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    found = _spread(input, dim, _correction(unbiased, correction), keepdim, _spread_dtype(input, dtype), mask)
    return found.sqrt()


def _softmax(input: Tensor, dim: int, *, dtype: torch.dtype | None = None, mask: Tensor | None = None) -> Tensor:
    filled, axis = _filled(input, mask, -_INFINITE), _dims([dim], input.dim())[0]
    return F.softmax(filled, axis, dtype=input.dtype if dtype is None else dtype)


def _log_softmax(input: Tensor, dim: int, *, dtype: torch.dtype | None = None, mask: Tensor | None = None) -> Tensor:
    filled, axis = _filled(input, mask, -_INFINITE), _dims([dim], input.dim())[0]
    return F.log_softmax(filled, axis, dtype=input.dtype if dtype is None else dtype)


def _softmin(input: Tensor, dim: int, *, dtype: torch.dtype | None = None, mask: Tensor | None = None) -> Tensor:
    filled, axis = _filled(input, mask, _INFINITE), _dims([dim], input.dim())[0]
    return F.softmin(filled, axis, dtype=input.dtype if dtype is None else dtype)


def _normalize(
    input: Tensor,
    ord: float,
    dim: int,
    *,
    eps: float = 1e-12,
    dtype: torch.dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    length = _norm(input, ord, [dim], keepdim=True, dtype=input.dtype if dtype is None else dtype, mask=mask)
    return _filled(input, mask, 0) / torch.maximum(length, length.new_full([], eps))


def _calls(function: Callable[..., Tensor], at: int | None = None) -> Handler:
    """A call of ``function``; its argument ``dim``, the one with number ``at``, is a list there."""

    def handler(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        given = [_listed(e, a) if i == at else a for i, a in enumerate(args)]
        named = {k: _listed(e, a) if k == "dim" and at is not None else a for k, a in kwargs.items()}
        return FunctionValue(function).call(e, given, named)

    return handler


def _listed(e: Emitter, item: Sugared) -> Sugared:
    if item.type() == INT:
        return literals.list_of(e, [item])
    if isinstance(item.type(), TupleType):
        return e.resolve(list).call(e, [item], {}) if item.items(e) else e.none()
    return item


_REDUCTIONS: dict[str, Callable[..., Tensor]] = {
    "sum": _sum, "prod": _prod, "amax": _amax, "amin": _amin, "mean": _mean, "logsumexp": _logsumexp, "var": _var, "std": _std,
}  # fmt: skip
_OTHERS: dict[str, Callable[..., Tensor]] = {
    "cumsum": _cumsum, "cumprod": _cumprod, "argmax": _argmax, "argmin": _argmin, "median": _median, "logaddexp": _logaddexp,
    "softmax": _softmax, "log_softmax": _log_softmax, "softmin": _softmin, "normalize": _normalize,
}  # fmt: skip
for _name, _function in _REDUCTIONS.items():
    meaning_of(getattr(torch.masked, _name))(_calls(_function, 1))
meaning_of(torch.masked.norm)(_calls(_norm, 2))
for _name, _function in _OTHERS.items():
    meaning_of(getattr(torch.masked, _name))(_calls(_function))
