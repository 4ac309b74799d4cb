"""Python's builtins that look into objects: getattr, setattr, callable, type."""

from __future__ import annotations

from ...lang.nominal import ClassType, InterfaceType
from ...lang.types import FunctionType, FutureType, Type, none_members
from ..values.arguments import Args, Kwargs
from ..values.behaviour import behaviour
from ..values.builtin import builtin
from ..values.emitter import Emitter
from ..values.named_values import ObjectValue
from ..values.objects import ObjectBehaviour
from ..values.sugared import Sugared, constant_of
from ..values.type_values import TypeValue


@builtin("getattr(object, name, default=None, /)")
def _getattr(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    known, name = constant_of(args[1])
    if not known or not isinstance(name, str):
        message = "the name in getattr must be a string that is known when compiling"
        raise e.error(message, remedy="write x.name, or a branch for each name")
    if len(args) == 3 and not args[0].has_attr(e, name):
        return args[2]
    return args[0].attr(e, name)


@builtin("setattr(object, name, value, /)")
def _setattr(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    known, name = constant_of(args[1])
    if not known or not isinstance(name, str):
        raise e.error("the name in setattr must be a string that is known when compiling")
    args[0].set_attr(e, name, args[2])
    return e.none()


@builtin("callable(obj, /)")
def _callable(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    item = args[0]
    if isinstance(item, ObjectValue):
        return e.constant(callable(item.obj))
    t = item.type()
    if t is None:
        return e.constant(type(item).call is not Sugared.call)
    answers = {_has_call(m) for m in none_members(t)}
    if len(answers) != 1:
        raise e.error(f"some values of type '{t}' can be called and some cannot", remedy="find out which it is first")
    return e.constant(answers.pop())


def _has_call(t: Type) -> bool:
    if isinstance(t, ClassType | InterfaceType):
        does = behaviour(t)
        return t.is_module or (isinstance(does, ObjectBehaviour) and does.defines(t, "__call__"))
    return isinstance(t, FunctionType)


@builtin("type(object, /)")
def _type(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    t = args[0].type()
    if t is None or isinstance(t, FutureType):
        raise e.error("type() needs a value")
    return TypeValue(t, getattr(t, "python_class", None))
