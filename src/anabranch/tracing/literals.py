"""Tensors that Python fills: ``torch.tensor([1, 2])`` is a constant, ``torch.tensor([n, 2])`` of a size is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch

from ..ir.graph import Node, Value
from ..lang.codes import number
from ..lang.tensor_types import refined
from ..lang.types import BOOL, FLOAT, INT, Type
from ..ops import operators
from .recorder import Recorder
from .size_node import SizeNode
from .size_numbers import SYMBOLIC, concrete

_CONVERSIONS: dict[Type, str] = {INT: "aten::Int", FLOAT: "aten::Float"}


class Literals:
    def __init__(self, recorder: Recorder, baked_in: Callable[[SizeNode], None]) -> None:
        self.recorder = recorder
        self.baked_in = baked_in

    def lifted(self, tensor: torch.Tensor) -> torch.Tensor:
        """``torch.tensor(...)``: filled behind the dispatcher's back, complete here.  Each run gets a fresh copy."""
        stale = self.recorder.known(tensor)
        with self.recorder.here():
            constant = self.recorder.constant(tensor.detach().clone())
            schema = operators.find("aten::clone")
            assert schema is not None
            node = self.recorder.builder.call_op(schema, [constant, self.recorder.constant(None)], [refined(tensor)])
        self.recorder.bind(tensor, node.output())
        if stale is not None:
            _forget(stale.node())
        return tensor

    def holds(self, tensor: torch.Tensor) -> bool:
        value = self.recorder.known(tensor)
        return value is not None and value.node().kind() == "aten::clone"

    def of_sizes(self, func: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any], data: Any) -> torch.Tensor:
        """``data`` is a number or nested lists, with sizes among the numbers."""
        with torch._C.DisableTorchFunction():
            tensor: torch.Tensor = func(*concrete(args), **kwargs)
        element = _element(data)
        if element is None:
            for size in filter(_is_size, _leaves(data)):
                self.baked_in(size.node)
            return tensor
        with self.recorder.here():
            options = (number(tensor.dtype), tensor.device, tensor.requires_grad)
            inputs = [self._data(data, element), *map(self.recorder.constant, options)]
            self.recorder.bind(tensor, self.recorder.operator("aten::tensor", inputs, [refined(tensor)]))
        return tensor

    def _data(self, data: Any, element: Type) -> Value:
        if isinstance(data, list | tuple):
            items = [self._data(item, element) for item in data]
            return self.recorder.builder.list_(items[0].type(), items)
        value = self.recorder.size(data) if _is_size(data) else self.recorder.constant(data)
        return value if value.type() == element else self.recorder.operator(_CONVERSIONS[element], [value], [element])


def _is_size(thing: Any) -> bool:
    return isinstance(thing, SYMBOLIC)


def _leaves(data: Any) -> Iterator[Any]:
    if isinstance(data, list | tuple):
        for item in data:
            yield from _leaves(item)
    else:
        yield data


def _element(data: Any) -> Type | None:
    """The type of the numbers in ``data``; None where it holds other things too."""
    kinds = {type(concrete(leaf)) for leaf in _leaves(data)}
    if not kinds <= {bool, int, float}:
        return None
    return FLOAT if float in kinds else INT if int in kinds else BOOL


def _forget(node: Node) -> None:
    """Remove a node nobody uses, and what only it used."""
    if any(v.uses() for v in node.outputs()) or node.kind() in ("prim::Param", "prim::GetAttr"):
        return
    inputs = list(node.inputs())
    node.destroy()
    for value in dict.fromkeys(inputs):
        _forget(value.node())
