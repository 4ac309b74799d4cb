"""Making tensors, other views and types of them, writing and indexing: what torch keeps outside its dispatcher."""

# ruff: noqa: E501  (a row is one line)

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from ..lang.codes import dtype_of
from .table import own

# New ones: the default dtype and device decide what is not given.


def _dtype(number: int | None) -> torch.dtype | None:
    return None if number is None else dtype_of(number)


def _tensor(data: Any, dtype: int | None, device: torch.device | None, requires_grad: bool) -> Tensor:
    if isinstance(data, Tensor):
        made = data.detach().clone().to(dtype=_dtype(dtype), device=device)
        return made.requires_grad_(requires_grad)
    return torch.tensor(data, dtype=_dtype(dtype), device=device, requires_grad=requires_grad)


def _as_tensor(data: Any, dtype: int | None, device: torch.device | None) -> Tensor:
    return torch.as_tensor(data, dtype=_dtype(dtype), device=device)


own("""
    raises reads-state aten::tensor.int(int t, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
    raises reads-state aten::tensor.float(float t, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
    raises reads-state aten::tensor.complex(complex t, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
    raises reads-state aten::tensor.bool(bool t, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
    raises reads-state aten::tensor(t[] data, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
    raises reads-state aten::tensor.Scalar(Scalar t, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
    raises reads-state aten::tensor.tuple(tuple data, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
""", native="tensor_new")(_tensor)
own("""
    raises aten::tensor.Tensor(Tensor data, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
""", native="tensor_copy")(_tensor)
own("""
    raises reads-state aten::as_tensor.int(int t, *, ScalarType? dtype=None, Device? device=None) -> Tensor
    raises reads-state aten::as_tensor.float(float t, *, ScalarType? dtype=None, Device? device=None) -> Tensor
    raises reads-state aten::as_tensor.complex(complex t, *, ScalarType? dtype=None, Device? device=None) -> Tensor
    raises reads-state aten::as_tensor.list(t[] data, *, ScalarType? dtype=None, Device? device=None) -> Tensor
    raises reads-state aten::as_tensor.bool(bool t, *, ScalarType? dtype=None, Device? device=None) -> Tensor
    raises reads-state aten::as_tensor.Scalar(Scalar t, *, ScalarType? dtype=None, Device? device=None) -> Tensor
""", native="as_tensor_new")(_as_tensor)
own("raises aten::as_tensor(Tensor(a) data, *, ScalarType? dtype=None, Device? device=None) -> Tensor(b|a)", native="as_tensor")(_as_tensor)


@own("raises reads-state aten::_list_to_tensor(int[] self) -> Tensor", native="tensor_of_ints")
def _list_to_tensor(sizes: list[int]) -> Tensor:
    return torch.tensor(sizes, dtype=torch.int32)


# The same tensor in another form.


@own("""
    raises aten::to.prim_Device(Tensor(a) self, Device? device, int? dtype=None, bool non_blocking=False, bool copy=False) -> Tensor(b|a)
""", native="tensor_to_device")
def _to(x: Tensor, device: Any, dtype: int | None, non_blocking: bool, copy: bool) -> Tensor:
    return x.to(device=device, dtype=_dtype(dtype), non_blocking=non_blocking, copy=copy)


own("""
    raises aten::to.prim_dtype(Tensor(a) self, int? dtype=None, bool non_blocking=False, bool copy=False) -> Tensor(b|a)
""", native="tensor_to_dtype")(lambda x, dtype, non_blocking, copy: _to(x, None, dtype, non_blocking, copy))
own("""
    raises aten::to.prim_other(Tensor(a) self, bool non_blocking=False, bool copy=False) -> Tensor(b|a)
""", native="tensor_to_itself")(lambda x, non_blocking, copy: _to(x, None, None, non_blocking, copy))
own("raises aten::cpu(Tensor(a) self) -> Tensor(b|a)", native="tensor_cpu")(Tensor.cpu)
own("raises aten::cuda(Tensor(a) self) -> Tensor(b|a)", native="tensor_cuda")(Tensor.cuda)
own("pure prim::data(Tensor(a) a) -> Tensor(a)", native="tensor_data")(operator.attrgetter("data"))
own("raises aten::numpy_T.a(Tensor(a) self) -> Tensor(a)", native="tensor_T")(operator.attrgetter("T"))
own("raises aten::matrix_H.a(Tensor(a) self) -> Tensor(a)", native="tensor_H")(operator.attrgetter("H"))
own("raises aten::mT.a(Tensor(a) self) -> Tensor(a)", native="tensor_mT")(operator.attrgetter("mT"))
own("raises aten::mH.a(Tensor(a) self) -> Tensor(a)", native="tensor_mH")(operator.attrgetter("mH"))
own("raises aten::iter.Tensor(Tensor(a -> *) self) -> Tensor(a)[]", native="tensor_iter")(lambda x: list(x))
own("raises aten::split(Tensor(a -> *) self, int[] split_sizes, int dim=0) -> Tensor(a)[]", native="tensor_split")(
    lambda x, sizes, dim: list(x.split(sizes, dim))
)


