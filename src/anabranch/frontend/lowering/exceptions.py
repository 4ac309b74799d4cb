"""``raise`` and ``assert``: ``prim::RaiseException`` with the message, the qualified class and the class itself."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...ir.graph import Value
from ...lang.types import STR
from ..values.emitter import Emitter
from ..values.named_values import ObjectValue
from ..values.sugared import Sugared
from ..values.syntax import Rest, Status, statement_of
from ..values.type_values import TypeValue
from . import call_syntax


@statement_of(ast.Raise)
def _raise(e: Emitter, node: ast.Raise, rest: Rest) -> Status:
    """``raise Class(message)``, ``raise Class``."""
    if node.exc is None:
        raise e.error("a bare raise cannot be compiled: there is no error to raise again")
    if node.cause is not None and not (isinstance(node.cause, ast.Constant) and node.cause.value is None):
        raise e.error("raise ... from cannot be compiled: compiled code catches no errors")
    target: ast.expr = node.exc
    args: list[Sugared] = []
    if isinstance(node.exc, ast.Call):
        target = node.exc.func
        args, kwargs = call_syntax.arguments(e, node.exc)
        args += kwargs.values()
    cls = exception_class(e.expression(target))
    if cls is None:
        raise e.error(f"{ast.unparse(target)} is no exception class", remedy="raise a class derived from Exception")
    write(e, message(e, args), cls)
    return Status.RAISES


def exception_class(item: Sugared) -> type[BaseException] | None:
    """The exception class that an item stands for."""
    obj = item.obj if isinstance(item, ObjectValue | TypeValue) else None
    return obj if isinstance(obj, type) and issubclass(obj, BaseException) else None


def message(e: Emitter, args: Sequence[Sugared]) -> Value:
    """``str(error)`` for an error made with these arguments."""
    if not args:
        return e.builder.constant("")
    if len(args) == 1:
        value = args[0].as_value(e)
        return value if value.type() == STR else e.operator_value("aten::str", [value])
    return e.operator_value("aten::str", [e.builder.tuple_([a.as_value(e) for a in args])])


def qualified(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__.rsplit('<locals>.', 1)[-1]}"


def write(e: Emitter, text: Value, cls: type[BaseException]) -> None:
    """The node; the class is a hint that no text shows."""
    name = e.builder.constant(qualified(cls))
    node = e.builder.node("prim::RaiseException", [text, name])
    node.set_attribute("class_", "py", cls)


def raise_assertion(e: Emitter, text: ast.expr | None) -> None:
    """A failed ``assert``."""
    value = message(e, [e.expression(text)] if text is not None else [])
    write(e, value, AssertionError)
