"""Calling the operator of a node: our own by its Python meaning, the others through PyTorch's dispatcher."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import torch

from ..ir.graph import Node
from ..lang.schema import Schema
from ..lang.types import TensorType
from ..ops import OWN_OPS, operators
from ..ops.nans import with_one_nan
from ..overloads.overload_of import overload_of
from .own_errors import with_own_errors

Call = Callable[[list[Any]], Any]
_MAY_BE_NAN = ("float", "complex", "number", "Scalar", "Any")  # words in the types of results


def call_operator(node: Node, inputs: list[Any]) -> Sequence[Any]:
    """The results of the node's operator, one for each output of the node."""
    result = _caller(schema_of(node))(inputs)
    count = node.outputsSize()
    return () if count == 0 else (result,) if count == 1 else result


def schema_of(node: Node) -> Schema:
    """The operator that the node calls.  Raises RuntimeError where there is none."""
    schema = node.op or overload_of(node.kind(), [v.type() for v in node.inputs()], [v.type() for v in node.outputs()])
    if schema is None:
        raise RuntimeError(f"unknown operator {node.kind()}")
    return schema


def _caller(schema: Schema) -> Call:
    if not operators.is_from_python(schema):
        return _lasting_caller(schema)
    operators.check(schema)
    return _finding_nans(schema, with_own_errors(dispatcher_call(schema)))


@cache
def _lasting_caller(schema: Schema) -> Call:
    if not schema.is_own:
        return _finding_nans(schema, with_own_errors(dispatcher_call(schema)))
    meaning = OWN_OPS.meaning(schema.qualified)
    return _finding_nans(schema, with_own_errors(lambda inputs: meaning(*inputs)))


def _finding_nans(schema: Schema, call: Call) -> Call:
    if not any(word in str(result.type) for result in schema.returns for word in _MAY_BE_NAN):
        return call
    return lambda inputs: with_one_nan(call(inputs))


def dispatcher_call(schema: Schema) -> Call:
    """A call of the operator with one list of arguments in schema order."""
    handle = torch._C._dispatch_find_schema_or_throw(schema.name, schema.overload)
    positional = sum(not a.keyword_only for a in schema.arguments)
    names = [a.name for a in schema.arguments[positional:]]
    tensors = [i for i, a in enumerate(schema.arguments) if isinstance(a.type, TensorType)]
    call = torch._C._dispatch_call_boxed

    def run(inputs: list[Any]) -> Any:
        if any(isinstance(inputs[i], int | float | complex) for i in tensors):
            return _with_numbers(schema)(*inputs[:positional], **dict(zip(names, inputs[positional:])))
        return call(handle, *inputs[:positional], **dict(zip(names, inputs[positional:])))

    return run


def _with_numbers(schema: Schema) -> Callable[..., Any]:
    """``torch.ops`` turns a number where a Tensor is wanted into a tensor that keeps the flag of a wrapped number."""
    namespace, name = schema.name.split("::")
    packet = getattr(getattr(torch.ops, namespace), name)
    found: Callable[..., Any] = getattr(packet, schema.overload or "default")
    return found
