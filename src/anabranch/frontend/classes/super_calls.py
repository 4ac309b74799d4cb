"""``super()`` in methods, and ``Base.method(self, ...)``: another class's version of a method, for the same object.

The compiled form is a method of the object's own type, named after the class it comes from (``__super_Base_forward``).
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from torch import nn

from ...ir.graph import Value
from ...lang.nominal import ClassType
from ..calls.functions import FunctionValue
from ..source import markers
from ..source.class_members import plain_function, written_member
from ..values.builtin import builtin
from ..values.emitter import Emitter
from ..values.named_values import BuiltinValue
from ..values.sugared import Sugared, simple
from . import members


class SuperValue(Sugared):
    """``super()`` in a method of ``after``, for the object ``owner``."""

    owner: Value
    t: ClassType
    after: type

    def describe(self) -> str:
        return f"super() of '{self.after.__name__}'"

    def attr(self, e: Emitter, name: str) -> Sugared:
        order = self.t.python_class.__mro__ if self.t.python_class else ()
        later = order[order.index(self.after) + 1 :] if self.after in order else ()
        return base_member(e, self.owner, self.t, later, name, self.describe())


def base_member(e: Emitter, owner: Value, t: ClassType, classes: Sequence[type], name: str, what: str) -> Sugared:
    """``name`` as the first of ``class_values`` that has it defines it, for the object ``owner``."""
    base = next((c for c in classes if name in vars(c)), None)
    if name == "__init__" and base in (None, object):
        return BuiltinValue(name, lambda e, args, kwargs: e.none())
    if base is None or base in (object, nn.Module):
        raise e.error(f"{what} has no method '{name}' that can be compiled")
    found = written_member(base, name)
    fn = plain_function(found)
    if isinstance(found, property | staticmethod | classmethod) or fn is None:
        return members.member(e, owner, t, name, found)
    if markers.is_ignored(fn):
        return FunctionValue(members.in_python(fn), (simple(owner),))
    return members.bound(e, owner, t, f"__super_{base.__name__}_{name}", fn)


def call_unbound(cls: type, name: str, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
    """``Class.method(instance, ...)``."""
    t = args[0].type() if args else None
    if not isinstance(t, ClassType) or t.python_class is None or not issubclass(t.python_class, cls):
        raise e.error(f"{cls.__name__}.{name} needs an instance of {cls.__name__} as its first argument")
    if inspect.getattr_static(t.python_class, name) is inspect.getattr_static(cls, name):
        return args[0].attr(e, name).call(e, args[1:], kwargs)
    owner = args[0].as_value(e)
    return base_member(e, owner, t, cls.__mro__, name, cls.__name__).call(e, args[1:], kwargs)


@builtin("super")
def _super(e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
    """``super()`` or ``super(Class, self)``."""
    owner = args[1] if len(args) == 2 else _first_argument(e)
    value = owner.as_value(e)
    t = value.type()
    after = getattr(args[0], "obj", None) if args else _defining_class(e)
    if not isinstance(t, ClassType) or not isinstance(after, type):
        raise e.error("super() stands only in methods", remedy="call the base class's method by its name")
    return SuperValue(value, t, after)


def _first_argument(e: Emitter) -> Sugared:
    tree = e.frame.source.tree
    names = [a.arg for a in [*tree.args.posonlyargs, *tree.args.args]]
    found = e.lookup(names[0]) if names else None
    if found is None:
        raise e.error("super() without arguments stands only in methods")
    return found


def _defining_class(e: Emitter) -> Any:
    """The ``__class__`` that Python puts beside a method which says super()."""
    function = e.frame.source.function
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or ())) if function is not None else {}
    return cells["__class__"].cell_contents if "__class__" in cells else None
