"""Questions about PyTorch's settings, which Python answers when the program runs."""

from __future__ import annotations

import torch

from ...lang.types import BOOL, DEVICE, INT, STR, TENSOR, Type
from ..calls.python_calls import python_op
from ..values.builtin import meaning_of
from ..values.named_values import Handler

_ANSWERS: dict[str, Type] = {
    "are_deterministic_algorithms_enabled": BOOL, "is_deterministic_algorithms_warn_only_enabled": BOOL,
    "get_deterministic_debug_mode": INT, "get_float32_matmul_precision": STR, "is_warn_always_enabled": BOOL,
    "get_default_device": DEVICE, "get_num_threads": INT, "get_num_interop_threads": INT, "is_anomaly_enabled": BOOL,
    "is_anomaly_check_nan_enabled": BOOL, "is_autocast_cache_enabled": BOOL, "get_rng_state": TENSOR,
}  # fmt: skip


def _asked(name: str, answer: Type) -> Handler:
    return lambda e, args, kwargs: python_op(e, name, getattr(torch, name), [], answer)


for _name, _answer in _ANSWERS.items():
    meaning_of(getattr(torch, _name), f"{_name}()")(_asked(_name, _answer))
