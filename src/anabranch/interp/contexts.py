"""What ``with`` enters: torch's grad, inference and autocast modes, and a user's own objects."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import torch

from ..ir.kinds import CONTEXTS
from ..lang.codes import dtype_of

Context = AbstractContextManager[Any]


def _autocast(
    device: str | torch.device, dtype: int | None = None, enabled: bool = True, cache_enabled: bool | None = None
) -> Context:
    chosen = None if dtype is None else dtype_of(dtype)
    return torch.autocast(torch.device(device).type, chosen, enabled, cache_enabled)


_MAKERS: dict[str, Callable[..., Context]] = {
    "no_grad": torch.no_grad,
    "enable_grad": torch.enable_grad,
    "set_grad_enabled": torch.set_grad_enabled,
    "inference_mode": torch.inference_mode,
    "autocast": _autocast,
}


class Region:
    """An object of a builtin context class; each entry makes torch's own anew, so it can be entered again."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.arguments: tuple[Any, ...] = ()
        self._entered: list[Context] = []

    def enter(self) -> None:
        # set_grad_enabled acts when it is made: this is the moment to make it.
        context = _MAKERS[self.kind](*self.arguments)
        context.__enter__()
        self._entered.append(context)

    def exit(self) -> None:
        self._entered.pop().__exit__(None, None, None)


def region(class_name: str) -> Region | None:
    """An object of the class, if it is one of torch's contexts."""
    return Region(class_name.rpartition(".")[2]) if class_name in CONTEXTS else None
