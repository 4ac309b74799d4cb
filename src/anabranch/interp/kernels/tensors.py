"""Making tensors, asking them what they are, and helpers that torch keeps outside its dispatcher."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from .support import Kernels, each
from .torch_enums import DTYPES, LAYOUT_NUMBERS, MEMORY_FORMATS, dtype_number


def _dtype(number: int | None) -> torch.dtype | None:
    return None if number is None else DTYPES[number]


def _tensor(data: Any, dtype: int | None, device: torch.device | None, requires_grad: bool) -> Tensor:
    if isinstance(data, Tensor):
        made = data.detach().clone().to(dtype=_dtype(dtype), device=device)
        return made.requires_grad_(requires_grad)
    return torch.tensor(data, dtype=_dtype(dtype), device=device, requires_grad=requires_grad)


def _as_tensor(data: Any, dtype: int | None, device: torch.device | None) -> Tensor:
    return torch.as_tensor(data, dtype=_dtype(dtype), device=device)


def _to(x: Tensor, device: Any, dtype: int | None, non_blocking: bool, copy: bool) -> Tensor:
    return x.to(device=device, dtype=_dtype(dtype), non_blocking=non_blocking, copy=copy)


def _interpolate(
    x: Tensor, size: Any, scale: Any, mode: str, align: bool | None, recompute: bool | None, antialias: bool
) -> Tensor:
    return F.interpolate(x, size, scale, mode, align, recompute, antialias)


def _upsample(x: Tensor, size: Any, scale: Any, mode: str, align: bool | None) -> Tensor:
    return F.interpolate(x, size, scale, mode, align)


def _upsample_bilinear(x: Tensor, size: Any, scale: Any) -> Tensor:
    return F.interpolate(x, size, scale, "bilinear", True)


def _upsample_nearest(x: Tensor, size: Any, scale: Any) -> Tensor:
    return F.interpolate(x, size, scale, "nearest")


def _sum_to_size(x: Tensor, size: list[int] | None) -> Tensor:
    return x if size is None else x.sum_to_size(size)


def _index(x: Tensor, indices: Sequence[Tensor]) -> Tensor:
    return torch.ops.aten.index.Tensor(x, list(indices))  # type: ignore[no-any-return]


def _infer_size(a: list[int], b: list[int]) -> list[int]:
    return list(torch.broadcast_shapes(a, b))  # type: ignore[no-untyped-call]


def _dequantize(x: Any) -> Any:
    if isinstance(x, Tensor):
        return x.dequantize() if x.is_quantized else x
    if isinstance(x, list | tuple):
        return type(x)(map(_dequantize, x))
    return x


def _copy_number(x: Tensor, number: float) -> Tensor:
    return x.copy_(torch.scalar_tensor(number))


def _without_grad(function: Any) -> Any:
    return torch.no_grad()(function)


def _is_like(x: Tensor, memory_format: int) -> bool:
    return x.is_contiguous(memory_format=MEMORY_FORMATS[memory_format])


def _is_dense(x: Tensor) -> bool:
    """Whether the elements fill a stretch of memory, each once, in some order of the dimensions."""
    expected = 1
    for stride, size in sorted(zip(x.stride(), x.shape)):
        if size != 1 and stride != expected:
            return x.numel() < 2
        expected *= size
    return True


def _ask(name: str) -> Any:
    return operator.attrgetter(name)


_QUESTIONS = """
data device is_cpu is_cuda is_ipu is_maia is_meta is_mkldnn is_mps is_mtia is_nested is_quantized is_sparse
is_sparse_csr is_vulkan is_xla is_xpu itemsize name nbytes requires_grad grad
"""

KERNELS: Kernels = {f"prim::{name}": _ask(name) for name in _QUESTIONS.split()}
KERNELS |= {
    "prim::dtype": lambda x: dtype_number(x.dtype),
    "prim::layout": lambda x: LAYOUT_NUMBERS[x.layout],
    "prim::abs": torch.abs,
    **each("aten::tensor", "- int float complex bool Tensor Scalar tuple", _tensor),
    **each("aten::as_tensor", "- int float complex bool Scalar list", _as_tensor),
    "aten::to.prim_Device": _to,
    "aten::to.prim_dtype": lambda x, dtype, non_blocking, copy: _to(x, None, dtype, non_blocking, copy),
    "aten::to.prim_other": lambda x, non_blocking, copy: _to(x, None, None, non_blocking, copy),
    "aten::cpu": Tensor.cpu,
    "aten::cuda": Tensor.cuda,
    **each("aten::copy_", "int float", _copy_number),
    "aten::copy_.Tensor": Tensor.copy_,
    "aten::Size": list,
    **each("aten::size", "-", lambda x: list(x.shape)),
    "aten::sym_size": lambda x: list(x.shape),
    **each("aten::stride", "-", lambda x: list(x.stride())),
    "aten::sym_stride": lambda x: list(x.stride()),
    "aten::element_size": Tensor.element_size,
    "aten::is_non_overlapping_and_dense": _is_dense,
    "aten::is_strides_like_format": _is_like,
    "aten::len.Tensor": len,
    "aten::iter.Tensor": lambda x: list(x),
    **each("aten::__contains__", "tensor_item tensor_number", operator.contains),
    "aten::numpy_T.a": _ask("T"),
    "aten::matrix_H.a": _ask("H"),
    "aten::mT.a": _ask("mT"),
    "aten::mH.a": _ask("mH"),
    "aten::split": lambda x, sizes, dim: list(x.split(sizes, dim)),
    "aten::floordiv.Scalar_Tensor": lambda a, x: a // x,
    "aten::einsum.sublist": torch.einsum,
    **each("aten::__interpolate", "- scale_list size_list size_list_scale_list", _interpolate),
    **each("aten::__upsample", "- size_list", _upsample),
    **each("aten::__upsample_bilinear", "- scale_list size_list size_list_scale_list", _upsample_bilinear),
    **each("aten::__upsample_nearest", "- size_list", _upsample_nearest),
    "aten::_grad_sum_to_size": _sum_to_size,
    "aten::_infer_size": _infer_size,
    "aten::broadcast_shapes": _infer_size,
    "aten::_size_if_not_equal": lambda mine, other: None if mine == other else mine,
    "aten::_list_to_tensor": lambda sizes: torch.tensor(sizes, dtype=torch.int32),
    "aten::_tensor_to_list": Tensor.tolist,
    "aten::_pack_sequence": lambda *parts: parts,
    "aten::dequantize.tensor": Tensor.dequantize,
    **each("aten::dequantize", "list any", _dequantize),
    **each("aten::index", "Tensor_hacked_twin", _index),
    "aten::_unsafe_index.Tensor_hacked_twin": torch.ops.aten._unsafe_index.Tensor,
    "aten::_unsafe_index_put.hacked_twin": torch.ops.aten._unsafe_index_put.default,
    "aten::index_put.hacked_twin": torch.ops.aten.index_put.default,
    "aten::index_put_.hacked_twin": torch.ops.aten.index_put_.default,
    "aten::_index_put_impl_.hacked_twin": torch.ops.aten._index_put_impl_.default,
    "aten::_no_grad_embedding_renorm_": _without_grad(torch.embedding_renorm_),
    "aten::_no_grad_fill_": _without_grad(Tensor.fill_),
    "aten::_no_grad_zero_": _without_grad(Tensor.zero_),
    "aten::_no_grad_normal_": _without_grad(lambda x, mean, std, g: x.normal_(mean, std, generator=g)),
    "aten::_no_grad_uniform_": _without_grad(lambda x, a, b, g: x.uniform_(a, b, generator=g)),
}
