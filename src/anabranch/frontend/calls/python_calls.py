"""Calls that stay in Python: ``@ignore``d functions (``prim::PythonOp``) and ``@unused`` ones, which raise."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from types import FunctionType
from typing import Any

import torch

from ...base.record import Record, replace
from ...ir.graph import Value
from ...lang.types import ANY, TENSOR, Type
from ..lowering import exceptions
from ..source import markers
from ..source.capture import capture
from ..source.signature import KEYWORD, Parameter, Signature, signature_of
from ..values.emitter import Emitter
from ..values.keywords import KeywordsValue
from ..values.resolution import Rank, resolver
from ..values.sugared import SimpleValue, Sugared, TupleValue
from . import binding


class PythonCallable(Sugared):
    """An object whose ``__call__`` is marked ``ignore`` or ``unused``."""

    obj: Any
    fn: Any

    def describe(self) -> str:
        return f"an object of class {type(self.obj).__name__}"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        source = capture(self.fn)
        signature = signature_of(source)
        taken = replace(signature, parameters=signature.parameters[1:])
        return _call(e, self.fn.__get__(self.obj), source.name, taken, args, kwargs, 0)


@resolver(Rank.OBJECT)
def _callable_object(e: Emitter, obj: Any, name: str) -> Sugared | None:
    fn = None if isinstance(obj, type | torch.nn.Module) else inspect.getattr_static(type(obj), "__call__", None)
    return PythonCallable(obj, fn) if isinstance(fn, FunctionType) and markers.is_ignored(fn) else None


def call(e: Emitter, fn: Any, args: Sequence[Sugared], kwargs: Mapping[str, Sugared], bound: int) -> Sugared:
    """Call a function marked ``ignore`` or ``unused``.  Without annotations it takes and gives Tensors."""
    source = capture(fn)
    return _call(e, fn, source.name, signature_of(source), args, kwargs, bound)


def _call(
    e: Emitter, fn: Any, name: str, signature: Signature, args: Sequence[Sugared], kwargs: Mapping[str, Sugared], bound: int
) -> Sugared:
    result = signature.return_type()
    declared, result = result, TENSOR if result is None else result
    if not markers.runs_in_python(fn):
        return _unused(e, name, result)
    items = binding.bind(e, name, signature, args, kwargs)
    values, names = _values(e, fn, signature, items, bound)
    made = python_op(e, name, WithNames(fn, tuple(names)) if names else fn, values, result)
    return made if declared is not None else _Undeclared(made.as_value(e))


class _Undeclared(SimpleValue):
    """What a function without a declared result gives: a Tensor, where somebody wants it."""

    def drop(self) -> None:
        self.value.setType(ANY)


def python_op(e: Emitter, name: str, fn: Any, values: Sequence[Value], result: Type) -> Sugared:
    """A call of ``fn`` in Python, which gives a ``result``."""
    attributes = {"name": ("s", name), "fn": ("py", fn)}
    return SimpleValue(e.builder.emit("prim::PythonOp", values, result, attributes))


class WithNames(Record, frozen=True):
    """A Python function as it is called from a graph, whose nodes have no keywords: the last values have ``names``."""

    fn: Any
    names: tuple[str, ...]

    def __call__(self, *values: Any) -> Any:
        count = len(values) - len(self.names)
        return self.fn(*values[:count], **dict(zip(self.names, values[count:], strict=True)))


def _values(
    e: Emitter, fn: Any, signature: Signature, items: dict[str, Sugared], bound: int
) -> tuple[list[Value], list[str]]:
    """The arguments of the call, and the names of the last ones."""
    values: list[Value] = []
    named: dict[str, Value] = {}
    for i, p in enumerate(signature.parameters):
        item = items[p.name]
        if isinstance(item, KeywordsValue) and p.is_variadic:
            named.update({name: part.as_value(e) for name, part in item.parts.items()})
        elif isinstance(item, TupleValue) and p.is_variadic:
            values += [part.as_value(e) for part in item.parts]
        elif p.kind == KEYWORD:
            named[p.name] = _value(e, fn, p, item, i < bound)
        else:
            values.append(_value(e, fn, p, item, i < bound))
    return [*values, *named.values()], list(named)


def _value(e: Emitter, fn: Any, p: Parameter, item: Sugared, is_self: bool) -> Value:
    return binding.argument(e, fn, p, item, is_self)[0]


def _unused(e: Emitter, name: str, result: Type) -> Sugared:
    text = e.builder.constant(f"{name} is marked unused and must not be reached in compiled code")
    exceptions.write(e, text, NotImplementedError)
    return SimpleValue(e.builder.emit("prim::Uninitialized", [], result))
