"""The backend ``interpreter``: functions run on ``interp``, serially, one Python rule for each kind of node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from .. import interp
from ..base import lost_failures, wording
from ..base.errors import ScriptTypeError
from ..base.futures import Future
from ..base.tracebacks import shorten
from ..interp.depth import room_for_recursion
from ..ir.function import Function
from ..lang.codes import as_objects
from ..lang.nominal import ClassType
from ..lang.schema import Schema
from .backend import MAKERS, Instance
from .conversion import Mismatch, convert

_wrapper: list[Callable[[Any, ClassType], Any]] = []  # what makes of an instance the object that Python sees


class InterpreterBackend:
    name = "interpreter"

    def set_instance_wrapper(self, wrapper: Callable[[Any, ClassType], Any]) -> None:
        _wrapper[:] = [wrapper]

    def callable(self, function: Function) -> Callable[..., Any]:
        return _Callable(function)

    def method(self, function: Function, instance: Instance) -> Callable[..., Any]:
        return _Callable(function, (instance,))

    def instance(self, class_type: ClassType) -> Instance:
        return interp.Instance(class_type)

    def instructions(self) -> int:
        return 0  # a counter of the machine's: it must not move here

    def tasks(self) -> int:
        return 0


MAKERS["interpreter"] = InterpreterBackend


class _Callable:
    """A function as Python calls it."""

    def __init__(self, function: Function, given: tuple[Any, ...] = ()) -> None:
        self._function = function
        self._given = given

    def bind(self, instance: Instance) -> _Callable:
        return _Callable(self._function, (instance,))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            with room_for_recursion():
                return self._run(args, kwargs)
        except BaseException as error:
            shorten(error)
            raise
        finally:
            lost_failures.report_lost()

    def _run(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        name = self._function.name
        values = bind(self._function.schema, name, (*self._given, *args), kwargs, len(self._given))
        result = interp.run(self._function, values)
        try:
            return as_objects(to_python(result), self._function.schema.return_type)
        except RecursionError as error:
            error.add_note(f"the result of {name}() nests too deeply for Python")
            raise


def to_python(value: Any) -> Any:
    """A result as Python sees it: instances wrapped, containers copied."""
    if isinstance(value, Function):
        raise ScriptTypeError("a function of a compiled program cannot be returned to Python")
    if isinstance(value, interp.Instance):
        return _wrapper[0](value, value.type) if _wrapper else value
    if isinstance(value, Future):
        return value.shown(to_python)
    if type(value) is list:
        return [to_python(v) for v in value]
    if isinstance(value, interp.OrderedSet):
        return set(map(to_python, value))
    if type(value) is dict:
        return {to_python(k): to_python(v) for k, v in value.items()}
    if isinstance(value, tuple) and not isinstance(value, torch.Size):
        return tuple.__new__(type(value), map(to_python, value))
    return value


def bind(schema: Schema, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], given: int = 0) -> list[Any]:
    """The arguments in schema order, converted.  Raises ScriptTypeError where a Python call raises TypeError."""
    parameters = schema.arguments
    positional = sum(not p.keyword_only for p in parameters)
    if len(args) > positional:
        takes, were = positional - given, len(args) - given
        raise ScriptTypeError(
            f"{name}() takes {takes} positional argument{'' if takes == 1 else 's'} but {were} "
            f"{'was' if were == 1 else 'were'} given"
        )
    chosen = dict(zip((p.name for p in parameters), args))
    for key, value in kwargs.items():
        if key not in {p.name for p in parameters}:
            raise ScriptTypeError(f"{name}() got an unexpected keyword argument '{key}'")
        if key in chosen:
            raise ScriptTypeError(f"{name}() got multiple values for argument '{key}'")
        chosen[key] = value
    return [_value(p, name, chosen) for p in parameters]


def _value(p: Any, name: str, chosen: dict[str, Any]) -> Any:
    if p.name not in chosen and not p.has_default:
        raise ScriptTypeError(f"{name}() missing a required argument: '{p.name}'")
    value = chosen.get(p.name, p.default)
    try:
        return convert([value] * p.size if p.size and isinstance(value, int | float) else value, p.type)
    except RecursionError as error:
        error.add_note(f"argument '{p.name}' of {name}() nests too deeply")
        raise
    except Mismatch as got:
        text = f"{name}() {wording.wrong_argument(p.name, p.type, type(value).__name__)}{got.detail(value, p.type)}"
        if str(p.type) == "Tensor" and value is not None:
            text += got.no_tensor(value, p.name)
    raise ScriptTypeError(text)
