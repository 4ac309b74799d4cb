"""Which operator a Python callable stands for: functions of ``torch``, ``math``, ``cmath``, and helpers torch.jit knows."""

from __future__ import annotations

import cmath
import collections
import functools
import math
import types
import warnings
from typing import Any

import torch
from torch.nn.modules import utils as nn_utils

from ...ops import operators

_C: Any = torch._C
_F: Any = torch.nn.functional
_MODULES: tuple[Any, ...] = (torch, _C._nn, _C._fft, _C._linalg, _C._nested, _C._sparse, _C._special)
# Functions of torch.functional whose Python source is compiled; the others are the operator of their name.
_FROM_SOURCE = frozenset({"stft", "istft", "lu", "cdist", "norm", "unique", "unique_consecutive", "tensordot"})
_NOT_OPERATORS = frozenset({"no_grad", "autocast", "tensor_split_", "compile", "dtype", "device", "Size", "Tensor"})

_PLAIN_MATH = (
    "ceil copysign erf erfc exp expm1 fabs floor gamma lgamma log log10 log1p sqrt isnan isfinite isinf asinh atanh "
    "acosh cosh sinh tanh acos asin atan atan2 cos sin tan fmod modf factorial frexp degrees radians ldexp gcd lcm "
    "trunc log2 exp2 cbrt hypot nextafter isclose isqrt comb perm prod fsum dist"
).split()
_PLAIN_CMATH = "isnan isfinite isinf log log10 sqrt exp sin tan cos asin acos atan sinh cosh tanh asinh acosh atanh".split()


@functools.cache
def table() -> dict[int, str]:
    """id of a callable -> operator, for callables that live as long as the process."""
    pairs: list[tuple[Any, str]] = [
        (nn_utils._single, "aten::_single"),
        (nn_utils._pair, "aten::_pair"),
        (nn_utils._triple, "aten::_triple"),
        (nn_utils._quadruple, "aten::_quadruple"),
        (nn_utils._list_with_default, "aten::list_with_default"),
        (collections.OrderedDict, "aten::dict"),
        (torch.backends.cudnn.is_acceptable, "aten::cudnn_is_acceptable"),
        (math.remainder, "aten::mathremainder"),
        (cmath.phase, "aten::angle"),
        (cmath.rect, "aten::polar"),
        (torch._assert, "aten::_assert"),
        (torch.autograd.grad, "aten::grad"),
        (torch.autograd.backward, "aten::backward"),
        (torch._C._infer_size, "aten::_infer_size"),
        (torch.broadcast_shapes, "aten::broadcast_shapes"),
        (_F._no_grad_embedding_renorm_, "aten::_no_grad_embedding_renorm_"),
        (torch.nn.init._no_grad_fill_, "aten::_no_grad_fill_"),
        (torch.nn.init._no_grad_normal_, "aten::_no_grad_normal_"),
        (torch.nn.init._no_grad_uniform_, "aten::_no_grad_uniform_"),
        (torch.nn.init._no_grad_zero_, "aten::_no_grad_zero_"),
        (torch._C._get_cpu_capability, "aten::_get_cpu_capability"),
        (torch.random.manual_seed, "aten::manual_seed"),
        (warnings.warn, "aten::warn"),
        (torch.Generator, "aten::Generator"),
    ]
    pairs += [(getattr(math, n), f"aten::{n}") for n in _PLAIN_MATH if hasattr(math, n)]
    pairs += [(getattr(cmath, n), f"aten::{n}") for n in _PLAIN_CMATH]
    return {id(obj): name for obj, name in pairs}


def operator_name(obj: Any) -> str | None:
    """The operator that calling ``obj`` means; None where it is not one."""
    known = table().get(id(obj))
    if known is not None:
        return known
    name = getattr(obj, "__name__", "")
    if not callable(obj) or isinstance(obj, type) or not name or name in _NOT_OPERATORS:
        return None
    if not _is_torch_function(obj, name):
        return None
    qualified = f"aten::{name.removeprefix('_') if name == '_segment_reduce' else name}"
    return qualified if operators.exists(qualified) else None


def _is_torch_function(obj: Any, name: str) -> bool:
    if isinstance(obj, types.BuiltinFunctionType) and getattr(_C._VariableFunctions, name, None) == obj:
        return True
    if getattr(obj, "__module__", "") == "torch.functional":
        return name not in _FROM_SOURCE and getattr(torch.functional, name, None) is obj
    return any(getattr(module, name, None) is obj for module in _MODULES)


def tensor_method(obj: Any) -> str | None:
    """The operator of an unbound method (``torch.Tensor.add``)."""
    name = getattr(obj, "__name__", "")
    if not name or getattr(torch.Tensor, name, None) is not obj:
        return None
    return f"aten::{name}" if operators.exists(f"aten::{name}") else None
