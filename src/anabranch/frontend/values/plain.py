"""Values that are no objects of a user's class: attributes and methods by table, else the operators that take such a value.

``PlainBehaviour`` is the base of the families; types without a family of their own have it as it is.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping

from ...base import wording
from ...base.errors import CompileError
from ...ir.graph import Value
from ...lang.schema import Argument, Schema
from ...lang.types import (
    ANY,
    BOOL,
    COMPLEX,
    FLOAT,
    INT,
    NUMBER,
    STR,
    DictType,
    FunctionType,
    ListType,
    SetType,
    SimpleType,
    TensorType,
    Type,
    VarType,
)
from ...ops import operators
from . import container_texts
from .arguments import Args, Kwargs, bind, name_in
from .behaviour import Behaviour, behaviour_of
from .conversions import conversion_remedy
from .emitter import Emitter
from .named_values import BuiltinValue, MethodOperator
from .sugared import Iteration, SimpleValue, SliceValue, Sugared

Method = Callable[["Emitter", Value, Args, Kwargs], Sugared]


def methods_of(table: Mapping[str, Method]) -> dict[str, Method]:
    """Methods by name, of a table by signatures (``arguments.bind``)."""
    return {name_in(signature): _declared(signature, method) for signature, method in table.items()}


def _declared(signature: str, method: Method) -> Method:
    return lambda e, value, args, kwargs: method(e, value, *bind(e, signature, args, kwargs))


@behaviour_of(SimpleType, FunctionType, VarType)
class PlainBehaviour(Behaviour):
    """``methods`` are those that are more than an operator with the value first; ``python`` is the class that ``hasattr``
    asks, ``suggests`` the one whose names errors propose."""

    methods: Mapping[str, Method] = {}
    python: type | None = None
    suggests: type = object

    def attribute(self, e: Emitter, value: Value, name: str) -> Sugared:
        found = self.own(e, value, name) or self._special(value, name) or self.operator(value, name)
        if found is None:
            raise self.missing(e, value.type(), name)
        return found

    def own(self, e: Emitter, value: Value, name: str) -> Sugared | None:
        """An attribute that is no method."""
        return None

    def _special(self, value: Value, name: str) -> Sugared | None:
        method = self.methods.get(name)
        if method is None:
            return None
        return BuiltinValue(name, lambda e, args, kwargs: method(e, value, args, kwargs))

    def operator(self, value: Value, name: str) -> Sugared | None:
        """An operator that takes such a value as ``self``; first, where Python's class has such a method."""
        return operator_method(value, name, is_pythons=self.python is not None and hasattr(self.python, name))

    def missing(self, e: Emitter, t: Type, name: str) -> CompileError:
        return e.error(wording.no_attribute(t, name), remedy=self.suggestion(name))

    def suggestion(self, name: str) -> str:
        if self.python is not None and hasattr(self.python, name):
            return f"compiled code has no {self.python.__name__}.{name}: call it in a function marked @ignore"
        close = difflib.get_close_matches(name, dir(self.suggests), 1) if len(name) >= 3 else []
        return f"did you mean '{close[0]}'?" if close else ""

    def python_class(self, t: Type) -> type | None:
        return self.python

    def get_item(self, e: Emitter, value: Value, index: Sugared) -> Sugared:
        t = value.type()
        if isinstance(index, SliceValue):
            raise e.error(f"a value of type '{t}' cannot be sliced")
        raise e.error(wording.not_subscriptable(t), remedy=conversion_remedy(t, ListType(INT)))

    def text(self, e: Emitter, value: Value) -> Value | None:
        return container_texts.text(e, value)

    def delete_item(self, e: Emitter, value: Value, index: Sugared) -> None:
        places = index.values(e) if isinstance(index, SliceValue) else [index.as_value(e)]
        e.operator_value("aten::Delete", [value, *places])

    def length(self, e: Emitter, value: Value) -> Sugared:
        return e.operator("aten::len", [SimpleValue(value)])

    def iterate(self, e: Emitter, value: Value) -> Iteration:
        t = value.type()
        if t == ANY:
            message = f"{wording.not_iterable(t)}: Provided tuple is not fully defined/refined including its element types"
            raise e.error(message, remedy="test for its items too: isinstance(x, Tuple[int, int])")
        remedy = "count with range(n)" if t == INT else conversion_remedy(t, ListType(INT))
        raise e.error(wording.not_iterable(t), remedy=remedy)

    def contains(self, e: Emitter, value: Value, item: Sugared) -> Sugared:
        return e.operator("aten::__contains__", [SimpleValue(value), item])

    def truth(self, e: Emitter, value: Value) -> Value:
        t = value.type()
        remedy = conversion_remedy(t, BOOL)
        raise e.error(f"a value of type '{t}' cannot be a condition", expected="bool", got=str(t), remedy=remedy)


def no_length(e: Emitter, value: Value) -> CompileError:
    """``len`` of what has none."""
    t = value.type()
    return e.error(f"a value of type '{t}' has no length", remedy=conversion_remedy(t, STR))


def is_not_empty(e: Emitter, value: Value) -> Value:
    """The truth of a container."""
    count = e.operator_value("aten::len", [value])
    return e.operator_value("aten::ne", [count, e.builder.constant(0)])


def by_index(e: Emitter, value: Value) -> Iteration:
    """Over a sequence: item by item, as many as it has at the start."""
    return Iteration(
        length=e.operator_value("aten::len", [value]),
        item=lambda i: SimpleValue(e.operator_value("aten::__getitem__", [value, i])),
    )


# -- operators as methods


def operator_method(value: Value, name: str, is_pythons: bool) -> Sugared | None:
    """The operator ``aten::name`` as a method of the value; None where no overload takes such a value.

    torch.jit takes those with a ``self``, so ``[1].len()`` is none; Python's own methods need not be written so.
    """
    t, qualified = value.type(), f"aten::{name}"
    schemas = operators.overloads(qualified)
    if not isinstance(t, TensorType) and not is_pythons:
        schemas = tuple(s for s in schemas if any(a.name == "self" for a in s.arguments))
    if not any(s.arguments and _takes(_own_argument(s).type, t) for s in schemas):
        return None
    if isinstance(t, TensorType) and not any(a.name in ("self", "input") for s in schemas for a in s.arguments[:2]):
        if not isinstance(_own_argument(schemas[0]).type, TensorType):
            return None
    return MethodOperator(qualified, value)


def _own_argument(schema: Schema) -> Argument:
    """``self``, wherever it stands: ``polygamma(n, self)``."""
    return next((a for a in schema.arguments if a.name == "self"), schema.arguments[0])


def _takes(formal: Type, t: Type) -> bool:
    if isinstance(formal, TensorType) or isinstance(t, TensorType):
        return isinstance(formal, TensorType) and isinstance(t, TensorType) or formal.kind() == "VarType"
    if isinstance(formal, ListType | DictType | SetType):
        return type(formal) is type(t)
    return formal == t or (formal == NUMBER and t in (INT, FLOAT, COMPLEX))
