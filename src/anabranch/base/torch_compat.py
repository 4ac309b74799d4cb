"""What the versions of PyTorch do not all have, in one meaning for all of them, and private names that we need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import CellType, CodeType, FunctionType
from typing import Any

import torch

# The class between autograd.Function and PyTorch's C class; it defines no ``apply``.
AUTOGRAD_BASE: Any = torch.autograd.function._SingleLevelFunction


def is_module_call(code: CodeType) -> bool:
    """Whether a frame of ``code`` is the call of the nn.Module that is its ``self``, hooks included."""
    return code.co_name == "_call_impl" and code.co_filename == _MODULE


_MODULE = torch.nn.modules.module.__file__


def is_of_torchscript(obj: object) -> bool:
    """Whether torch.jit compiled it: a module, a function, or a method of one."""
    named = [cls for cls in type(obj).__mro__ if cls.__name__.startswith("Script")]
    return any(cls.__module__.startswith(("torch.jit", "torch._C")) for cls in named)


TORCHSCRIPT_REMEDY = "compile what it was made from; or save it with torch.jit.save: anabranch.load reads the file"


def behind_torch_compile(module: Any) -> Any:
    """What ``torch.compile(module)`` was made from; another module itself."""
    made = type(module)
    is_wrapper = made.__name__ == "OptimizedModule" and made.__module__.startswith("torch._dynamo")
    return module._modules["_orig_mod"] if is_wrapper else module


def _nobody_asks(*tensors: object) -> bool:
    return False


# With these names PyTorch's Python functions ask whether a mode or a subclass wants their call.
_QUESTIONS = dict.fromkeys(("has_torch_function", "has_torch_function_unary", "has_torch_function_variadic"), _nobody_asks)


def asks_modes(function: Any) -> bool:
    """Whether it is Python code, or chooses between functions of Python, whose question ``call_body`` answers."""
    if not isinstance(function, FunctionType):
        return False
    if any(name in function.__globals__ for name in _QUESTIONS):
        return True
    return any(c.cell_contents is not function and asks_modes(c.cell_contents) for c in function.__closure__ or ())


def call_body(function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Calls a Python function of PyTorch as the mode that was asked about it: without asking again, while all that
    it calls still does.  (Since torch 2.13 ``overrides.redispatch_function`` does that.)
    """
    return _unasking(function)(*args, **kwargs)


def _unasking(function: Any, around: tuple[Any, ...] = ()) -> FunctionType:
    """A copy over other globals; what it closes over (max_pool2d chooses between two functions) and the private functions
    beside it that it calls (``_unique_consecutive_impl``, in torch 2.12) ask in its name."""
    scope, around = {**function.__globals__, **_QUESTIONS}, (*around, function)
    for name in function.__code__.co_names:
        helper = scope.get(name) if name.startswith("_") else None
        if isinstance(helper, FunctionType) and helper.__globals__ is function.__globals__ and helper not in around:
            scope[name] = _unasking(helper, around)
    closure = tuple(_unasking_cell(cell, around) for cell in function.__closure__ or ())
    copy = FunctionType(function.__code__, scope, function.__name__, function.__defaults__, closure)
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


def _unasking_cell(cell: CellType, around: tuple[Any, ...]) -> CellType:
    """A function that closes over itself names itself where it asks."""
    inner = cell.cell_contents
    return CellType(_unasking(inner, around)) if isinstance(inner, FunctionType) and inner not in around else cell
