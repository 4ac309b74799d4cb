"""``x[n]``, ``x[:, n] = v``, ``x[:n]`` with sizes or 0-dim tensors: PyTorch would take the number, a ``select`` follows it.

``x[:5]`` of five rows PyTorch leaves out as it takes everything; of six it would not, so such a bound is followed too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from .size_numbers import holds_sizes

_INTS = (torch.int64, torch.int32, torch.int16, torch.int8)  # the others are masks


def numbered(index: Any, integer: Callable[[torch.Tensor], Any]) -> Any:
    """An index with ``integer(t)`` for each 0-dim tensor of ints in it."""
    if isinstance(index, tuple):
        return tuple(numbered(item, integer) for item in index)
    if isinstance(index, slice):
        return slice(*(numbered(x, integer) for x in (index.start, index.stop, index.step)))
    if isinstance(index, torch.Tensor) and index.dim() == 0 and index.dtype in _INTS:
        return integer(index)
    return index


def bounded(index: Any, sizes: Sequence[int], followed: Callable[[int], Any]) -> Any:
    """An index with ``followed(n)`` for each bound ``n`` of a slice that takes a whole dimension of the example."""
    if isinstance(index, tuple):
        return tuple(bounded(item, sizes, followed) for item in index)
    if isinstance(index, slice) and type(index.stop) is int and index.stop in sizes:
        return slice(index.start, followed(index.stop), index.step)
    return index


def holds_indices(index: Any) -> bool:
    """Whether a size stands as an index; slices follow their sizes themselves."""
    items = index if isinstance(index, tuple) else (index,)
    return any(isinstance(item, torch.SymInt) or isinstance(item, list) and holds_sizes(item) for item in items)


def _get(tensor: torch.Tensor, index: Any) -> torch.Tensor:
    view, rest = _selected(tensor, index)
    return view[rest] if rest else view


def _set(tensor: torch.Tensor, index: Any, value: Any) -> None:
    view, rest = _selected(tensor, index)
    view[rest or ...] = value


def _selected(tensor: torch.Tensor, index: Any) -> tuple[torch.Tensor, tuple[Any, ...]]:
    """The view that the sizes select, and the rest of the index.  Raises IndexError, as PyTorch."""
    items = [_as_index(item) for item in (index if isinstance(index, tuple) else (index,))]
    taken = list(map(_dimensions, items))
    rest: list[Any] = []
    dim, hidden = 0, tensor.dim() - sum(taken)  # hidden: the dimensions of an Ellipsis
    for item, count in zip(items, taken, strict=True):
        if isinstance(item, torch.SymInt):
            tensor = tensor.select(dim, item)
        else:
            rest.append(item)
            dim += hidden if item is ... else count
    return tensor, tuple(rest)


def _as_index(item: Any) -> Any:
    return torch.tensor(item) if isinstance(item, list) and holds_sizes(item) else item


def _dimensions(item: Any) -> int:
    """How many dimensions an index takes."""
    if item is None or item is ... or isinstance(item, bool):
        return 0
    return item.dim() if isinstance(item, torch.Tensor) and item.dtype in (torch.bool, torch.uint8) else 1


ACCESSES: dict[Any, Any] = {torch.Tensor.__getitem__: _get, torch.Tensor.__setitem__: _set}
