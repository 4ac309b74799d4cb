"""The library's own functions in a program: fork, annotate, is_scripting, script.  ``futures`` has wait."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ...lang.types import NONE, OptionalType, Type
from ..calls import forks
from ..source.annotations import type_of_expression
from ..values.arguments import Args, Kwargs
from ..values.builtin import special
from ..values.emitter import Emitter
from ..values.named_values import FormValue, Handler
from ..values.resolution import SPECIALS
from ..values.sugared import SimpleValue, Sugared
from ..values.type_values import TypeValue


class _Annotate(FormValue):
    """``annotate(T, value)``: the type is read as an annotation, the value written as one of that type."""

    def write(self, e: Emitter, node: ast.Call, hint: Type | None) -> Sugared:
        if len(node.args) != 2 or node.keywords:
            raise e.error("annotate takes a type and a value", remedy="annotate(List[int], [])")
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


@special("fork")
def _fork(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    if not args:
        raise e.error("fork needs a function", remedy="write fork(function, arguments...)")
    return forks.fork(e, args[0], args[1:], kwargs)


def _constant(value: object) -> Handler:
    return lambda e, args, kwargs: e.constant(value)


def _refuse(what: str) -> Handler:
    def handler(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        raise e.error(f"{what} cannot be used inside compiled code")

    return handler


@special("script(obj)")
def _script(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    """``script(f)`` inside compiled code: f is compiled anyway."""
    return args[0]


@special("unwrap_optional(optional)")
def _unwrap_optional(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    """The value of an Optional; what is none is itself, as in Python."""
    if args[0].type() == NONE:
        raise e.error("unwrap_optional of None", expected="an Optional", got="None")
    return e.operator("aten::_unwrap_optional", args) if isinstance(args[0].type(), OptionalType) else args[0]


SPECIALS["annotate"] = _Annotate("annotate", _refuse("annotate with computed arguments"))
special("is_scripting()")(_constant(True))
special("is_tracing()")(_constant(False))
special("trace")(_refuse("trace"))
