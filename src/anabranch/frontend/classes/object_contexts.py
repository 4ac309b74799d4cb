"""``with`` over an instance: which ``__enter__`` and ``__exit__`` compiled code can call."""

from __future__ import annotations

from typing import Any

from ...base.markers import ignore
from ...base.owners import OfClasses
from ...lang.nominal import ClassType
from ...lang.schema import Schema
from ...lang.types import ANY, NONE, Type
from ..calls.compiled_values import MethodValue
from ..calls.function_cache import result_type
from ..source.written import written_class
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
    """It takes an error's class and value, whatever they are."""
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


# -- what would swallow an error


def may_swallow(exit_: Sugared) -> bool:
    return isinstance(exit_, MethodValue) and exit_.schema().return_type != NONE


def guard_class(t: ClassType) -> type:
    """The class of what is entered in place of a ``t`` whose ``__exit__`` returns something."""
    assert t.python_class is not None
    known = _guards.get(t.python_class)
    if known is None:
        scope = {"T": t, "Any": Any, "goes_on": goes_on, "NAME": t.python_class.__name__}
        known = _guards[t.python_class] = written_class("context", "Guard", _GUARD, scope)
    return known


_guards: OfClasses[type] = OfClasses("__anabranch_guard__")
_GUARD = {
    "__init__": "def __init__(self, context: T):\n    self.context = context\n",
    "__enter__": "def __enter__(self):\n    return self.context.__enter__()\n",
    "__exit__": """
def __exit__(self, kind: Any, error: Any, trace: None):
    swallows = self.context.__exit__(kind, error, trace)
    if kind is not None:
        if swallows:
            goes_on(error, NAME)
""",
}


@ignore
def goes_on(error: Any, name: str) -> None:
    """Code behind the block would need variables that no path has given a value: so the error stays one, and says so."""
    error.add_note(f"__exit__ of {name} returned a true value, but compiled code cannot swallow errors: catch it in Python")
