"""torch's switches and generators, and autograd."""

# ruff: noqa: E501  (a row is one line)

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ..lang.codes import number
from .table import own


@own("raises reads-state aten::Generator(*, Device? device=None, int? seed=None) -> Generator", native="generator_new")
def _generator(device: torch.device | None, seed: int | None) -> torch.Generator:
    made = torch.Generator(device or "cpu")
    return made if seed is None else made.manual_seed(seed)


@own("writes-state aten::manual_seed(int seed) -> ()", native="manual_seed")
def _manual_seed(seed: int) -> None:
    torch.manual_seed(seed)


own("pure aten::manual_seed.generator(Generator(a!) self, int seed) -> Generator(a!)", native="generator_manual_seed")(
    torch.Generator.manual_seed
)
own("random aten::seed(Generator(a!) self) -> int", native="generator_seed")(torch.Generator.seed)
own("pure aten::initial_seed(Generator self) -> int", native="generator_initial_seed")(torch.Generator.initial_seed)

own("reads-state aten::is_grad_enabled() -> bool", native="is_grad_enabled")(torch.is_grad_enabled)
own("writes-state aten::set_grad_enabled(bool val) -> ()", native=None)(torch._C._set_grad_enabled)
own("reads-state aten::is_inference_mode_enabled() -> bool", native="is_inference_mode_enabled")(
    torch.is_inference_mode_enabled
)
own("reads-state aten::is_autocast_enabled() -> bool", native="is_autocast_enabled")(
    lambda: torch.is_autocast_enabled("cuda")
)
own("reads-state aten::is_autocast_cpu_enabled() -> bool", native="is_autocast_cpu_enabled")(
    lambda: torch.is_autocast_enabled("cpu")
)


@own("raises reads-state aten::get_autocast_dtype(str device_type) -> ScalarType", native="get_autocast_dtype")
def _autocast_dtype(device: str) -> int:
    return number(torch.get_autocast_dtype(device))


own("pure aten::_get_cpu_capability() -> str", native="cpu_capability")(torch.backends.cpu.get_cpu_capability)
own("pure aten::_get_tracing_state() -> bool", native="is_tracing")(lambda: False)

# Autograd.  ``backward`` adds to the ``grad`` of leaves; both free the graph behind the tensors unless told to retain it.


def _backward(
    tensors: Any, gradients: Any = None, retain_graph: bool | None = None, create_graph: bool = False
) -> None:
    torch.autograd.backward(tensors, gradients, retain_graph, create_graph)


own("""
    raises writes-state aten::backward(Tensor self, Tensor? gradient=None, bool? retain_graph=None, bool create_graph=False) -> ()
""", native="backward")(_backward)
own("""
    raises writes-state aten::backward.TensorList(Tensor[] tensors, Tensor?[]? grad_tensors=None, bool? retain_graph=None, bool create_graph=False) -> ()
""", native="backward_list")(_backward)


@own("""
    raises reads-state writes-state aten::grad(Tensor[] outputs, Tensor[] inputs, Tensor?[]? grad_outputs=None, bool? retain_graph=None, bool create_graph=False, bool allow_unused=False) -> Tensor?[]
""", native="grad")
def _grad(
    outputs: list[Tensor],
    inputs: list[Tensor],
    gradients: list[Tensor | None] | None,
    retain_graph: bool | None,
    create_graph: bool,
    allow_unused: bool,
) -> list[Tensor | None]:
    return list(torch.autograd.grad(outputs, inputs, gradients, retain_graph, create_graph, allow_unused=allow_unused))


own("reads-state prim::grad(Tensor a) -> Tensor(*)", native="tensor_grad")(lambda x: x.grad)
