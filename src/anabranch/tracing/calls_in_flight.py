"""Calls of PyTorch's functions that take sizes, until their operator is recorded.

Where a schema says ``int`` or ``float``, PyTorch's argument parser takes the number out of a ``torch.SymInt`` before
the operator is called.  The trace follows it all the same: of the call that runs it knows which arguments are sizes, and the
operator of the function's name has the function's arguments in their order.  A number that no operator took is baked in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ..lang.schema import Argument, Schema
from .size_node import SizeNode
from .size_numbers import SYMBOLIC, concrete

_PARSERS = ("python_arg_parser.h", "pybind_utils.cpp")  # of functions, and of torch.ops

_Args = Sequence[Any]
_Kwargs = Mapping[str, Any]


class Call:
    def __init__(self, name: str, args: _Args, kwargs: _Kwargs) -> None:
        self.name = name.partition(".")[0].rstrip("_")
        self.args = args
        self.kwargs = kwargs
        self.guarded: list[SizeNode] = []

    def restored(self, schema: Schema, args: _Args, kwargs: _Kwargs) -> tuple[_Args, _Kwargs]:
        """The operator's arguments as the user gave them, where it got numbers for sizes."""
        formals = list(enumerate(schema.arguments))
        positional = [self._given(i, formal, x) for (i, formal), x in zip(formals, args)]
        named = {f.name: self._given(i, f, kwargs[f.name]) for i, f in formals[len(args) :] if f.name in kwargs}
        before, after = list(_nodes([*self.args, *self.kwargs.values()])), list(_nodes([*positional, *named.values()]))
        self.guarded = [node for node in self.guarded if after.count(node) < before.count(node)]
        return positional, named

    def _given(self, i: int, formal: Argument, number: Any) -> Any:
        if i >= len(self.args):
            return _restored(number, self.kwargs.get(formal.name))
        rest = list(self.args[i:])
        if len(rest) > 1 and all(map(_is_int, rest)) and number == concrete(rest):  # x.permute(0, n)
            return _restored(number, rest)
        return _restored(number, self.args[i])


def _is_int(thing: Any) -> bool:
    return isinstance(thing, int) and not isinstance(thing, bool)


def _restored(number: Any, given: Any) -> Any:
    if isinstance(number, list):
        givens = given if isinstance(given, list | tuple) else [given] * len(number)
        return list(map(_restored, number, givens)) if len(givens) == len(number) else number
    same = isinstance(given, SYMBOLIC) and type(number) in (int, float) and number == given.node.number
    return given if same else number


def _nodes(thing: Any) -> Iterator[SizeNode]:
    if isinstance(thing, list | tuple):
        for item in thing:
            yield from _nodes(item)
    elif isinstance(thing, SYMBOLIC):
        yield thing.node


class CallsInFlight:
    def __init__(self, baked_in: Callable[[SizeNode], None]) -> None:
        self._baked_in = baked_in
        self._current: Call | None = None

    @contextmanager
    def of(self, func: Any, args: _Args, kwargs: _Kwargs) -> Iterator[None]:
        """While a function of PyTorch that is no Python code runs."""
        call = Call(getattr(func, "__name__", ""), args, kwargs)
        saved, self._current = self._current, call
        try:
            yield
        finally:
            self._current = saved
        for node in call.guarded:
            self._baked_in(node)

    def guarded(self, node: SizeNode, file: str) -> bool:
        """The number is wanted at ``file``: whether it is for a call's argument."""
        if self._current is None or not file.endswith(_PARSERS):
            return False
        if node not in self._current.guarded:
            self._current.guarded.append(node)
        return True

    def arguments(self, schema: Schema, args: _Args, kwargs: _Kwargs) -> tuple[_Args, _Kwargs]:
        """An operator's arguments, with sizes where the call was given sizes."""
        call = self._current
        if call is None or not call.guarded or call.name != schema.name.partition("::")[2].rstrip("_"):
            return args, kwargs
        return call.restored(schema, args, kwargs)
