"""``prim::fork``: of a function or method that is called with the arguments, or of a function written before it."""

from __future__ import annotations

from typing import Any

import torch

from ..ir.graph import Graph, Node, Value
from ..lang.nominal import ClassType
from ..lang.types import NamedTupleType
from .branches import is_logical
from .calls import arguments, schema_of
from .expressions import attribute
from .text import called
from .writer import Writer, statement_of


@statement_of("prim::fork")
def _fork(w: Writer, node: Node) -> None:
    body: Graph = node.g("Subgraph")
    call = _only_call(body)
    given = dict(zip(body.inputs(), node.inputs()))
    if call is None:
        return _of_local_function(w, node, body)
    inputs = [given.get(v, v) for v in _without_defaults(call)]
    callee, *args = w.take(inputs)
    if call.kind() == "prim::CallMethod":
        callee = attribute(w, callee, call.s("name"))
    given_texts = arguments(schema_of(call), args, 1 if call.kind() == "prim::CallMethod" else 0)
    w.result(node, called(f"{w.naming.module('ab')}.fork", [callee.text, *given_texts]))
    return None


def _only_call(body: Graph) -> Node | None:
    """The call that is the whole of a task."""
    nodes = [n for n in body.nodes() if n.kind() != "prim::Constant"]
    if len(nodes) != 1 or nodes[0].kind() not in ("prim::CallFunction", "prim::CallMethod"):
        return None
    call = nodes[0]
    first, *args = _without_defaults(call)
    if any(v.node().kind() == "prim::Constant" for v in args):
        return None
    is_method = call.kind() == "prim::CallMethod"
    if is_method and (call.s("name").startswith("__") or first.node().kind() == "prim::Constant"):
        return None
    return call if list(call.outputs()) == list(body.outputs()) else None


def _without_defaults(call: Node) -> list[Value]:
    """What a call is given: constants at its end that are the callee's defaults were not written."""
    inputs = list(call.inputs())
    schema = schema_of(call)
    parameters = schema.arguments if schema is not None else ()
    offset = len(inputs) - len(parameters)
    while len(inputs) > max(offset, 1):
        argument, node = parameters[len(inputs) - 1 - offset], inputs[-1].node()
        if not argument.has_default or node.kind() != "prim::Constant" or node.hasAttribute("name"):
            break
        if not _equal(node.constant_value(), argument.default):
            break
        inputs.pop()
    return inputs


def _equal(value: Any, default: Any) -> bool:
    return type(value) is type(default) and not isinstance(value, torch.Tensor) and bool(value == default)


def _of_local_function(w: Writer, node: Node, body: Graph) -> None:
    args = w.take(list(node.inputs()))
    w.flush()
    name = w.fresh("task")
    inner = Writer(w.naming, w.depth + 1)
    inner.taken |= w.taken
    parameters = [_parameter(inner, v) for v in body.inputs()]
    (result,) = body.outputs()
    nameless = isinstance(result.type(), NamedTupleType) and not result.type().annotation_str
    returned = "" if nameless else f" -> {w.annotation(result.type())}"
    w.put(f"def {name}({', '.join(parameters)}){returned}:")
    write_body(inner, body)
    w.lines += inner.lines
    w.result(node, called(f"{w.naming.module('ab')}.fork", [name, *(a.text for a in args)]))


def _parameter(w: Writer, value: Value) -> str:
    name = w.name(value)
    t = value.type()
    return name if isinstance(t, ClassType) and t.is_module else f"{name}: {w.annotation(t)}"


def write_body(w: Writer, graph: Graph) -> None:
    """The statements of a function, which returns the graph's result."""

    def end(results: list[Value]) -> bool:
        (value,) = w.take(results)
        w.flush()
        w.put(f"return {value.text}")
        return True

    w.returning = end  # type: ignore[assignment]
    w.block(graph.block(), end, lambda last, results: not is_logical(last))  # type: ignore[arg-type]
    if not w.lines:
        w.put("pass")


