"""Who runs the models: each makes of a module and its inputs something to call.  What is not installed is left out."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

import anabranch as ab

Call = Callable[[], Any]
Inputs = tuple[Tensor, ...]


def eager(module: nn.Module, inputs: Inputs) -> Call:
    return lambda: module(*inputs)


def eager_channels_last(module: nn.Module, inputs: Inputs) -> Call:
    if not any(isinstance(part, nn.Conv2d) for part in module.modules()):
        raise Left("no convolutions")
    module = module.to(memory_format=torch.channels_last)
    laid = tuple(x.contiguous(memory_format=torch.channels_last) if x.dim() == 4 else x for x in inputs)
    return lambda: module(*laid)


def torch_jit(module: nn.Module, inputs: Inputs) -> Call:
    compiled = torch.jit.script(module)
    return lambda: compiled(*inputs)


def torch_jit_frozen(module: nn.Module, inputs: Inputs) -> Call:
    compiled = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.script(module)))
    return lambda: compiled(*inputs)


def torch_compile(module: nn.Module, inputs: Inputs) -> Call:
    compiled = torch.compile(module)
    return lambda: compiled(*inputs)


def onnx_runtime(module: nn.Module, inputs: Inputs) -> Call:
    if not importlib.util.find_spec("onnxruntime"):
        raise Left("not installed")
    import onnxruntime

    file = io.BytesIO()
    torch.onnx.export(module, inputs, file, dynamo=False, opset_version=17)
    session = onnxruntime.InferenceSession(file.getvalue(), providers=["CPUExecutionProvider"])
    fed = {described.name: x.numpy() for described, x in zip(session.get_inputs(), inputs)}
    return lambda: [torch.from_numpy(y) for y in session.run(None, fed)]


def ours(module: nn.Module, inputs: Inputs) -> Call:
    compiled = ab.script(module)
    return lambda: compiled(*inputs)


def ours_optimised(module: nn.Module, inputs: Inputs) -> Call:
    compiled = ab.optimize_for_inference(ab.script(module), example_inputs=inputs)
    return lambda: compiled(*inputs)


class Left(Exception):
    """A contender takes no part in a row, with the reason."""


CONTENDERS: dict[str, Callable[[nn.Module, Inputs], Call]] = {
    "eager": eager, "eager nhwc": eager_channels_last, "torch.jit": torch_jit, "jit frozen": torch_jit_frozen,
    "compile": torch_compile, "onnxruntime": onnx_runtime, "ours": ours, "ours optimised": ours_optimised,
}  # fmt: skip
SPINS = frozenset({"onnxruntime"})  # its threads go on for a while when a call has ended
OWN = ("ours", "ours optimised")
