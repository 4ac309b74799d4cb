"""An operator of the IR as a node of an FX graph: PyTorch's own by their overload, ours by Python's operators and functions.

Non-goal: what is known while exporting (``fx``).
"""

from __future__ import annotations

import builtins
import operator
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import fx

from ..lang import codes
from ..lang.schema import Schema
from ..lang.types import TensorType

_BINARY = (
    "add sub mul floordiv mod truediv pow lt le gt ge eq ne and_ or_ xor lshift rshift matmul getitem neg not_"
).split()
_OUR_NAMES = {
    "remainder": "mod", "div": "truediv", "__and__": "and_", "__or__": "or_", "__xor__": "xor", "__lshift__": "lshift",
    "__rshift__": "rshift", "__getitem__": "getitem", "__not__": "not_",
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{f"aten::{name}": getattr(operator, name) for name in _BINARY},
    **{f"aten::{ours}": getattr(operator, name) for ours, name in _OUR_NAMES.items()},
    "aten::Int": int, "aten::Float": float, "aten::Bool": bool, "aten::Complex": complex, "aten::len": len, "aten::str": str,
    "prim::min": min, "prim::max": max, "prim::abs": builtins.abs, "aten::list": list,
}  # fmt: skip
_METHODS = {"aten::to": "to", "prim::tolist": "tolist", "aten::requires_grad_": "requires_grad_"}
_ATTRIBUTES = {
    "prim::device": "device", "prim::requires_grad": "requires_grad", "aten::is_leaf": "is_leaf",
    "prim::is_nested": "is_nested",
}  # fmt: skip
_CODED = {"ScalarType": torch.dtype, "Layout": torch.layout, "MemoryFormat": torch.memory_format}


class Untranslatable(Exception):
    """FX has nothing for the operator."""


def dtype_number(tensor: torch.Tensor) -> int:
    """What programs hold for a tensor's dtype."""
    return codes.number(tensor.dtype)


def write(graph: fx.Graph, schema: Schema, inputs: Sequence[Any]) -> fx.Node:
    """The node of a call.  Raises Untranslatable."""
    if not schema.is_own:
        return _overload(graph, schema, inputs)
    if schema.name == "prim::dtype":
        return graph.call_function(dtype_number, tuple(inputs))
    if schema.name in _ATTRIBUTES:
        return graph.call_function(getattr, (inputs[0], _ATTRIBUTES[schema.name]))
    if schema.name == "aten::tensor":
        dtype = _decoded(graph, torch.dtype, inputs[1])
        named = {"dtype": dtype, "device": inputs[2], "requires_grad": inputs[3]}
        return graph.call_function(torch.tensor, (inputs[0],), named)
    if schema.qualified == "aten::size":
        return graph.call_function(list, (graph.call_method("size", (inputs[0],)),))
    if schema.qualified in ("aten::slice.t", "aten::slice.any_step", "aten::slice.str"):
        return graph.call_function(operator.getitem, (inputs[0], slice(*inputs[1:])))
    if schema.name in _METHODS and isinstance(schema.arguments[0].type, TensorType):
        return graph.call_method(_METHODS[schema.name], tuple(_with_dtypes(graph, schema, inputs)))
    if schema.name not in _FUNCTIONS:
        raise Untranslatable(schema.qualified)
    return graph.call_function(_FUNCTIONS[schema.name], tuple(inputs))


def _with_dtypes(graph: fx.Graph, schema: Schema, inputs: Sequence[Any]) -> list[Any]:
    kinds = (torch.dtype if argument.name == "dtype" else None for argument in schema.arguments)
    given = [_decoded(graph, kind, value) for kind, value in zip(kinds, inputs)]
    return [v for i, v in enumerate(given) if v is not None or i == 0]


def _overload(graph: fx.Graph, schema: Schema, inputs: Sequence[Any]) -> fx.Node:
    namespace, name = schema.name.split("::")
    target = getattr(getattr(getattr(torch.ops, namespace), name), schema.overload or "default")
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    for argument, value in zip(target._schema.arguments, inputs):
        kind = next((kind for word, kind in _CODED.items() if word in str(argument.real_type)), None)
        decoded = _decoded(graph, kind, value)
        if argument.kwarg_only:
            kwargs[argument.name] = decoded
        else:
            args.append(decoded)
    return graph.call_function(target, tuple(args), kwargs)


def _decoded(graph: fx.Graph, kind: type | None, value: Any) -> Any:
    """A number that stands for a dtype or the like, as the object."""
    if kind is None or value is None:
        return value
    if isinstance(value, fx.Node):
        return graph.call_function(codes.dtype_of, (value,)) if kind is torch.dtype else value
    return codes.of_number(kind, value) if isinstance(value, int) else value
