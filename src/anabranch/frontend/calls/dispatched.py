"""Functions that choose another one: torch's boolean dispatch, declared overloads, functools.partial."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from types import FunctionType
from typing import Any

import torch

from ...base.errors import CompileError
from ..source import overloads
from ..source.signature import Signature
from ..values.emitter import Emitter
from ..values.resolution import Rank, resolver
from ..values.sugared import SimpleValue, Sugared, constant_of
from . import function_cache
from .binding import argument, bind
from .functions import FunctionValue

Args = Sequence[Sugared]
Kwargs = Mapping[str, Sugared]

_BOOLEAN_DISPATCH = torch._jit_internal.boolean_dispatched


class DispatchedFunction(Sugared):
    """``torch._jit_internal.boolean_dispatch``: a constant argument decides between two functions."""

    if_true: Callable[..., Any]
    if_false: Callable[..., Any]
    index: int
    default: bool
    arg_name: str

    def describe(self) -> str:
        return f"function '{self.if_false.__name__}'"

    def call(self, e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        given = kwargs.get(self.arg_name) or (args[self.index] if self.index < len(args) else None)
        known, flag = (True, self.default) if given is None else constant_of(given)
        if not known:
            raise e.error(f"argument '{self.arg_name}' must be known when compiling", remedy="write True or False")
        return e.resolve(self.if_true if flag else self.if_false).call(e, args, kwargs)


class PartialFunction(Sugared):
    """``functools.partial``."""

    inner: Sugared
    args: list[Sugared]
    kwargs: dict[str, Sugared]

    def describe(self) -> str:
        return f"partial {self.inner.describe()}"

    def call(self, e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        return self.inner.call(e, [*self.args, *args], {**self.kwargs, **kwargs})


class OverloadedFunction(Sugared):
    """A function with declared signatures: the first that takes the arguments counts, without conversions first."""

    fn: Any  # a FunctionType: for mypy that would be a method of the instance

    def describe(self) -> str:
        return f"function '{self.fn.__name__}'"

    def call(self, e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        failure: CompileError | None = None
        items = [a if a.type() is None else SimpleValue(a.as_value(e)) for a in args]
        named = {k: v if v.type() is None else SimpleValue(v.as_value(e)) for k, v in kwargs.items()}
        signatures = overloads.overloads_of(*function_cache.source_of(self.fn))
        for implicit, signature in itertools.product((False, True), signatures):
            try:
                return self._call(e, signature, items, named, implicit)
            except _DoesNotFit as error:
                failure = failure or error.reason
        raise failure or e.error(f"{self.describe()} cannot be called so")

    def _call(self, e: Emitter, signature: Signature, args: Args, kwargs: Kwargs, implicit: bool) -> Sugared:
        try:
            bound = bind(e, self.fn.__name__, signature, args, kwargs)
            arguments = [argument(e, self.fn, p, bound[p.name], implicit=implicit) for p in signature.parameters]
            result = signature.return_type()
        except CompileError as error:
            raise _DoesNotFit(error) from None
        types = [(p.name, t) for p, (_, t) in zip(signature.parameters, arguments)]
        function = function_cache.compiled(self.fn, types, returns=result)
        values = [v for v, _ in arguments]
        return SimpleValue(e.builder.call_function(function, values, function_cache.result_type(function)))


class _DoesNotFit(Exception):
    def __init__(self, reason: CompileError) -> None:
        self.reason = reason


@resolver(Rank.KNOWN)
def _dispatched(e: Emitter, obj: Any, name: str) -> Sugared | None:
    table: Any = _BOOLEAN_DISPATCH.get(obj) if isinstance(obj, FunctionType) else None
    if table is None:
        return None
    return DispatchedFunction(table["if_true"], table["if_false"], table["index"], table["default"], table["arg_name"])


@resolver(Rank.FUNCTION)
def _function(e: Emitter, obj: Any, name: str) -> Sugared | None:
    if isinstance(obj, FunctionType):
        return OverloadedFunction(obj) if overloads.has_overloads(obj) else FunctionValue(obj)
    if isinstance(obj, functools.partial):
        return PartialFunction(
            e.resolve(obj.func), [e.resolve(a) for a in obj.args], {k: e.resolve(v) for k, v in obj.keywords.items()}
        )
    return None
