"""What the versions of PyTorch do not all have, in one meaning for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import CellType, FunctionType
from typing import Any


def _nobody_asks(*tensors: object) -> bool:
    return False


# With these names functions of torch.nn.functional ask whether a mode or a subclass wants their call.
_QUESTIONS = dict.fromkeys(("has_torch_function", "has_torch_function_unary", "has_torch_function_variadic"), _nobody_asks)


def call_body(function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Calls a Python function of torch.nn.functional as the mode that was asked about it: without asking again, while all that
    it calls still does.  (Since torch 2.13 ``overrides.redispatch_function`` does that.)
    """
    return _unasking(function)(*args, **kwargs)


def _unasking(function: Any) -> FunctionType:
    """A copy over other globals; what it closes over (max_pool2d chooses between two functions) asks in its name."""
    scope = {**function.__globals__, **_QUESTIONS}
    closure = tuple(map(_unasking_cell, function.__closure__ or ()))
    copy = FunctionType(function.__code__, scope, function.__name__, function.__defaults__, closure)
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


def _unasking_cell(cell: CellType) -> CellType:
    return CellType(_unasking(cell.cell_contents)) if isinstance(cell.cell_contents, FunctionType) else cell
