"""Asking tensors what they are: attributes, sizes, membership, their elements as lists."""

from __future__ import annotations

import operator
from typing import Any

import torch
from torch import Tensor

from ..lang.codes import number, of_number
from .table import own


def _ask(name: str) -> Any:
    return operator.attrgetter(name)


for _name in (
    "is_cpu", "is_cuda", "is_ipu", "is_maia", "is_meta", "is_mkldnn", "is_mps", "is_mtia", "is_nested", "is_quantized",
    "is_sparse", "is_sparse_csr", "is_vulkan", "is_xla", "is_xpu", "requires_grad",
):  # fmt: skip
    own(f"pure prim::{_name}(Tensor a) -> bool", native=f"tensor_{_name}")(_ask(_name))
own("pure prim::device(Tensor a) -> Device", native="tensor_device")(_ask("device"))
own("pure prim::dtype(Tensor a) -> ScalarType", native="tensor_dtype")(lambda x: number(x.dtype))
own("pure prim::layout(Tensor a) -> Layout", native="tensor_layout")(lambda x: number(x.layout))
own("pure prim::itemsize(Tensor a) -> int", native="tensor_itemsize")(_ask("itemsize"))
own("raises prim::nbytes(Tensor a) -> int", native="tensor_nbytes")(_ask("nbytes"))
own("pure prim::name(Tensor a) -> str?", native="tensor_name")(_ask("name"))
own("pure aten::element_size(Tensor self) -> int", native="tensor_itemsize")(Tensor.element_size)

# Nested and sparse tensors have no sizes or strides.

own("""
    raises aten::size(Tensor self) -> int[]
    raises aten::sym_size(Tensor self) -> SymInt[]
""", native="tensor_size")(lambda x: list(x.shape))
own("""
    raises aten::stride(Tensor self) -> int[]
    raises aten::sym_stride(Tensor self) -> SymInt[]
""", native="tensor_stride")(lambda x: list(x.stride()))
own("raises aten::len.Tensor(Tensor t) -> int", native="tensor_len")(len)


@own("raises aten::is_non_overlapping_and_dense(Tensor self) -> bool", native="tensor_is_dense")
def _is_dense(x: Tensor) -> bool:
    """Whether the elements fill a stretch of memory, each once, in some order of the dimensions."""
    expected = 1
    for stride, size in sorted(zip(x.stride(), x.shape)):
        if size != 1 and stride != expected:
            return x.numel() < 2
        expected *= size
    return True


@own("raises aten::is_strides_like_format(Tensor self, MemoryFormat memory_format) -> bool", native="tensor_is_like")
def _is_like(x: Tensor, memory_format: int) -> bool:
    """Whether the strides are in the format's order (channels last), whatever the sizes make of it."""
    orders = {torch.channels_last: (1, 3, 2, 0), torch.channels_last_3d: (1, 4, 3, 2, 0)}
    order = orders.get(of_number(torch.memory_format, memory_format))
    if order is None or x.dim() != len(order) or 0 in x.shape or x.stride(1) == 0:
        return False
    least = 0
    for d in order:
        if x.stride(d) < least or (d == 0 and least == x.stride(1)):
            return False
        least = x.stride(d) * max(x.size(d), 1)
    return True


own("raises aten::__contains__.tensor_item(Tensor self, Tensor item) -> bool", native="tensor_contains")(
    operator.contains
)
own("raises aten::__contains__.tensor_number(Tensor self, Scalar item) -> bool", native="tensor_contains_number")(
    operator.contains
)
own("raises aten::_tensor_to_list(Tensor self) -> int[]", native="tensor_ints")(
    lambda x: x.to(torch.int64).flatten().tolist()
)


@own("raises prim::tolist(...) -> ...", native="tensor_tolist")
def _to_list(x: Tensor, dims: int, element: int) -> Any:
    """``dims`` and ``element`` (int, float, bool, complex) are what the annotation says."""
    kinds = [not (x.is_floating_point() or x.is_complex() or x.dtype == torch.bool)]
    kinds += [x.is_floating_point(), x.dtype == torch.bool, x.is_complex()]
    if x.dim() != dims:
        raise RuntimeError("tolist(): the tensor has not as many dimensions as the annotation")
    if not kinds[element]:
        raise RuntimeError("tolist(): the tensor holds another type than the annotation says")
    return x.tolist()


# Lists of sizes.

own("pure aten::Size(int[] sizes) -> int[]", native="sizes_copy")(list)


@own("""
    raises aten::_infer_size(int[] a, int[] b) -> int[]
    raises aten::broadcast_shapes(int[1] a, int[1] b) -> int[]
""", native="sizes_broadcast")
def _infer_size(a: list[int], b: list[int]) -> list[int]:
    return list(torch.broadcast_shapes(a, b))  # type: ignore[no-untyped-call]


@own("pure aten::_size_if_not_equal(int[](a) self_size, int[] other_size) -> int[](a)?", native="sizes_if_not_equal")
def _size_if_not_equal(mine: list[int], other: list[int]) -> list[int] | None:
    return None if mine == other else mine
