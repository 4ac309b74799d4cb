"""What names mean in the code of the files: operators, constants, classes and functions by qualified name, a few forms.

Non-goal: operators as they were in older versions (``upgraders``).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from ...frontend.builtins import casts, type_tests
from ...frontend.calls import forks
from ...frontend.calls.compiled_values import CompiledValue
from ...frontend.classes.enums import EnumValue
from ...frontend.lowering.conditions import Condition, TestValue
from ...frontend.lowering.context_managers import BUILTIN, RecordFunction, builtin_type
from ...frontend.values.emitter import Emitter
from ...frontend.values.named_values import BuiltinValue, FormValue, OperatorValue
from ...frontend.values.sugared import SimpleValue, Sugared
from ...frontend.values.type_values import TypeValue
from ...lang.nominal import ClassType, EnumType
from ...lang.tensor_types import plain
from ...lang.types import NamedTupleType, Type, none_members
from ...ops import operators
from . import bodies, type_reader, upgraders
from . import own_operators as own
from .awaitables import awaitable
from .constants import NUMBERS
from .program import Program, plain_name

RECORD_FUNCTION = "__torch__.torch.autograd.profiler.record_function"
Args = Sequence[Sugared]
Kwargs = Mapping[str, Sugared]

_FUNCTIONS = (
    print, range, getattr, len, zip, enumerate, sorted, min, max, abs, all, any, divmod, hash, hex, oct, bin, round, chr, ord,
    pow,
)  # fmt: skip
_CASTS = (int, float, bool, complex, str, list, dict, tuple)


class Scope(Mapping[str, Any]):
    """The names that a function of the files sees."""

    def __init__(self, program: Program) -> None:
        self._named: dict[str, Any] = {f.__name__: f for f in _FUNCTIONS} | NUMBERS | {
            cls.__name__: BuiltinValue(cls.__name__, casts.CONSTRUCTORS[cls]) for cls in _CASTS
        } | {
            "torch": Operators("aten", program.version), "ops": Namespaces(program.version),
            "CONSTANTS": Constants(program), "__torch__": Path(program, "__torch__"),
            "annotate": _form(program, "annotate", _annotate), "unchecked_cast": _form(program, "unchecked_cast", _cast),
            bodies.DECLARED: _form(program, bodies.DECLARED, _declared),
            "uninitialized": _form(program, "uninitialized", _uninitialized),
            "isinstance": TestValue("isinstance", _no_call, partial(_isinstance, program)),
            "fork": BuiltinValue("fork", _fork), "awaitable": BuiltinValue("awaitable", awaitable),
        }  # fmt: skip

    def __getitem__(self, name: str) -> Any:
        return self._named[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._named)

    def __len__(self) -> int:
        return len(self._named)


# -- operators


class Operators(Sugared):
    """``torch``, ``ops.prim``: an operator of each name."""

    namespace: str
    version: int

    def describe(self) -> str:
        return f"the operators of {self.namespace}"

    def attr(self, e: Emitter, name: str) -> Sugared:
        qualified = f"{self.namespace}::{name}"
        if qualified in own.MEANINGS:
            return BuiltinValue(qualified, own.MEANINGS[qualified])
        if qualified == "aten::autograd":  # torch.autograd.grad
            return self
        if not operators.exists(qualified):
            raise e.error(f"there is no operator {qualified}")
        return upgraders.upgraded(qualified, self.version) or OperatorValue(qualified)


class Namespaces(Sugared):
    """``ops``."""

    version: int

    def describe(self) -> str:
        return "the operators"

    def attr(self, e: Emitter, name: str) -> Sugared:
        return Operators(name, self.version)


# -- what the archive defines


class Path(Sugared):
    """``__torch__.models``: where names begin."""

    program: Program
    path: str

    def describe(self) -> str:
        return self.path

    def attr(self, e: Emitter, name: str) -> Sugared:
        full = f"{self.path}.{name}"
        plain = plain_name(full)
        if plain in BUILTIN:
            return _Class(builtin_type(plain), program=self.program, path=full)
        if plain == RECORD_FUNCTION:
            return _RecordFunction()
        if self.program.defines_function(full):
            return CompiledValue(self.program.function_named(full))
        if self.program.sources.find(full) is None and self.program.sources.is_prefix(full):
            return Path(self.program, full)
        return self._type(self.program.type_named(full), full)

    def _type(self, t: Type, full: str) -> Sugared:
        if isinstance(t, EnumType):
            return EnumValue(t, t.python_class)
        if isinstance(t, NamedTupleType):
            return _NamedTuple(t)
        return _Class(t, program=self.program, path=full) if isinstance(t, ClassType) else TypeValue(t)


class _NamedTuple(TypeValue):
    """A named tuple's class; the files give it all fields."""

    def call(self, e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        t = self.t
        assert isinstance(t, NamedTupleType)
        if len(args) != len(t.fields) or kwargs:
            raise e.error(f"{t.name} has {len(t.fields)} fields")
        return SimpleValue(e.builder.tuple_([e.convert(a, item) for a, item in zip(args, t.items, strict=True)], t))


class _Class(TypeValue):
    """A class; ``C.__new__(C)`` makes an instance, whose ``__init__`` is called behind it.  Its hooks are functions under its
    name.  A context manager that the machine itself knows is such a class, too: its class in the file does the same step by
    step."""

    program: Program | None = None
    path: str = ""

    def describe(self) -> str:
        return f"class '{self.t}'"

    def attr(self, e: Emitter, name: str) -> Sugared:
        if name == "__new__":
            return BuiltinValue(name, lambda e, args, kwargs: SimpleValue(e.builder.emit("prim::CreateObject", [], self.t)))
        if self.program is not None and self.program.defines_function(f"{self.path}.{name}"):
            return CompiledValue(self.program.function_named(f"{self.path}.{name}"))
        raise e.error(f"{self.describe()} has no attribute '{name}'")


class _RecordFunction(Sugared):
    """PyTorch's class of ranges for profilers, which a file holds with objects of C++."""

    def describe(self) -> str:
        return "class 'record_function'"

    def attr(self, e: Emitter, name: str) -> Sugared:
        if name != "__new__":
            raise e.error(f"{self.describe()} has no attribute '{name}'")
        return BuiltinValue(name, lambda e, args, kwargs: RecordFunction())


class Constants(Sugared):
    """``CONSTANTS``."""

    program: Program

    def describe(self) -> str:
        return "the constants"

    def attr(self, e: Emitter, name: str) -> Sugared:
        return e.resolve(self.program.constant_named(name), name)


# -- forms


class _Form(FormValue):
    """A form whose first argument is a type."""

    program: Program
    made: Any

    def write(self, e: Emitter, node: ast.Call, hint: Type | None) -> Sugared:
        if not node.args or node.keywords:
            raise e.error(f"{self.name} takes a type and a value")
        t = type_reader.type_of(node.args[0], self.program.type_named, e.frame.source.span)
        return self.made(e, t, node.args[1:])  # type: ignore[no-any-return]


def _form(program: Program, name: str, made: Any) -> _Form:
    return _Form(name, _no_call, program, made)


def _no_call(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    raise e.error("this must be called by its name")


def _annotate(e: Emitter, t: Type, values: list[ast.expr]) -> Sugared:
    item = _one(e, t, values)
    as_type = getattr(item, "as_type", None)
    return as_type(e, t) if as_type is not None else SimpleValue(e.convert(item, t))


def _cast(e: Emitter, t: Type, values: list[ast.expr]) -> Sugared:
    """Between a type and a narrower one; that a value is one of the narrower the machine looks at, when it runs."""
    value = _one(e, t, values).as_value(e)
    given = plain(value.type())
    if not (given.isSubtypeOf(t) or t.isSubtypeOf(given)):
        raise e.error(f"a {given} is never a {t}")
    return SimpleValue(e.builder.emit("prim::unchecked_cast", [value], t))


def _declared(e: Emitter, t: Type, values: list[ast.expr]) -> Sugared:
    """Known as a ``t`` and no more than that, whatever it is at first."""
    value = _annotate(e, t, values).as_value(e)
    return SimpleValue(value if value.type() == t else e.builder.emit("prim::unchecked_cast", [value], t))


def _one(e: Emitter, t: Type, values: list[ast.expr]) -> Sugared:
    if len(values) != 1:
        raise e.error("expected one value behind the type")
    return e.expression(values[0], t)


def _uninitialized(e: Emitter, t: Type, values: list[ast.expr]) -> Sugared:
    return SimpleValue(e.builder.emit("prim::Uninitialized", [], t))


def _isinstance(program: Program, e: Emitter, node: ast.Call) -> Condition:
    if len(node.args) != 2:
        raise e.error("isinstance takes a value and a type")
    named = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]
    types = [type_reader.type_of(one, program.type_named, e.frame.source.span) for one in named]
    item = e.expression(node.args[0])
    return type_tests.is_of_types(e, node, item, [m for t in types for m in none_members(t)])


def _fork(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    if not args:
        raise e.error("fork needs a function")
    return forks.fork(e, args[0], args[1:], kwargs)
