"""Calls that stay in Python: ``@ignore``d functions (``prim::PythonOp``) and ``@unused`` ones, which raise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...ir.graph import Value
from ...lang.types import ANY, TENSOR, Type
from ..lowering import exceptions
from ..source import markers
from ..source.capture import capture
from ..source.signature import Parameter, Signature, signature_of
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue, Sugared, TupleValue
from . import binding


def call(e: Emitter, fn: Any, args: Sequence[Sugared], kwargs: Mapping[str, Sugared], bound: int) -> Sugared:
    """Call a function marked ``ignore`` or ``unused``.  Without annotations it takes and gives Tensors."""
    source = capture(fn)
    signature = signature_of(source)
    result = signature.return_type()
    declared, result = result, TENSOR if result is None else result
    if not markers.runs_in_python(fn):
        return _unused(e, source.name, result)
    items = binding.bind(e, source.name, signature, args, kwargs)
    values = _values(e, fn, signature, items, bound)
    made = python_op(e, source.name, fn, values, result)
    return made if declared is not None else _Undeclared(made.as_value(e))


class _Undeclared(SimpleValue):
    """What a function without a declared result gives: a Tensor, where somebody wants it."""

    def drop(self) -> None:
        self.value.setType(ANY)


def python_op(e: Emitter, name: str, fn: Any, values: Sequence[Value], result: Type) -> Sugared:
    """A call of ``fn`` in Python, which gives a ``result``."""
    attributes = {"name": ("s", name), "fn": ("py", fn)}
    return SimpleValue(e.builder.emit("prim::PythonOp", values, result, attributes))


def _values(e: Emitter, fn: Any, signature: Signature, items: dict[str, Sugared], bound: int) -> list[Value]:
    values: list[Value] = []
    for i, p in enumerate(signature.parameters):
        item = items[p.name]
        if p.is_variadic:
            if isinstance(item, TupleValue):
                values += [part.as_value(e) for part in item.parts]
            continue
        values.append(_value(e, fn, p, item, i < bound))
    return values


def _value(e: Emitter, fn: Any, p: Parameter, item: Sugared, is_self: bool) -> Value:
    return binding.argument(e, fn, p, item, is_self)[0]


def _unused(e: Emitter, name: str, result: Type) -> Sugared:
    text = e.builder.constant(f"{name} is marked unused and must not be reached in compiled code")
    exceptions.write(e, text, NotImplementedError)
    return SimpleValue(e.builder.emit("prim::Uninitialized", [], result))
