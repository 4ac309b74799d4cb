"""What going backward from tensors touches: the tensors that autograd saved, the graph's own memory, ``grad`` of leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from torch import Tensor


class Backward(NamedTuple):
    nodes: list[Any]  # of autograd, whose saved tensors are freed unless the graph is retained
    saved: list[Tensor]
    leaves: list[Tensor]


def backward_from(tensors: Iterable[Tensor]) -> Backward:
    found = Backward([], [], [])
    seen: set[Any] = set()
    waiting = []
    for x in tensors:
        if x.grad_fn is not None:
            waiting.append(x.grad_fn)
        elif x.requires_grad:
            found.leaves.append(x)
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable"):
            found.leaves.append(node.variable)
        else:
            found.nodes.append(node)
            found.saved.extend(_saved(node))
        waiting += [n for n, _ in node.next_functions if n is not None]
    return found


def _saved(node: Any) -> Iterator[Tensor]:
    for name in _names(node.__class__):
        try:
            value = getattr(node, name)
        except RuntimeError:  # freed already, or changed since
            continue
        yield from (x for x in (value if isinstance(value, tuple | list) else (value,)) if isinstance(x, Tensor))


@cache  # of classes
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(n for n in dir(kind) if n.startswith("_saved_") or n == "saved_tensors")
