"""Calls of PyTorch's functions that take sizes, until their operator is recorded.

Where a schema says ``int`` or ``float``, PyTorch's argument parser takes the number out of a ``torch.SymInt``, or of a 0-dim
tensor, before the operator is called.  The trace follows it all the same: of the call that runs it knows the arguments, and the
operator of the function's name has them in the same order.  A number that no operator took is baked in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch

from ..lang.schema import Argument, Schema
from .size_node import SizeNode
from .size_numbers import SYMBOLIC

Followed = SizeNode | torch.Tensor
_PARSERS = ("python_arg_parser.h", "pybind_utils.cpp")  # of functions, and of torch.ops

_Args = Sequence[Any]
_Kwargs = Mapping[str, Any]


class Call:
    def __init__(self, name: str, args: _Args, kwargs: _Kwargs) -> None:
        self.name = name.partition(".")[0].rstrip("_")
        self.args = args
        self.kwargs = kwargs
        self.guarded: list[Followed] = []  # whose numbers were taken

    def restored(self, schema: Schema, args: _Args, kwargs: _Kwargs) -> tuple[_Args, _Kwargs]:
        """The operator's arguments as the user gave them, where it got numbers for sizes."""
        formals = list(enumerate(schema.arguments))
        positional = [self._given(i, formal, x) for (i, formal), x in zip(formals, args)]
        named = {f.name: self._given(i, f, kwargs[f.name]) for i, f in formals[len(args) :] if f.name in kwargs}
        before, after = Counter(self.given()), Counter(map(id, _followed([*positional, *named.values()])))
        self.guarded = [x for x in self.guarded if after[id(x)] < before[id(x)]]
        return positional, named

    def given(self) -> Iterator[int]:
        return map(id, _followed([*self.args, *self.kwargs.values()]))

    def _given(self, i: int, formal: Argument, number: Any) -> Any:
        if i >= len(self.args):
            return _restored(number, self.kwargs.get(formal.name))
        rest = list(self.args[i:])
        if len(rest) > 1 and isinstance(number, list) and number == list(map(_number, rest)):  # x.permute(0, n)
            return _restored(number, rest)
        return _restored(number, self.args[i])


def _restored(number: Any, given: Any) -> Any:
    if isinstance(number, list):
        givens = given if isinstance(given, list | tuple) else [given] * len(number)
        return list(map(_restored, number, givens)) if len(givens) == len(number) else number
    same = isinstance(given, (torch.Tensor, *SYMBOLIC)) and type(number) in (int, float) and number == _number(given)
    return given if same else number


def _number(thing: Any) -> Any:
    """The number that stands for ``thing`` in an operator's arguments; None where none can."""
    if isinstance(thing, SYMBOLIC):
        return thing.node.number
    if isinstance(thing, torch.Tensor):
        return thing.item() if thing.dim() == 0 else None
    return None if isinstance(thing, bool) else thing


def _followed(thing: Any) -> Iterator[Followed]:
    if isinstance(thing, list | tuple):
        for item in thing:
            yield from _followed(item)
    elif isinstance(thing, SYMBOLIC):
        yield thing.node
    elif isinstance(thing, torch.Tensor):
        yield thing


class CallsInFlight:
    def __init__(self, baked_in: Callable[[Followed], None]) -> None:
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
        for thing in call.guarded:
            self._baked_in(thing)

    def guarded(self, node: SizeNode, file: str) -> bool:
        """The number is wanted at ``file``: whether it is for a call's argument."""
        return file.endswith(_PARSERS) and self._taken(node)

    def taken(self, tensor: torch.Tensor) -> bool:
        """The number in the tensor is wanted: whether the call was given the tensor."""
        return self._current is not None and id(tensor) in self._current.given() and self._taken(tensor)

    def _taken(self, thing: Followed) -> bool:
        if self._current is None:
            return False
        if not any(thing is x for x in self._current.guarded):
            self._current.guarded.append(thing)
        return True

    def arguments(self, schema: Schema, args: _Args, kwargs: _Kwargs) -> tuple[_Args, _Kwargs]:
        """An operator's arguments, with sizes where the call was given sizes."""
        call = self._current
        if call is None or not call.guarded or call.name != schema.name.partition("::")[2].rstrip("_"):
            return args, kwargs
        return call.restored(schema, args, kwargs)
