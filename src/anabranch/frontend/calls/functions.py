"""Python functions as values: compiled when they are called, for the types of the arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FunctionType
from typing import Any

from ...base.errors import CompileError
from ...base.record import replace
from ...ir.graph import Node, Value
from ...lang.types import Type
from ..lowering.iterables import Iterable
from ..source import markers
from ..source.capture import Captured
from ..source.signature import Parameter, Signature
from ..values.arguments import Args, Kwargs
from ..values.emitter import Emitter
from ..values.keywords import KeywordsValue, PassedKeywords
from ..values.libraries import refusal
from ..values.sugared import SimpleValue, Sugared, TupleValue
from . import function_cache, python_calls
from .binding import argument, bind
from .inlining import inline


class FunctionValue(Sugared):
    """A Python function: compiled when it is called.  ``bound`` is put before the arguments of a call."""

    fn: Callable[..., Any]
    bound: tuple[Sugared, ...] = ()

    def describe(self) -> str:
        return f"function '{getattr(self.fn, '__name__', self.fn)}'"

    def as_value(self, e: Emitter) -> Value:
        if not isinstance(self.fn, FunctionType):
            raise e.error(f"{self.describe()} is no Python function")
        return e.builder.function(function_cache.entry_function(self.fn))

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        return _call(e, self, [*self.bound, *args], kwargs)


def _call(e: Emitter, callee: FunctionValue, args: Args, kwargs: Kwargs) -> Sugared:
    """Call ``callee.fn``; the first arguments may be what it is bound to."""
    fn = callee.fn
    if markers.is_ignored(fn):
        return python_calls.call(e, fn, args, kwargs, len(callee.bound))
    if not isinstance(fn, FunctionType):
        raise e.error(f"{callee.describe()} is no Python function")
    with _told_of_libraries(e, fn):
        source, signature = function_cache.source_of(fn)
        with _place(e) as place:
            return _call_source(e, callee, source, signature, bind(e, source.name, signature, args, kwargs), place)


@contextmanager
def _told_of_libraries(e: Emitter, fn: FunctionType) -> Iterator[None]:
    """What Python's library says inside, or of its missing annotations, is nothing that a user could mend."""
    try:
        yield
    except CompileError:
        known = refusal(fn)
        if known is None:
            raise
        raise e.error(f"{known[0]} cannot be compiled", remedy=known[1]) from None


def _call_source(
    e: Emitter, callee: FunctionValue, source: Captured, signature: Signature, bound: dict[str, Sugared], place: Node
) -> Sugared:
    fn: Any = callee.fn
    if any(_needs_inlining(item) for item in bound.values()):
        return inline(e, source, signature, bound, None)
    is_open = fn.__name__ == "<lambda>" or fn.__module__.partition(".")[0] == "torch"  # PyTorch's own leave types out
    any_type = len(signature.parameters) if is_open else len(callee.bound)
    return _call_compiled(e, fn, signature, bound, any_type, place)


@contextmanager
def _place(e: Emitter) -> Iterator[Node]:
    """A mark in the graph: torch.jit names the function before it makes the constants of default arguments."""
    place = e.builder.node("prim::Placeholder")
    try:
        yield place
    finally:
        place.destroy()


def _needs_inlining(item: Sugared) -> bool:
    """Whether an argument belongs to the function being written, so that no other function can hold it."""
    return bool(getattr(item, "is_local", False)) or (
        isinstance(item, TupleValue) and item.type() is None and any(_needs_inlining(p) for p in item.parts)
    )


def _call_compiled(
    e: Emitter, fn: FunctionType, signature: Signature, bound: dict[str, Sugared], any_type: int, place: Node
) -> Sugared:
    parameters: list[tuple[str, Type]] = []
    values: list[Value] = []
    given, fixed = _opened(signature, bound)
    for i, (p, item) in enumerate(given):
        if _is_fixed(item):
            fixed[p.name] = item
            continue
        value = argument(e, fn, p, item, i < any_type)
        parameters.append((p.name, value[1]))
        values.append(value[0])
    function = function_cache.compiled(fn, parameters, fixed)
    result = function_cache.result_type(function)
    with e.builder.at(place):
        constant = e.builder.function(function)
    return SimpleValue(e.builder.emit("prim::CallFunction", [constant, *values], result))


def _opened(signature: Signature, bound: dict[str, Sugared]) -> tuple[list[tuple[Parameter, Sugared]], dict[str, Sugared]]:
    """The parameters with their arguments, one for each of ``**kwargs``; and what stands for that inside."""
    given: list[tuple[Parameter, Sugared]] = []
    fixed: dict[str, Sugared] = {}
    for p in signature.parameters:
        item = bound[p.name]
        if not isinstance(item, KeywordsValue):
            given.append((p, item))
            continue
        hidden = {name: f"{p.name}${name}" for name in item.parts}
        given += [(replace(p, name=hidden[name]), part) for name, part in item.parts.items()]
        fixed[p.name] = PassedKeywords(hidden)
    return given, fixed


def _is_fixed(item: Sugared) -> bool:
    """An argument that is no value (a function, a class): the callee is compiled for it."""
    return item.type() is None and not hasattr(item, "as_type") and not isinstance(item, Iterable)
