"""The library's own functions in a program: fork, wait, annotate, is_scripting, isinstance."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from ..ir.types import Type
from . import futures
from .annotations import type_of_expression
from .sugared import BuiltinValue, SimpleValue, Sugared
from .type_values import TypeValue

if TYPE_CHECKING:
    from .emitter import Emitter

Args = Sequence[Sugared]
Kwargs = Mapping[str, Sugared]


def find(callee: Sugared) -> Callable[[Emitter, ast.Call, Type | None], Sugared] | None:
    """The forms whose arguments are not simply written from left to right."""
    return _annotate if isinstance(callee, BuiltinValue) and callee.name == "annotate" else None


def _annotate(e: Emitter, node: ast.Call, hint: Type | None) -> Sugared:
    if len(node.args) != 2 or node.keywords:
        raise e.error("annotate takes a type and a value")
    t = type_of_expression(node.args[0], TypeScope(e), e.frame.source.span(node.args[0]))
    item = e.expression(node.args[1], t)
    with e.at(node.args[1]):
        as_type = getattr(item, "as_type", None)
        return as_type(e, t) if as_type is not None else SimpleValue(e.convert(item, t))


class TypeScope(Mapping[str, object]):
    """What names mean in a type: the function's surroundings, and types that it imported itself."""

    def __init__(self, e: Emitter) -> None:
        self.e = e

    def __getitem__(self, name: str) -> object:
        found = self.e.env.get(name)
        if isinstance(found, TypeValue) and found.obj is not None:
            return found.obj
        return self.e.frame.source.scope[name]

    def __contains__(self, name: object) -> bool:
        try:
            self[str(name)]
        except KeyError:
            return False
        return True

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self.e.frame.source.scope)

    def __len__(self) -> int:
        return len(self.e.frame.source.scope)


def _fork(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    from . import forks

    if not args:
        raise e.error("fork needs a function", remedy="write fork(function, arguments...)")
    return forks.fork(e, args[0], args[1:], kwargs)


def _constant(value: object) -> Callable[[Emitter, Args, Kwargs], Sugared]:
    return lambda e, args, kwargs: e.constant(value)


def _refuse(what: str) -> Callable[[Emitter, Args, Kwargs], Sugared]:
    def handler(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        raise e.error(f"{what} cannot be used inside compiled code")

    return handler


def _script(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    """``script(f)`` inside compiled code: f is compiled anyway."""
    return args[0]


HANDLERS: dict[str, Callable[[Emitter, Args, Kwargs], Sugared]] = {
    "fork": _fork,
    "wait": futures.wait,
    "wait_all": futures.wait_all,
    "annotate": _refuse("annotate with computed arguments"),
    "isinstance": _refuse("isinstance with computed arguments"),
    "is_scripting": _constant(True),
    "is_tracing": _constant(False),
    "script": _script,
    "trace": _refuse("trace"),
}
