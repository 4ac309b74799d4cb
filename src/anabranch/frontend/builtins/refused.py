"""PyTorch's public functions and classes that compiled code has not: the reason of each, which the error tells.

``tests/test_public_functions.py`` finds what is neither here nor means anything.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from ...base.errors import CompileError
from ...ir.graph import Value
from ..values.emitter import Emitter
from ..values.named_values import ObjectValue
from ..values.resolution import Rank, is_meant, means, resolver
from ..values.sugared import Sugared

_IN_PYTHON = "call it in a function marked @ignore"
# The reason and what to do: names in torch.
_REFUSED: dict[tuple[str, str], str] = {
    ("it changes settings of the whole process", "call it before the program"): """
        autocast_decrement_nesting autocast_increment_nesting clear_autocast_cache init_num_threads set_anomaly_enabled
        set_autocast_cache_enabled set_autocast_cpu_dtype set_autocast_cpu_enabled set_autocast_dtype set_autocast_enabled
        set_autocast_gpu_dtype set_autocast_ipu_dtype set_autocast_ipu_enabled set_autocast_xla_dtype
        set_autocast_xla_enabled set_default_device set_default_dtype set_default_tensor_type
        set_deterministic_debug_mode set_float32_matmul_precision set_flush_denormal set_num_interop_threads
        set_num_threads set_printoptions set_rng_state set_warn_always use_deterministic_algorithms
    """,
    ("it asks for the settings of one kind of device", "use torch.get_autocast_dtype(device), or call it in @ignore"): """
        get_autocast_cpu_dtype get_autocast_gpu_dtype get_autocast_ipu_dtype get_autocast_xla_dtype
        is_autocast_ipu_enabled is_autocast_xla_enabled get_device_module
    """,
    ("it reads or writes files", _IN_PYTHON): "load save get_file_path",
    ("its memory belongs to an object of another library", "pass the tensor as an argument"): """
        from_numpy frombuffer from_dlpack to_dlpack
    """,
    ("it transforms Python functions", "write the loop, or transform the function before it is compiled"): """
        vmap compile
    """,
    ("it serves PyTorch's tracing and packaging", _IN_PYTHON): """
        classproperty compiled_with_cxx11_abi prepare_multiprocessing_environment sym_fresh_size thread_safe_generator
        profiler_allow_cudagraph_cupti_lazy_reinit_cuda12 import_ir_module import_ir_module_from_buffer
        merge_type_from_type_comment parse_ir parse_schema parse_type_comment unify_type_list
    """,
    ("a value of compiled code cannot be one", _IN_PYTHON): """
        Event GradScaler Stream Tag ThroughputBenchmark
    """,
    ("tensors have no names of dimensions in compiled code", "use positions"): "align_tensors",
}
_FUNCTIONAL: dict[tuple[str, str], str] = {
    ("it serves PyTorch's own Python functions", _IN_PYTHON): "boolean_dispatch handle_torch_function",
    ("its scales are Python objects", _IN_PYTHON): "ScalingType SwizzleType grouped_mm scaled_grouped_mm scaled_mm",
}


class RefusedValue(ObjectValue):
    """A function or class of PyTorch's that compiled code has not."""

    reason: str = ""
    remedy: str = ""

    def describe(self) -> str:
        return f"'{self.name}'"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        raise self._refusal(e)

    def as_value(self, e: Emitter) -> Value:
        raise self._refusal(e)

    def _refusal(self, e: Emitter) -> CompileError:
        return e.error(f"{self.describe()} cannot be compiled: {self.reason}", remedy=self.remedy)


def _refuse(module: Any, table: Mapping[tuple[str, str], str]) -> None:
    for (reason, remedy), names in table.items():
        for name in names.split():
            found = getattr(module, name, None)  # not in each version
            if found is not None and not is_meant(found):  # some have two names
                means(found, RefusedValue(found, f"{module.__name__}.{name}", {}, reason, remedy))


_refuse(torch, _REFUSED)
_refuse(torch.nn.functional, _FUNCTIONAL)


def _names(test: Callable[[str, Any], bool]) -> str:
    return " ".join(name for name in dir(torch) if test(name, getattr(torch, name)))


_refuse(torch, {
    ("compiled code has tensors, not their storages", "use a tensor"): _names(lambda name, _: name.endswith("Storage")),
    ("PyTorch has removed it", "use the function of torch.linalg"): _names(
        lambda _, obj: getattr(obj, "__module__", "") == "torch._linalg_utils"  # each raises
    ),
})  # fmt: skip


@functools.cache
def _core_classes() -> frozenset[int]:
    return frozenset(id(obj) for obj in vars(torch._C).values() if isinstance(obj, type))


@resolver(Rank.OBJECT)
def _core_class(e: Emitter, obj: Any, name: str) -> Sugared | None:
    if id(obj) not in _core_classes() or issubclass(obj, BaseException):
        return None
    return RefusedValue(obj, f"torch.{name}", {}, "it is a class of TorchScript or of PyTorch's core", _IN_PYTHON)
