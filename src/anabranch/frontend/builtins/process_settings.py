"""Questions about PyTorch's settings, which Python answers when the program runs."""

from __future__ import annotations

import torch

from ...base.markers import ignore
from ..calls.functions import FunctionValue
from ..values.resolution import means


@ignore
def are_deterministic_algorithms_enabled() -> bool:
    return torch.are_deterministic_algorithms_enabled()


@ignore
def is_deterministic_algorithms_warn_only_enabled() -> bool:
    return torch.is_deterministic_algorithms_warn_only_enabled()


@ignore
def get_deterministic_debug_mode() -> int:
    return torch.get_deterministic_debug_mode()


@ignore
def get_float32_matmul_precision() -> str:
    return torch.get_float32_matmul_precision()


@ignore
def is_warn_always_enabled() -> bool:
    return torch.is_warn_always_enabled()


@ignore
def get_default_device() -> torch.device:
    return torch.get_default_device()


@ignore
def get_num_threads() -> int:
    return torch.get_num_threads()


@ignore
def get_num_interop_threads() -> int:
    return torch.get_num_interop_threads()


@ignore
def is_anomaly_enabled() -> bool:
    return torch.is_anomaly_enabled()


@ignore
def is_anomaly_check_nan_enabled() -> bool:
    return torch.is_anomaly_check_nan_enabled()


@ignore
def is_autocast_cache_enabled() -> bool:
    return torch.is_autocast_cache_enabled()


@ignore
def get_rng_state() -> torch.Tensor:
    return torch.get_rng_state()


for _asked in (
    are_deterministic_algorithms_enabled, is_deterministic_algorithms_warn_only_enabled, get_deterministic_debug_mode,
    get_float32_matmul_precision, is_warn_always_enabled, get_default_device, get_num_threads, get_num_interop_threads,
    is_anomaly_enabled, is_anomaly_check_nan_enabled, is_autocast_cache_enabled, get_rng_state,
):  # fmt: skip
    means(getattr(torch, _asked.__name__), FunctionValue(_asked))
