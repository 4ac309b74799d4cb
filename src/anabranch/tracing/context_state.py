"""Grad mode, inference mode and autocast of each recorded operator, where they differ from the trace's beginning."""

from __future__ import annotations

import torch

from ..ir.graph import Node
from ..ir.kinds import AUTOCAST, GRAD_MODES, GUARDS
from ..lang.codes import number
from ..passes.guard_contexts import Guard


class ContextState:
    def __init__(self) -> None:
        self.devices = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
        self.grad = torch.is_grad_enabled()
        self.inference = torch.is_inference_mode_enabled()
        self.autocast = {device: _autocast(device) for device in self.devices}

    def mark(self, node: Node) -> None:
        guards = (*self._modes(), *self._autocasts())
        if guards:
            node.set_attribute(GUARDS, "py", guards)

    def _modes(self) -> tuple[Guard, ...]:
        if torch.is_inference_mode_enabled() != self.inference:
            return (Guard(f"{GRAD_MODES}inference_mode", (not self.inference,)),)
        grad = torch.is_grad_enabled()
        if grad == self.grad:
            return ()
        return (Guard(f"{GRAD_MODES}{'enable_grad' if grad else 'no_grad'}"),)

    def _autocasts(self) -> tuple[Guard, ...]:
        changed = [d for d in self.devices if _autocast(d) != self.autocast[d]]
        return tuple(Guard(AUTOCAST, (d, *_autocast(d), torch.is_autocast_cache_enabled())) for d in changed)


def _autocast(device: str) -> tuple[int | None, bool]:
    enabled = torch.is_autocast_enabled(device)
    return (number(torch.get_autocast_dtype(device)) if enabled else None), enabled
