"""``with`` over an instance: which ``__enter__`` and ``__exit__`` compiled code can call."""

from __future__ import annotations

from ...lang.nominal import ClassType
from ...lang.schema import Schema
from ...lang.types import ANY, NONE, Type
from ..calls.compiled_values import MethodValue
from ..calls.function_cache import result_type
from ..values.emitter import Emitter
from ..values.sugared import Sugared


def result_of_enter(e: Emitter, t: ClassType, enter: Sugared, exit_: Sugared) -> Type:
    """The type that ``as`` binds.  Raises CompileError where the two methods are none that can be called."""
    for method in (enter, exit_):
        if not isinstance(method, MethodValue):
            raise e.error(f"__enter__ and __exit__ of '{t}' must be methods", got=method.describe())
        schema = method.schema()
        if method is enter:
            _check_enter(e, t, schema)
    _check_exit(e, t, schema)
    return result_type(t.methods["__enter__"])


def _check_enter(e: Emitter, t: ClassType, schema: Schema) -> None:
    _, *arguments = schema.arguments
    if arguments:
        text = f"__enter__ of '{t}' takes {len(arguments)} arguments besides self, expected none"
        raise e.error(text, remedy="def __enter__(self)")


def _check_exit(e: Emitter, t: ClassType, schema: Schema) -> None:
    """It takes an error's class and value, whatever they are, and lets the error go on."""
    _, *arguments = schema.arguments
    if len(arguments) != 3:
        raise e.error(
            f"__exit__ of '{t}' takes {len(arguments)} arguments besides self, expected 3",
            remedy="def __exit__(self, type, value, traceback)",
        )
    for argument, comes in zip(arguments, (ANY, ANY, NONE)):
        if not comes.isSubtypeOf(argument.type):
            raise e.error(
                f"argument '{argument.name}' of __exit__ of '{t}' is declared {argument.type}: errors do not fit",
                remedy="declare it Any, or leave the annotation out",
            )
    if schema.return_type != NONE:
        raise e.error(
            f"__exit__ of '{t}' returns {schema.return_type}: compiled code cannot swallow errors",
            remedy="let __exit__ return nothing; handle the error in Python, around the call of the compiled function",
        )
