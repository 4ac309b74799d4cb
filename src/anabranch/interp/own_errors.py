"""Errors of operations of the language: the program's own, so that they are RuntimeErrors too."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import torch

from ..base.package import PREFIX
from ..base.runtime_errors import own_error
from ..base.tracebacks import innermost_file
from . import trace_notes

P = ParamSpec("P")
R = TypeVar("R")
_OPERATIONS = (PREFIX, torch.__path__[0])


def with_own_errors(operation: Callable[P, R]) -> Callable[P, R]:
    """The operation; what it raises is the program's own, unless it comes out of a method or a function that it called."""

    @wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return operation(*args, **kwargs)
        except Exception as error:
            if trace_notes.is_begun(error) or not innermost_file(error).startswith(_OPERATIONS):
                raise
            failed = own_error(error)
        raise failed  # here, as of an operation: it has no context

    return run
