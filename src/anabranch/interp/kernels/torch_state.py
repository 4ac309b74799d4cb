"""torch's switches and generators, and autograd."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .support import Kernels
from .torch_enums import dtype_number


def _generator(device: torch.device | None, seed: int | None) -> torch.Generator:
    made = torch.Generator(device or "cpu")
    return made if seed is None else made.manual_seed(seed)


def _backward(
    tensors: Any, gradients: Any = None, retain_graph: bool | None = None, create_graph: bool = False
) -> None:
    torch.autograd.backward(tensors, gradients, retain_graph, create_graph)


def _grad(
    outputs: list[Tensor],
    inputs: list[Tensor],
    gradients: list[Tensor | None] | None,
    retain_graph: bool | None,
    create_graph: bool,
    allow_unused: bool,
) -> list[Tensor | None]:
    return list(torch.autograd.grad(outputs, inputs, gradients, retain_graph, create_graph, allow_unused=allow_unused))


def _manual_seed(seed: int) -> None:
    torch.manual_seed(seed)


def _autocast_dtype(device: str) -> int:
    return dtype_number(torch.get_autocast_dtype(device))


KERNELS: Kernels = {
    "aten::Generator": _generator,
    "aten::manual_seed": _manual_seed,
    "aten::manual_seed.generator": torch.Generator.manual_seed,
    "aten::seed": torch.Generator.seed,
    "aten::initial_seed": torch.Generator.initial_seed,
    "aten::backward": _backward,
    "aten::backward.TensorList": _backward,
    "aten::grad": _grad,
    "aten::is_grad_enabled": torch.is_grad_enabled,
    "aten::set_grad_enabled": torch._C._set_grad_enabled,
    "aten::is_inference_mode_enabled": torch.is_inference_mode_enabled,
    "aten::is_autocast_enabled": lambda: torch.is_autocast_enabled("cuda"),
    "aten::is_autocast_cpu_enabled": lambda: torch.is_autocast_enabled("cpu"),
    "aten::get_autocast_dtype": _autocast_dtype,
    "aten::_get_cpu_capability": torch._C._get_cpu_capability if hasattr(torch._C, "_get_cpu_capability") else str,
    "aten::_get_tracing_state": lambda: False,
}
