"""``_awaitable(f, …)``, ``_awaitable_nowait(x)``, ``_awaitable_wait(aw)``: calls that run when they are waited for.

An awaitable is an object whose method ``wait`` makes the call (``source/await_classes``).
"""

from __future__ import annotations

from typing import Any

from ...base.awaits import _Await
from ...ir.graph import Value
from ...lang.nominal import InterfaceType
from ...lang.tensor_types import plain
from ...lang.types import Type
from ..calls.forks import result_type
from ..calls.functions import FunctionValue
from ..source.annotations import type_of_annotation
from ..source.await_classes import await_interface, call_class, is_await_class, value_class
from ..values.arguments import Args, Kwargs
from ..values.builtin import special
from ..values.emitter import Emitter
from ..values.resolution import Rank, resolver
from ..values.sugared import SimpleValue, Sugared
from ..values.type_values import TypeValue

ANY_AWAIT = InterfaceType("Await", awaits=_Await)


@resolver(Rank.KNOWN)
def _class(e: Emitter, obj: Any, name: str) -> Sugared | None:
    return TypeValue(ANY_AWAIT, obj) if is_await_class(obj) else None


@special("awaitable")
def _awaitable(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    if not args or not isinstance(args[0], FunctionValue) or args[0].bound:
        got = args[0].describe() if args else "nothing"
        raise e.error("_awaitable needs a function", got=got, remedy="write _awaitable(function, arguments...)")
    given = [a.as_value(e) for a in args[1:]]
    named = {name: a.as_value(e) for name, a in kwargs.items()}
    result = plain(result_type(e, args[0], list(map(SimpleValue, given)), {n: SimpleValue(v) for n, v in named.items()}))
    types = {name: plain(v.type()) for name, v in named.items()}
    cls = call_class(args[0].fn, [plain(v.type()) for v in given], types, result)
    return made(e, cls, [*given, *named.values()], result)


@special("awaitable_nowait(o)")
def _nowait(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    value = args[0].as_value(e)
    result = plain(value.type())
    return made(e, value_class(result), [value], result)


def made(e: Emitter, cls: type, args: list[Value], result: Type) -> Sugared:
    """An object of ``cls``, known as what gives a ``result``."""
    instance = e.resolve(cls).call(e, [SimpleValue(v) for v in args], {})
    t = await_type(result)
    return SimpleValue(e.builder.emit("prim::unchecked_cast", [e.convert(instance, t)], t))


def await_type(result: Type) -> Type:
    return type_of_annotation(await_interface(result))


@special("awaitable_wait(aw)")
def _wait(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    t = args[0].type()
    if not isinstance(t, InterfaceType) or not t.awaits:
        got = f"a value of type {t}" if t is not None else args[0].describe()
        raise e.error("_awaitable_wait expects an awaitable", got=got, remedy="wait for what _awaitable returned")
    return args[0].attr(e, "wait").call(e, [], {})
