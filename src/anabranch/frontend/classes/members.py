"""What ``object.name`` means for members of the object's Python class: methods, properties, static and class methods.

Shared by modules, classes and enums.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import FunctionType
from typing import Any

from ...base import wording
from ...ir.graph import Value
from ...ir.kinds import value_name
from ...lang.nominal import ClassType
from ...lang.types import NONE
from ...overloads import matching
from ..calls import function_cache
from ..calls.compiled_values import MethodValue
from ..calls.functions import FunctionValue
from ..lowering import constants
from ..source import markers
from ..source.class_members import plain_function
from ..source.signature import Signature
from ..values.behaviour import behaviour
from ..values.emitter import Emitter
from ..values.named_values import ConstantList
from ..values.sugared import Sugared, TupleValue, simple
from . import methods

# Set by the layer above: the object that Python sees for an instance.
python_self: list[Callable[[Any], Any]] = []


def slot(e: Emitter, value: Value, t: ClassType, name: str) -> Sugared:
    """What the attribute ``name`` of ``value`` holds; the value in the graph has the attribute's name, as in torch.jit."""
    read = e.builder.get_attr(value, name, t.attributes[name].type)
    return simple(read.setDebugName(value_name(name)))


def bound(e: Emitter, value: Value, t: ClassType, name: str, fn: FunctionType | None = None) -> Sugared:
    """The compiled method ``name`` of ``value``, from ``fn`` if it is not compiled yet."""
    if fn is not None and name not in t.methods:
        signatures = function_cache.method_overloads(fn, t)
        if signatures:
            return OverloadedMethod(value, t, name, fn, signatures)
        methods.compiled(t, fn, name)
    return MethodValue(value, name, lambda: t.methods[name].schema)


class OverloadedMethod(Sugared):
    """A method with several declared signatures; the first that fits a call is compiled."""

    owner: Value
    t: ClassType
    name: str
    fn: Any  # a FunctionType: for mypy that would be a method of the instance
    signatures: list[Signature]

    def describe(self) -> str:
        return f"method '{self.name}' of '{self.t}'"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        schemas = [function_cache.method_schema(self.fn, self.t, self.name, s) for s in self.signatures]
        values = [self.owner, *(a.as_value(e) for a in args)]
        named = {k: a.as_value(e) for k, a in kwargs.items()}
        found = matching.match_any(schemas, values, named)
        chosen = next((i for i, s in enumerate(schemas) if s is getattr(found, "schema", None)), 0)
        name = f"{self.name}__{chosen}"
        methods.compiled(self.t, self.fn, name, self.signatures[chosen])
        given = {k: simple(v) for k, v in named.items()}
        return MethodValue(self.owner, name, lambda: schemas[chosen]).call(e, [simple(v) for v in values[1:]], given)


def member(e: Emitter, value: Value, t: ClassType, name: str, found: Any) -> Sugared:
    """``value.name`` where the class defines ``name`` as ``found``."""
    if isinstance(found, property):
        return _read_property(e, value, t, name, found)
    if isinstance(found, staticmethod):
        return FunctionValue(found.__func__)
    if isinstance(found, classmethod):
        return FunctionValue(found.__func__, (behaviour(t).class_of(t),))
    fn = plain_function(found)
    if fn is None:
        return constant(e, found, name)
    if markers.is_ignored(fn):
        return FunctionValue(in_python(fn), (simple(value),))
    return bound(e, value, t, name, fn)


def in_python(fn: FunctionType) -> Callable[..., Any]:
    """An ignored method for a call from compiled code: its ``self`` is the object that Python knows."""

    @functools.wraps(fn)
    def method(owner: Any, *args: Any, **kwargs: Any) -> Any:
        return fn(python_self[0](owner) if python_self else owner, *args, **kwargs)

    return method


def _read_property(e: Emitter, value: Value, t: ClassType, name: str, found: property) -> Sugared:
    getter = found.fget
    if getter is None:
        raise e.error(f"property '{name}' of '{t}' cannot be read")
    if markers.is_ignored(found):
        return FunctionValue(in_python(getter), (simple(value),)).call(e, [], {})  # type: ignore[arg-type]
    return bound(e, value, t, methods.getter_name(name), getter).call(e, [], {})  # type: ignore[arg-type]


def set_property(e: Emitter, value: Value, t: ClassType, name: str, item: Sugared) -> bool:
    """Assigns through a property's setter; False where ``name`` is no property."""
    found = methods.class_member(t, name) if name not in t.attributes else None
    if not isinstance(found, property):
        return False
    if found.fset is None:
        raise e.error(f"property '{name}' of '{t}' has no setter")
    bound(e, value, t, f"__{name}_setter", found.fset).call(e, [item], {})  # type: ignore[arg-type]
    return True


def converted(e: Emitter, t: ClassType, name: str, item: Sugared) -> Value:
    """``item`` as the value of an attribute that has its type already."""
    declared = t.attributes[name].type
    if declared == NONE and item.type() not in (NONE, None):
        raise e.error(
            f"attribute '{name}' of '{_short(t)}' began as None, so it cannot become a {item.type()}",
            remedy=f"annotate it where it begins: {name}: Optional[{item.type()}] = None",
        )
    return e.convert(item, declared, partial(wording.wrong_attribute, f"'{name}' of '{_short(t)}'"), kept=True)


def _short(t: ClassType) -> str:
    return t.name.rsplit(".", 1)[-1]


def class_level(e: Emitter, cls: Sugared, name: str, found: Any) -> Sugared:
    """``Class.name`` for what is no instance method."""
    if isinstance(found, staticmethod):
        return FunctionValue(found.__func__)
    if isinstance(found, classmethod):
        return FunctionValue(found.__func__, (cls,))
    return constant(e, found, name)


def constant(e: Emitter, value: Any, name: str) -> Sugared:
    """A constant of a class or module; lists and tuples keep their parts apart, so that loops over them unroll."""
    if isinstance(value, list):
        return ConstantList([constant(e, v, name) for v in value])
    if type(value) is tuple:
        return TupleValue([constant(e, v, name) for v in value])
    return constants.constant(e, value) if isinstance(value, dict) else e.resolve(value, name)
