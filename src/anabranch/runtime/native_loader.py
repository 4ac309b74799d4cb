"""``ir.Function`` → a program loaded into the machine, with everything it calls.

Functions are declared before they are defined, so recursion and sharing need no order.
"""

from __future__ import annotations

from typing import Any

from ..bytecode import emit
from ..bytecode.program import Constant, PythonCall
from ..ir.function import Function
from ..ir.nominal import ClassType
from ..ir.types import FunctionType, Type
from .native import core
from .native_types import handle_of, update_class

ProgramHandle = Any  # _native.Program
BACKEND = "native"
_loaded_methods: dict[ClassType, set[str]] = {}


def load(function: Function) -> ProgramHandle:
    """The program of ``function``, ready to run; what it calls is loaded as well."""
    waiting: list[Function] = []
    handle = _declare(function, waiting)
    _define_all(waiting)
    return handle


def load_class(c: ClassType) -> None:
    """Slots and methods of ``c`` and of the classes in its slots: calls through interfaces look methods up by name."""
    waiting: list[Function] = []
    _declare_class(c, waiting)
    _define_all(waiting)


def _define_all(waiting: list[Function]) -> None:
    while waiting:
        _define(waiting.pop(), waiting)


def _declare(function: Function, waiting: list[Function]) -> ProgramHandle:
    handle = function.executables.get(BACKEND)
    if handle is None:
        handle = function.executables[BACKEND] = core().declare(function.qualified_name)
        waiting.append(function)
    return handle


def _define(function: Function, waiting: list[Function]) -> None:
    try:
        program = emit(function)
        for c in [*program.classes, *(c for t in program.types for c in _classes_in(t))]:
            _declare_class(c, waiting)
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


def _declare_class(c: ClassType, waiting: list[Function]) -> None:
    first = c not in _loaded_methods
    known = _loaded_methods.setdefault(c, set())
    if first:
        update_class(c)
    for name, method in c.methods.items():
        if method.is_defined and name not in known:
            known.add(name)
            core().set_method(handle_of(c), name, _declare(method, waiting))
    for inner in _slot_classes(c) if first else ():
        _declare_class(inner, waiting)


def _slot_classes(c: ClassType) -> list[ClassType]:
    return [inner for attribute in c.attributes.values() for inner in _classes_in(attribute.type)]


def _classes_in(t: Type) -> list[ClassType]:
    if isinstance(t, ClassType):
        return [t]
    return [c for p in t.contained() for c in _classes_in(p)]
