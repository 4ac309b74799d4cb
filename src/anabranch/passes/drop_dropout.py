"""Dropout that is told not to train gives its argument itself, and so goes."""

from __future__ import annotations

from ..ir.graph import Graph
from ..text.printer import walk_all
from .context import PassContext

_DROPOUTS = frozenset(
    f"aten::{kind}dropout{in_place}" for kind in ("", "feature_", "alpha_", "feature_alpha_") for in_place in ("", "_")
)


def drop_dropout(graph: Graph, context: PassContext) -> int:
    dropped = 0
    for node in list(walk_all(graph)):
        if node.kind() in _DROPOUTS and node.inputsAt(2).toIValue() is False and _is_probability(node.inputsAt(1).toIValue()):
            context.note(node, f"{node.kind()} gave its argument, and is gone")
            node.output().replaceAllUsesWith(node.inputsAt(0))
            node.destroy()
            dropped += 1
    return dropped


def _is_probability(p: object) -> bool:
    """Others raise."""
    return isinstance(p, int | float) and 0 <= p <= 1
