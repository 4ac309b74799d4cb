"""The mode that hands out traced sizes, and sees what is done with them.

A size is a ``torch.SymInt`` of ours (``size_numbers``) over a node (``size_node``) that records what is computed from it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import torch
from torch.overrides import TorchFunctionMode

from ..base.eager import active_tracer
from ..base.torch_compat import asks_modes, call_body
from . import size_indices
from .fallback import key_off
from .size_node import SizeNode
from .size_numbers import SYMBOLIC, concrete, holds_sizes, symbolic

if TYPE_CHECKING:
    from .tracer import Tracer

_SHAPE = torch.Tensor.shape.__get__  # type: ignore[attr-defined]


class SizesMode(TorchFunctionMode):
    """Answers ``Tensor.size``, ``.shape``, ``.numel``, follows sizes into indices and literals, and warns where tensors
    become Python values.

    Python functions of PyTorch are run again with the mode on, so that the sizes they ask for are followed; what is C++ runs
    with it off, as modes do.
    """

    def __init__(self, tracer: Tracer) -> None:
        super().__init__()
        self.tracer = tracer
        self._bodies: list[Any] = []  # the Python functions of PyTorch that run, innermost last

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if active_tracer() is not self.tracer:  # what runs now is not recorded, or by another trace
            return func(*args, **kwargs)
        if (func == _SHAPE or func is torch.Tensor.size) and _has_sizes(args[0]):
            return self._sizes(args[0], args[1] if len(args) > 1 else kwargs.get("dim"))
        if func is torch.Tensor.numel and _has_sizes(args[0]):
            return self.tracer.numel(args[0])
        message = _CONVERSIONS.get(func) or (_ITERATING if _is_iteration(func) else "")
        if not message:
            return self._run(func, args, kwargs)
        self.tracer.converted(args[0], message)
        with self.tracer.conversions_known():
            return concrete(self._run(func, args, kwargs))

    def _run(self, func: Any, args: Any, kwargs: Any) -> Any:
        if self._bodies and func is self._bodies[-1]:  # ``super().unflatten`` asks in the name of ``Tensor.unflatten``
            func = getattr(torch._C.TensorBase, func.__name__, func)
        elif asks_modes(func):
            return self._body(func, args, kwargs)
        if func in _LITERALS and holds_sizes(args[_LITERALS[func]]):
            return self.tracer.literals.of_sizes(func, args, kwargs, args[_LITERALS[func]])
        if func in size_indices.ACCESSES:
            bounds = size_indices.bounded(args[1], true_size(args[0]), self.tracer.followed)
            args = (args[0], size_indices.numbered(bounds, self.tracer.integer), *args[2:])
            if size_indices.holds_indices(args[1]):
                return self._indexed(func, args)
        with self.tracer.calls.of(func, args, kwargs):
            return _owned(func(*args, **kwargs))

    def _body(self, func: Any, args: Any, kwargs: Any) -> Any:
        self._bodies.append(func)
        try:
            with self:
                return call_body(func, args, kwargs)
        finally:
            self._bodies.pop()

    def _indexed(self, func: Any, args: Any) -> Any:
        """``x[n]`` for sizes: PyTorch would take the number."""
        with self:
            return size_indices.ACCESSES[func](*args)

    def _sizes(self, tensor: torch.Tensor, dim: int | None) -> Any:
        if dim is not None:
            return self.tracer.size(tensor, dim)
        return torch.Size([self.tracer.size(tensor, i) for i in range(tensor.dim())])


# Functions whose argument (of this number) becomes a tensor.
_LITERALS: dict[Any, int] = {torch.tensor: 0, torch.as_tensor: 0, torch.asarray: 0, torch.Tensor.new_tensor: 1}


def _owned(thing: Any) -> Any:
    """``torch.sym_sum`` gives a torch.SymInt of PyTorch's own."""
    return symbolic(thing.node) if type(thing) in SYMBOLIC and isinstance(thing.node, SizeNode) else thing


def _has_sizes(thing: Any) -> bool:
    return isinstance(thing, torch.Tensor) and thing.layout is torch.strided and not thing.is_nested


def _is_iteration(func: Any) -> bool:
    """``Tensor.__iter__`` is seen only by the ``unbind`` that it calls."""
    return func is torch.Tensor.unbind and sys._getframe(2).f_code.co_name == "__iter__"


def true_size(tensor: torch.Tensor) -> tuple[int, ...]:
    with key_off(), torch._C.DisableTorchFunction():
        return tuple(tensor.shape)


_ITERATING = "Iterating over a tensor might cause the trace to be incorrect"
_INTO = "Converting a tensor to a Python {} might cause the trace to be incorrect"
_CONVERSIONS: dict[Any, str] = {
    torch.Tensor.__bool__: _INTO.format("boolean"),
    torch.Tensor.__int__: _INTO.format("integer"),
    torch.Tensor.__index__: _INTO.format("index"),
    torch.Tensor.__float__: _INTO.format("float"),
    torch.Tensor.__complex__: _INTO.format("complex"),
    torch.Tensor.item: _INTO.format("number"),
    torch.Tensor.tolist: _INTO.format("list"),
    torch.Tensor.numpy: "Converting a tensor to a NumPy array might cause the trace to be incorrect",
    torch.Tensor.__len__: "Using len to get tensor shape might cause the trace to be incorrect",
    torch.Tensor.__contains__: _INTO.format("boolean"),
}
