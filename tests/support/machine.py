"""Programs for the native machine written by hand, for tests of the border that need no compiler."""

from __future__ import annotations

from typing import Any

from anabranch.bytecode.program import Bank, Constant, FunctionCode, Instr, Program, PythonCall, bank_of
from anabranch.lang.types import PYOBJECT, FutureType, Type
from anabranch.runtime import backend, native
from anabranch.runtime.native_types import handle_of

Parameter = tuple[str, Type] | tuple[str, Type, Any]


def registers(types: list[Type]) -> list[tuple[Bank, int]]:
    """A register for each, numbered within its bank."""
    raw = values = 0
    places = []
    for t in types:
        bank = bank_of(t)
        places.append((bank, raw if bank.is_raw else values))
        raw, values = (raw + 1, values) if bank.is_raw else (raw, values + 1)
    return places


def core() -> Any:
    backend("native")  # connects the core with the library
    return native.core()


def load(program: Program, constants: list[Any] | None = None, callees: list[Any] | None = None) -> Any:
    handle = core().declare(program.name)
    operators = [o if isinstance(o, str) else o.qualified for o in program.operators]
    types = [handle_of(t) for t in program.types]
    classes = [handle_of(c) for c in program.classes]
    core().define(handle, program, constants or [], operators, program.kernels, callees or [], classes, types)
    return handle


def callable_of(handle: Any, name: str, parameters: list[Parameter], result: Type) -> Any:
    rows = [(p[0], handle_of(p[1]), p[2] if len(p) > 2 else None, len(p) > 2, False, 0) for p in parameters]
    return core().Callable(handle, name, rows, handle_of(result))


def returning(parameters: list[Parameter], index: int = 0, name: str = "f") -> Any:
    """A function that returns one of its arguments."""
    types = [p[1] for p in parameters]
    places = registers(types)
    bank, register = places[index]
    code = [Instr("RET", register, int(bank))]
    function = FunctionCode(name, tuple(places), bank, len(types), len(types), code, [0])
    return callable_of(load(Program(name, [function])), name, parameters, types[index])


def identity(t: Type) -> Any:
    return returning([("x", t)])


def python_call_parts(fn: Any, argument: Type, result: Type) -> tuple[FunctionCode, list[int], list[Any]]:
    """A function that calls `fn`, a Python one, with its argument; its operands and constants."""
    (bank, register), result_bank = registers([argument])[0], bank_of(result)
    kind = {Bank.INT: 0, Bank.FLOAT: 1, Bank.BOOL: 2, Bank.VALUE: 3}[bank]
    code = [Instr("PYCALL", 2, int(result_bank), 1, 0), Instr("RET", 2, int(result_bank))]
    function = FunctionCode("caller", ((bank, register),), result_bank, 3, 3, code, [0, 0])
    native_call = core().PythonCall(getattr(fn, "__name__", "fn"), fn, [handle_of(argument)], handle_of(result))
    return function, [(kind << 24) | register], [(native_call, handle_of(PYOBJECT))]


def python_caller(fn: Any, argument: Type, result: Type) -> Any:
    function, operands, constants = python_call_parts(fn, argument, result)
    handle = load(Program("caller", [function], operands=operands), constants)
    return callable_of(handle, "caller", [("x", argument)], result)


def forking(fn: Any, argument: Type, result: Type) -> Any:
    """A function that forks a call of Python's `fn` and returns the future."""
    body, operands, constants = python_call_parts(fn, argument, result)
    code = [Instr("FORK", 1, 0, 1, 1 << 32), Instr("RET", 1, int(Bank.VALUE))]
    main = FunctionCode("main", body.params, Bank.VALUE, 3, 3, code, [0, 0])
    handle = load(Program("main", [main, body], operands=operands), constants)
    return callable_of(handle, "main", [("x", argument)], FutureType(result))


__all__ = ["Constant", "PythonCall", "callable_of", "forking", "identity", "load", "python_caller", "returning"]
