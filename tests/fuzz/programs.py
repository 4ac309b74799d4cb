"""One operator as programs: the node alone, the node as the condition of a branch, the node on constants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from anabranch.ir.builder import Builder
from anabranch.ir.graph import Value
from anabranch.ir.graph_function import function_of
from anabranch.lang import types as T
from anabranch.lang.schema import Schema
from anabranch.lang.types import Type
from anabranch.overloads.type_variables import Bindings, resolve
from anabranch.runtime.backend import backend

Call = Callable[..., Any]
CONSTANTS = (T.INT, T.FLOAT, T.STR, T.BOOL, T.COMPLEX)


@dataclass(frozen=True)
class Way:
    """One way to run an operator: it takes the arguments and gives (result, the arguments afterwards)."""

    name: str
    call: Call


def ways(schema: Schema, types: Sequence[Type], bindings: Bindings) -> list[Way]:
    """``types`` are the arguments' own."""
    returns = [resolve(r.type, bindings) for r in schema.returns]
    made = [_way(backend_, "", schema, types, returns) for backend_ in ("native", "interpreter")]
    if returns == [T.BOOL]:
        made.append(_way("native", " branching", schema, types, returns, _branch))
    return made


def on_constants(schema: Schema, types: Sequence[Type], returns: Sequence[Type], args: Sequence[Any]) -> Way:
    """The machine has instructions with the constant inside."""
    return _way("native", " on constants", schema, types, returns, constants=list(args))


def _way(
    backend_: str,
    suffix: str,
    schema: Schema,
    types: Sequence[Type],
    returns: Sequence[Type],
    result: Callable[[Builder, Value], Value] = lambda b, v: v,
    constants: list[Any] | None = None,
) -> Way:
    b = Builder()
    parameters = [b.graph.addInput(f"x{i}", t) for i, t in enumerate(types)]
    inputs = [
        b.constant(constants[i]) if constants is not None and p.type() in CONSTANTS else p for i, p in enumerate(parameters)
    ]
    results = list(b.call_op(schema, inputs, list(returns)).outputs())
    if len(results) == 1:
        results = [result(b, results[0])]
    b.graph.registerOutput(b.tuple_([*results, *parameters]))
    run = backend(backend_).callable(function_of("operator", b.graph))
    return Way(backend_ + suffix, _split(run, len(results)))


def _split(run: Call, count: int) -> Call:
    def call(*args: Any) -> tuple[Any, list[Any]]:
        everything = run(*args)
        results = everything[:count]
        return results[0] if count == 1 else results if count else None, list(everything[count:])

    return call


def _branch(b: Builder, condition: Value) -> Value:
    node = b.if_(condition)
    for block, value in zip(node.blocks(), (True, False), strict=True):
        with b.at(block):
            block.registerOutput(b.constant(value))
    return node.addOutput(T.BOOL)
