"""Sugared values that are no IR values: modules, operators and builtins as a program names them, known lists, objects."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...base.errors import CompileError
from ...base.record import field
from ...ir.graph import Value
from ...lang.types import STR, ListType, Type
from .libraries import refusal
from .sugared import Iteration, SimpleValue, Sugared, TupleValue

if TYPE_CHECKING:
    from .emitter import Emitter

Handler = Callable[["Emitter", Sequence[Sugared], Mapping[str, Sugared]], Sugared]


class NamespaceValue(Sugared):
    """A Python module or another object whose attributes are looked up when compiling (``torch``, ``math``)."""

    obj: Any
    kind: str = "module"

    def describe(self) -> str:
        return f"{self.kind} '{getattr(self.obj, '__name__', self.obj)}'"

    def attr(self, e: Emitter, name: str) -> Sugared:
        if not hasattr(self.obj, name):
            close = difflib.get_close_matches(name, dir(self.obj), 1) if len(name) >= 3 else []
            unknown = "import what registers it" if "torch.ops" in self.describe() else ""
            remedy = f"did you mean '{close[0]}'?" if close else unknown
            raise e.error(f"{self.describe()} has no attribute '{name}'", remedy=remedy)
        return e.resolve(getattr(self.obj, name), name)

    def has_attr(self, e: Emitter, name: str) -> bool:
        return hasattr(self.obj, name)


class OperatorValue(Sugared):
    """An operator by its qualified name (``aten::add``), possibly bound to its first argument."""

    name: str
    bound: tuple[Sugared, ...] = ()

    def describe(self) -> str:
        return f"operator '{self.name}'"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        return e.operator(self.name, [*self.bound, *args], kwargs)


class MethodOperator(Sugared):
    """An operator bound to the value it is a method of."""

    name: str
    value: Value

    def describe(self) -> str:
        return f"method '{self.name.removeprefix('aten::')}' of a value of type '{self.value.type()}'"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        values = [a.as_value(e) for a in args]
        named = {k: v.as_value(e) for k, v in kwargs.items()}
        return SimpleValue(e.operator_value(self.name, values, named, self_value=self.value))

    def as_value(self, e: Emitter) -> Value:
        raise e.error(f"builtin cannot be used as a value: it is {self.describe()}")

    def attr(self, e: Emitter, name: str) -> Sugared:
        raise e.error(f"attribute lookup is not defined on builtin: {self.describe()} has no attribute '{name}'")


class BuiltinValue(Sugared):
    """A callable whose meaning is written in the frontend (``len``, ``fork``, ``isinstance``)."""

    name: str
    handler: Handler

    def describe(self) -> str:
        return f"function '{self.name}'"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        return self.handler(e, args, kwargs)


class FormValue(BuiltinValue):
    """A builtin that reads the syntax of its call itself (``annotate``); ``handler`` is for calls that show none."""

    def write(self, e: Emitter, node: ast.Call, hint: Type | None) -> Sugared:
        raise NotImplementedError


class ConstantList(TupleValue):
    """A list whose items are known: of constants, of a container's keys or items."""

    def describe(self) -> str:
        return f"a list of {len(self.parts)}"

    def as_value(self, e: Emitter) -> Value:
        values = [p.as_value(e) for p in self.parts]
        return e.builder.list_(values[0].type() if values else STR, values)

    def type(self) -> Type | None:
        first = self.parts[0].type() if self.parts else STR
        return None if first is None else ListType(first)


_OBJECT_REMEDY = "pass it as an argument; outside the function only numbers, strings, tuples, dtypes and devices count"


class ObjectValue(Sugared):
    """A Python object that is no value, kept because a special form may ask for it (an exception class, a dtype map)."""

    obj: Any
    name: str = ""
    methods: Mapping[str, Sugared] = field(default_factory=dict)

    def describe(self) -> str:
        return f"Python object '{self.name or repr(self.obj)}' of type {type(self.obj).__name__}"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        message, remedy = refusal(self.obj) or (self.describe(), "call it in a function marked @ignore")
        raise e.error(f"{message} cannot be compiled", remedy=remedy)

    def as_value(self, e: Emitter) -> Value:
        raise self._no_value(e)

    def _no_value(self, e: Emitter) -> CompileError:
        kind = type(self.obj).__name__
        remedy = "make a tensor of it, torch.from_numpy(...)" if kind == "ndarray" else _OBJECT_REMEDY
        return e.error(f"python value of type '{kind}' cannot be used as a value: {self.describe()}", remedy=remedy)

    def getitem(self, e: Emitter, index: Sugared) -> Sugared:
        raise self._no_value(e)

    def length(self, e: Emitter) -> Sugared:
        raise self._no_value(e)

    def iterate(self, e: Emitter) -> Iteration:
        raise self._no_value(e)

    def attr(self, e: Emitter, name: str) -> Sugared:
        if name in self.methods:
            return self.methods[name]
        raise e.error(f"{self.describe()} has no attribute '{name}' that the compiler knows", remedy=_OBJECT_REMEDY)


ELLIPSIS = ObjectValue(Ellipsis, "...")
