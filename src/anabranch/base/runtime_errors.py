"""What a compiled program raises by itself, without a ``raise``: of Python's class, and a RuntimeError as in torch.jit.

Handlers written for eager and handlers written for torch.jit catch it.  The classes print as Python's, since a compiled program
that logs ``type(error)`` logs what it logs in eager; so an error is pickled as the error of Python's that it is.
"""

from __future__ import annotations

from typing import Any

_KINDS = (
    AssertionError,
    AttributeError,
    BufferError,
    IndexError,
    KeyError,
    OverflowError,
    TypeError,
    ValueError,
    ZeroDivisionError,
)


def own_error(error: BaseException) -> BaseException:
    """The error as the program's own: the same class, text and arguments, and a RuntimeError where it was none.

    Of a class that no operation of the language raises it is the error itself.
    """
    both = _BOTH.get(type(error))
    return both(*error.args) if both else error


def pythons_error(error: BaseException) -> BaseException:
    """The error without what makes it a RuntimeError."""
    kind = type(error)
    return _ONLY_PYTHONS[kind](*error.args) if kind in _ONLY_PYTHONS else error


def _reduce(error: BaseException) -> tuple[Any, ...]:
    return own_error, (pythons_error(error),), vars(error)


def _also_runtime_error(kind: type[Exception]) -> type[Exception]:
    members = {"__module__": kind.__module__, "__doc__": kind.__doc__, "__reduce__": _reduce}
    return type(kind.__name__, (kind, RuntimeError), members)


_BOTH: dict[type[BaseException], type[Exception]] = {kind: _also_runtime_error(kind) for kind in _KINDS}
_ONLY_PYTHONS: dict[type[BaseException], type[Exception]] = {_BOTH[kind]: kind for kind in _KINDS}
