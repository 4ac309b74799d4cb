"""Tensors as values: properties, truth, going over rows; ``tensor_methods`` and ``tensor_indexing`` have the rest."""

from __future__ import annotations

import torch

from ...ir.graph import Value
from ...lang.types import TensorType
from ..lowering import tensor_indexing
from ..values.behaviour import behaviour_of
from ..values.emitter import Emitter
from ..values.plain import PlainBehaviour
from ..values.sugared import Iteration, SimpleValue, Sugared
from . import tensor_methods

# Attributes that are read, not called.
_TENSOR_PROPERTIES = frozenset(
    "dtype device grad data shape is_cuda is_xpu is_sparse is_sparse_csr is_mkldnn is_mps is_mtia is_quantized is_vulkan "
    "is_ipu is_meta is_maia is_nested is_leaf requires_grad layout T H mT mH ndim name real imag itemsize nbytes is_cpu "
    "retains_grad output_nr".split()
)


@behaviour_of(TensorType)
class TensorBehaviour(PlainBehaviour):
    methods = tensor_methods.TENSOR
    python = suggests = torch.Tensor

    def own(self, e: Emitter, value: Value, name: str) -> Sugared | None:
        return SimpleValue(e.operator_value(f"prim::{name}", [value])) if name in _TENSOR_PROPERTIES else None

    def set_attribute(self, e: Emitter, value: Value, name: str, item: Sugared) -> None:
        if name in ("data", "grad"):
            raise e.error(f"assigning to .{name} of a tensor cannot be compiled", remedy="use copy_ under torch.no_grad()")
        if name != "requires_grad":
            super().set_attribute(e, value, name, item)
        else:
            e.operator("aten::requires_grad_", [SimpleValue(value), item])

    def get_item(self, e: Emitter, value: Value, index: Sugared) -> Sugared:
        return SimpleValue(tensor_indexing.read(e, value, index))

    def set_item(self, e: Emitter, value: Value, index: Sugared, item: Sugared) -> None:
        tensor_indexing.write(e, value, index, item.as_value(e))

    def iterate(self, e: Emitter, value: Value) -> Iteration:
        dim = e.builder.constant(0)
        return Iteration(
            length=e.operator_value("aten::len", [value]),
            item=lambda i: SimpleValue(e.operator_value("aten::select", [value, dim, i])),
        )

    def truth(self, e: Emitter, value: Value) -> Value:
        return e.operator_value("aten::Bool", [value])
