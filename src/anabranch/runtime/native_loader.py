"""``ir.Function`` → a program loaded into the machine, with everything it calls.

Functions are declared before they are defined, so recursion and sharing need no order.
"""

from __future__ import annotations

import threading
from typing import Any

from ..base.config import settings
from ..bytecode import dump, emit
from ..bytecode.program import Constant, Program, PythonCall
from ..ir.function import Function
from ..lang.nominal import ClassType
from ..lang.types import FunctionType, Type
from ..passes.pipelines import prepared
from .native import core
from .native_types import handle_of, update_class

ProgramHandle = Any  # _native.Program
BACKEND = "native"
_loaded_methods: dict[ClassType, set[str]] = {}
_lock = threading.RLock()  # a function that another thread loads is declared, but cannot run yet


def load(function: Function) -> ProgramHandle:
    """The program of ``function``, ready to run; what it calls is loaded as well."""
    with _lock:
        loading = _Loading()
        handle = loading.declare(function)
        loading.finish()
        return handle


def load_class(c: ClassType) -> None:
    """Slots and methods of ``c`` and of the classes in its slots: calls through interfaces look methods up by name."""
    with _lock:
        loading = _Loading()
        loading.declare_class(c)
        loading.finish()


class _Loading:
    """One load: what it declared, and what of that is still to be defined."""

    def __init__(self) -> None:
        self._waiting: list[Function] = []
        self._declared: list[Function] = []
        self._methods: list[tuple[ClassType, str]] = []

    def declare(self, function: Function) -> ProgramHandle:
        handle = function.executables.get(BACKEND)
        if handle is None:
            handle = function.executables[BACKEND] = core().declare(function.qualified_name)
            self._waiting.append(function)
            self._declared.append(function)
        return handle

    def declare_class(self, c: ClassType) -> None:
        first = c not in _loaded_methods
        known = _loaded_methods.setdefault(c, set())
        if first:
            update_class(c)
        for name, method in c.methods.items():
            if method.is_defined and name not in known:
                known.add(name)
                self._methods.append((c, name))
                core().set_method(handle_of(c), name, self.declare(method))
        for inner in _slot_classes(c) if first else ():
            self.declare_class(inner)

    def finish(self) -> None:
        """Defines everything declared, or undoes it: nothing half-loaded must be found by the next load."""
        try:
            while self._waiting:
                self._define(self._waiting.pop())
        except BaseException:
            for function in self._declared:
                function.executables.pop(BACKEND, None)
            for c, name in self._methods:
                _loaded_methods[c].discard(name)
            raise

    def _define(self, function: Function) -> None:
        program = _program(function)
        for c in [*program.classes, *(c for t in program.types for c in _classes_in(t))]:
            self.declare_class(c)
        core().define(
            function.executables[BACKEND],
            program,
            [self._constant(c) for c in program.constants],
            [s.qualified for s in program.operators],
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
