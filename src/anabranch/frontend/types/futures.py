"""Futures: waiting for one, or for all of several."""

from __future__ import annotations

from typing import NoReturn

from ...base.errors import CompileError
from ...base.futures import Future
from ...ir.graph import Value
from ...lang.types import NONE, FutureType, ListType, TupleType, Type
from ..lowering.iterables import MapValue
from ..lowering.listing import list_of_iteration
from ..values.arguments import Args, Kwargs
from ..values.behaviour import behaviour_of
from ..values.builtin import special
from ..values.emitter import Emitter
from ..values.plain import PlainBehaviour, methods_of, no_length
from ..values.sugared import SimpleValue, Sugared, TupleValue


@special("wait(future)")
def wait(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    """``wait(future)`` and ``future.wait()``."""
    value = args[0].as_value(e)
    if not isinstance(value.type(), FutureType):
        many = isinstance(value.type(), ListType | TupleType)
        remedy = "for several futures, wait_all(futures)" if many else "wait for what fork returned"
        raise e.error("wait expects a Future", got=f"a value of type {value.type()}", remedy=remedy)
    return SimpleValue(e.operator_value("aten::wait", [value]))


@special("wait_all(tasks, timeout=None)")
def wait_all(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    """Waits for every future of a list or tuple."""
    _check_timeout(e, "wait_all(futures)", args[1:])
    waits = MapValue(lambda e, items: wait(e, items, {}), args[:1])
    if isinstance(args[0].type(), TupleType):
        return TupleValue(waits.items(e))
    return SimpleValue(list_of_iteration(e, waits.iterate(e)))


def _wait(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    return wait(e, [SimpleValue(value)], kwargs)


def _result(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    _check_timeout(e, "result()", args)
    return _wait(e, value, [], {})


def _check_timeout(e: Emitter, call: str, given: Args) -> None:
    if any(timeout.type() != NONE for timeout in given):
        remedy = f"write {call}; a caller in Python can wait for a time, with result(timeout) of a future that it gets"
        raise e.error("a timeout cannot be compiled: tasks of a program wait for each other as long as it takes", remedy=remedy)


def _done(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    return e.operator("aten::done", [SimpleValue(value)])


@behaviour_of(FutureType)
class FutureBehaviour(PlainBehaviour):
    methods = methods_of({"wait()": _wait, "value()": _wait, "result(timeout=None)": _result, "done()": _done})
    python = Future

    def operator(self, value: Value, name: str) -> None:
        """A future is not its value."""

    def missing(self, e: Emitter, t: Type, name: str) -> CompileError:
        remedy = "a Future is not its value: take it with wait(future)"
        if hasattr(Future, name):
            remedy = f"compiled code has wait(), result(), value() and done(); Future.{name} is for callers in Python"
        return e.error(f"{t} has no attribute or method '{name}'", remedy=remedy)

    def length(self, e: Emitter, value: Value) -> NoReturn:
        raise no_length(e, value)