def _dequantize(x: Any) -> Any:
    if isinstance(x, Tensor):
        return x.dequantize() if x.is_quantized else x
    if isinstance(x, list | tuple):
        return type(x)(map(_dequantize, x))
    return x


own("raises aten::dequantize.tensor(Tensor(a) qtensor) -> Tensor(b|a)", native="dequantize")(Tensor.dequantize)
own("raises aten::dequantize.list(Tensor[] qtensors) -> Tensor[]", native="dequantize_list")(_dequantize)
own("raises aten::dequantize.any(Any(a) tensors) -> Any(b|a)", native="dequantize_any")(_dequantize)


@own("raises aten::_grad_sum_to_size(Tensor(a) self, int[]? size) -> Tensor(b|a)", native="grad_sum_to_size")
def _sum_to_size(x: Tensor, size: list[int] | None) -> Tensor:
    return x if size is None else x.sum_to_size(size)


own("""
    pure aten::_pack_sequence(Tensor(a) output, Tensor(b) batch_sizes, Tensor(c)? sorted_indices, Tensor(d)? unsorted_indices) -> (Tensor(a), Tensor(b), Tensor(c)?, Tensor(d)?)
""", native="pack_sequence")(lambda *parts: parts)

# Computing.

own("raises prim::abs(Tensor x) -> Tensor", native="tensor_abs")(torch.abs)
own("raises aten::floordiv.Scalar_Tensor(Scalar a, Tensor other) -> Tensor", native="tensor_floordiv")(lambda a, x: a // x)
own("raises aten::einsum.sublist(Tensor(a -> *) a, ...) -> Tensor(*)", native="einsum_sublist")(torch.einsum)

# Indexing and writing.


def _index(x: Tensor, indices: Sequence[Tensor]) -> Tensor:
    return torch.ops.aten.index.Tensor(x, list(indices))  # type: ignore[no-any-return]


own("raises aten::index.Tensor_hacked_twin(Tensor self, Tensor[] indices) -> Tensor", native="tensor_index")(_index)
own("raises aten::_unsafe_index.Tensor_hacked_twin(Tensor self, Tensor[] indices) -> Tensor", native="tensor_unsafe_index")(
    torch.ops.aten._unsafe_index.Tensor
)
own("""
    raises aten::index_put.hacked_twin(Tensor self, Tensor[] indices, Tensor values, bool accumulate=False) -> Tensor
""", native="tensor_index_put")(torch.ops.aten.index_put.default)
own("""
    raises aten::_unsafe_index_put.hacked_twin(Tensor self, Tensor[] indices, Tensor values, bool accumulate=False) -> Tensor
""", native="tensor_unsafe_index_put")(torch.ops.aten._unsafe_index_put.default)
own("""
    raises aten::index_put_.hacked_twin(Tensor(a!) self, Tensor[] indices, Tensor values, bool accumulate=False) -> Tensor(a!)
""", native="tensor_index_put_")(torch.ops.aten.index_put_.default)
own("""
    raises aten::_index_put_impl_.hacked_twin(Tensor(a!) self, Tensor[] indices, Tensor values, bool accumulate=False, bool unsafe=False) -> Tensor(a!)
""", native="tensor_index_put_impl_")(torch.ops.aten._index_put_impl_.default)


@own("""
    raises aten::copy_.int(Tensor(a!) self, int other) -> Tensor(a!)
    raises aten::copy_.float(Tensor(a!) self, float other) -> Tensor(a!)
""", native="tensor_copy_number_")
def _copy_number(x: Tensor, number: float) -> Tensor:
    return x.fill_(number)


own("raises aten::copy_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)", native="tensor_copy_")(Tensor.copy_)

# Initialisation without gradients.


def _without_grad(function: Any) -> Any:
    return torch.no_grad()(function)


own("raises aten::_no_grad_fill_(Tensor(a!) tensor, float val) -> Tensor(a!)", native="no_grad_fill_")(
    _without_grad(Tensor.fill_)
)
own("raises aten::_no_grad_zero_(Tensor(a!) tensor) -> Tensor(a!)", native="no_grad_zero_")(_without_grad(Tensor.zero_))
own("""
    raises random aten::_no_grad_normal_(Tensor(a!) tensor, float mean, float std, Generator? generator=None) -> Tensor(a!)
""", native="no_grad_normal_")(_without_grad(lambda x, mean, std, g: x.normal_(mean, std, generator=g)))
own("""
    raises random aten::_no_grad_uniform_(Tensor(a!) tensor, float a, float b, Generator? generator=None) -> Tensor(a!)
""", native="no_grad_uniform_")(_without_grad(lambda x, a, b, g: x.uniform_(a, b, generator=g)))
own("""
    raises aten::_no_grad_embedding_renorm_(Tensor(a!) weight, Tensor input, float max_norm, float norm_type) -> Tensor(a!)
""", native="no_grad_embedding_renorm_")(_without_grad(torch.embedding_renorm_))
