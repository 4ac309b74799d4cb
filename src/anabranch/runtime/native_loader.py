"""``ir.Function`` → a program loaded into the machine, with everything it calls.

Functions are declared before they are defined, so recursion and sharing need no order.
"""

from __future__ import annotations

from typing import Any

from ..bytecode import emit
from ..bytecode.program import Constant, Program, PythonCall
from ..ir.function import Function
from ..ir.nominal import ClassType
from ..ir.types import FunctionType, Type
from .native import core
from .native_types import handle_of, update_class

ProgramHandle = Any  # _native.Program
BACKEND = "native"
_loaded_classes: set[ClassType] = set()


def load(function: Function) -> ProgramHandle:
    """The program of ``function``, ready to run; what it calls is loaded as well."""
    waiting: list[Function] = []
    handle = _declare(function, waiting)
    while waiting:
        _define(waiting.pop(), waiting)
    return handle


def _declare(function: Function, waiting: list[Function]) -> ProgramHandle:
    handle = function.executables.get(BACKEND)
    if handle is None:
        handle = function.executables[BACKEND] = core().declare(function.qualified_name)
        waiting.append(function)
    return handle


def _define(function: Function, waiting: list[Function]) -> None:
    try:
        program = emit(function)
        _load_classes(program, waiting)
        core().define(
            function.executables[BACKEND],
            program,
            [_constant(c, waiting) for c in program.constants],
            [s.qualified for s in program.operators],
            [_declare(callee, waiting) for callee in program.callees],
            [handle_of(c) for c in program.classes],
            [handle_of(t) for t in program.types],
        )
    except BaseException:
        for unfinished in (function, *waiting):  # half-loaded functions must not be found by the next call
            unfinished.executables.pop(BACKEND, None)
        raise


def _constant(constant: Constant, waiting: list[Function]) -> tuple[Any, Any]:
    value = constant.value
    if isinstance(constant.type, FunctionType):
        value = _declare(constant.type.function, waiting)
    elif isinstance(value, PythonCall):
        arguments = [handle_of(t) for t in value.argument_types]
        value = core().PythonCall(value.name, value.fn, arguments, handle_of(value.result_type))
    return value, handle_of(constant.type)


def _load_classes(program: Program, waiting: list[Function]) -> None:
    for c in [*program.classes, *(t for t in program.types if isinstance(t, ClassType))]:
        load_class(c, waiting)


def load_class(c: ClassType, waiting: list[Function]) -> None:
    """Slots and methods of ``c`` and of the classes in its slots: calls through interfaces look methods up by name."""
    handle = handle_of(c)
    if c in _loaded_classes:
        return
    _loaded_classes.add(c)
    update_class(c)
    for name, method in c.methods.items():
        if method.is_defined:
            core().set_method(handle, name, _declare(method, waiting))
    for attribute in c.attributes.values():
        for inner in _classes_in(attribute.type):
            load_class(inner, waiting)


def _classes_in(t: Type) -> list[ClassType]:
    if isinstance(t, ClassType):
        return [t]
    return [c for p in t.contained() for c in _classes_in(p)]
