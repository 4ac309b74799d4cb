"""``ir.Function`` → a program loaded into the machine, with everything it calls; made when something first calls it.

With a function come all methods of the classes of its arguments and of what is in their slots, since it may look them up by
name; for a module that Python passes as an interface the machine asks (``load_class``).  Functions are declared before they are
defined, so recursion and sharing need no order.
"""

from __future__ import annotations

import weakref
from typing import Any

from ..base.collector import full_collections_later
from ..base.config import settings
from ..base.log import timed
from ..base.transactions import Table, run
from ..bytecode import dump, emit
from ..bytecode.program import Constant, Program, PythonCall
from ..ir.function import Function
from ..lang.nominal import ClassType
from ..lang.types import FunctionType, Type
from ..ops import OWN_OPS, operators
from ..passes.pipelines import prepared
from .native import core
from .native_types import handle_of

ProgramHandle = Any  # _native.Program
BACKEND = "native"


class _Methods:
    """The methods of classes, which the machine looks up by name: the class's handle and the program."""

    def get(self, key: tuple[ClassType, str]) -> tuple[Any, ProgramHandle] | None:
        c, name = key
        return c.loaded.get(name)

    def __setitem__(self, key: tuple[ClassType, str], value: tuple[Any, ProgramHandle]) -> None:
        c, name = key
        handle, program = value
        core().set_method(handle, name, program)
        c.loaded[name] = value


_methods: Table[tuple[ClassType, str], tuple[Any, ProgramHandle]] = Table(_Methods())
_known: Table[ClassType, bool] = Table(weakref.WeakKeyDictionary())  # whether the classes in the slots are loaded, too


def load(function: Function) -> ProgramHandle:
    """The program of ``function``, ready to run; what it calls is loaded as well."""
    known = function.executables.get(BACKEND)
    if known is not None:
        return known
    with full_collections_later(), timed("loaded %s into the machine", function.qualified_name):
        return run(_Loading.load, function)


def load_class(c: ClassType) -> None:
    """Methods of ``c`` and of the classes in its slots: calls through interfaces look methods up by name."""
    if len(c.loaded) < len(c.methods) or c not in _known:
        run(_Loading.load_class, c)


class _Loading:
    """One load: what it declared, and what of that is still to be defined.  Others find none of it before all is defined."""

    def __init__(self) -> None:
        self._declared: dict[Function, ProgramHandle] = {}
        self._waiting: list[Function] = []

    @staticmethod
    def load(function: Function) -> ProgramHandle:
        loading = _Loading()
        handle = loading.declare(function)
        for argument in function.schema.arguments:
            for c in _classes_in(argument.type):
                loading.declare_class(c)
        loading.finish()
        return handle

    @staticmethod
    def load_class(c: ClassType) -> None:
        loading = _Loading()
        loading.declare_class(c)
        loading.finish()

    def declare(self, function: Function) -> ProgramHandle:
        handle = function.executables.get(BACKEND) or self._declared.get(function)
        if handle is None:
            handle = self._declared[function] = core().declare(function.qualified_name)
            self._waiting.append(function)
        return handle

    def declare_class(self, c: ClassType) -> None:
        for name, method in c.methods.items():
            if method.is_defined and (c, name) not in _methods:
                _methods[c, name] = handle_of(c), self.declare(method)
        if c not in _known:
            _known[c] = True
            for inner in _slot_classes(c):
                self.declare_class(inner)

    def finish(self) -> None:
        """Defines everything declared.  Programs come last: whoever finds one finds the methods that it calls by name."""
        while self._waiting:
            self._define(self._waiting.pop())
        for function, handle in self._declared.items():
            function.executables[BACKEND] = handle

    def _define(self, function: Function) -> None:
        program = _program(function)
        for schema in program.operators:
            operators.check(schema)
        for c in [*program.classes, *(c for t in program.types for c in _classes_in(t))]:
            self.declare_class(c)
        core().define(
            self._declared[function],
            program,
            [self._constant(c) for c in program.constants],
            [s.qualified for s in program.operators],
            [OWN_OPS.by_qualified_name[name].native for name in program.kernels],
            [self.declare(callee) for callee in program.callees],
            [handle_of(c) for c in program.classes],
            [handle_of(t) for t in program.types],
        )

    def _constant(self, constant: Constant) -> tuple[Any, Any]:
        value = constant.value
        if isinstance(constant.type, FunctionType):
            value = self.declare(constant.type.function)
        elif isinstance(value, PythonCall):
            arguments = [handle_of(t) for t in value.argument_types]
            value = core().PythonCall(value.name, value.fn, arguments, handle_of(value.result_type))
        return value, handle_of(constant.type)


def _program(function: Function) -> Program:
    """Through the passes and the emitter; prints the stages that ANABRANCH_DUMP names."""
    if "ir" in settings.dump:
        print(f"{function.qualified_name}:\n{function.graph}")
    program = emit(function, prepared(function.graph))
    if "bytecode" in settings.dump:
        print(dump(program))
    return program


def _slot_classes(c: ClassType) -> list[ClassType]:
    return [inner for attribute in c.attributes.values() for inner in _classes_in(attribute.type)]


def _classes_in(t: Type) -> list[ClassType]:
    if isinstance(t, ClassType):
        return [t]
    return [c for p in t.contained() for c in _classes_in(p)]
