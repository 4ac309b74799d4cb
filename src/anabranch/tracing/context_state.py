"""Grad and inference mode of each recorded operator, as far as it differs from the mode the trace began in."""

from __future__ import annotations

import torch

from ..ir.graph import Node

MARK = "context"  # the attribute (py) that holds the class of the guard around a node


class ContextState:
    def __init__(self) -> None:
        self.grad = torch.is_grad_enabled()
        self.inference = torch.is_inference_mode_enabled()

    def mark(self, node: Node) -> None:
        guard = self._guard()
        if guard:
            node.set_attribute(MARK, "py", guard)

    def _guard(self) -> str:
        if torch.is_inference_mode_enabled() != self.inference:
            return "" if self.inference else "inference_mode"
        grad = torch.is_grad_enabled()
        if grad == self.grad:
            return ""
        return "enable_grad" if grad else "no_grad"
