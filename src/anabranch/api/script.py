"""``script``: compiles functions, modules and classes; ``script_if_tracing``: only when a trace calls."""

from __future__ import annotations

import enum
import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, ParamSpec, TypeVar, overload

from torch import nn

from ..analysis.process_state import warn_process_state
from ..base import eager
from ..base.collector import full_collections_later
from ..base.errors import CompileError
from ..base.torch_compat import TORCHSCRIPT_REMEDY, is_of_torchscript
from ..base.tracebacks import keep_users_frames
from ..base.transactions import run
from ..frontend.calls import function_cache
from ..frontend.classes import script_classes
from ..frontend.classes.enums import enum_type
from ..frontend.source import markers
from ..frontend.source.callers import called_from
from ..frontend.source.observed import seen_in
from ..objects.module_maker import script_module
from ..objects.script_containers import ScriptDict, ScriptList, script_container
from ..objects.script_function import ScriptFunction
from ..objects.script_object import script_class, script_object
from ..objects.text_functions import caller

P = ParamSpec("P")
T = TypeVar("T")
C = TypeVar("C", bound=type)
K = TypeVar("K")
M = TypeVar("M", bound=nn.Module)


# To type checkers a compiled module has the class that it was compiled from, whose methods it has; after
# ``isinstance(m, ScriptModule)`` they know the rest (``graph``, ``save``, …).
@overload
def script(obj: C, optimize: Any = None, *, example_inputs: Any = None) -> C: ...  # type: ignore[overload-overlap]  # can be called, too
@overload
def script(obj: M, optimize: Any = None, *, example_inputs: Any = None) -> M: ...  # type: ignore[overload-overlap]
@overload
def script(obj: Callable[P, T], optimize: Any = None, *, example_inputs: Any = None) -> ScriptFunction[P, T]: ...
@overload
def script(obj: list[T], optimize: Any = None, *, example_inputs: Any = None) -> ScriptList[T]: ...
@overload
def script(obj: dict[K, T], optimize: Any = None, *, example_inputs: Any = None) -> ScriptDict[K, T]: ...
@overload
def script(obj: T, optimize: Any = None, *, example_inputs: Any = None) -> T: ...
def script(
    obj: Any,
    optimize: Any = None,
    _frames_up: int = 0,
    _rcb: Any = None,
    example_inputs: Any = None,
) -> Any:
    """Compiles a function (gives a ScriptFunction), a module (a ScriptModule) or a class (the class itself).

    A list or dict becomes a ScriptList or ScriptDict, which compiled programs take without copying it.

    Usable as a decorator; what is compiled already is given back as it is.  Parameters without annotation are Tensors.
    ``example_inputs`` is a list of argument tuples for calls of ``obj``, or a dict of such lists by function, method or module:
    the calls are made, and parameters without annotation have the types that they had in them (several: Any).
    Raises CompileError, with the place, for what the language does not have.  Annotations that are text or comments may name
    what is local to the caller (``_frames_up`` frames further out).

    >>> @ab.script
    ... def norms(xs: List[Tensor]) -> List[Tensor]:
    ...     return ab.wait_all([ab.fork(torch.norm, x) for x in xs])
    >>> norms([torch.ones(4), torch.zeros(4)])
    [tensor(2.), tensor(0.)]
    """
    try:
        with full_collections_later(), called_from(caller(_frames_up)), _knowing(obj, example_inputs):
            return _script(obj)
    except Exception as error:
        keep_users_frames(error)
        raise


def _knowing(obj: Any, examples: Any) -> AbstractContextManager[None]:
    if examples is None:
        return nullcontext()
    if not isinstance(examples, Mapping | Sequence) or isinstance(examples, str):
        got = type(examples).__name__
        raise TypeError(f"example_inputs: expected a list of tuples, or a dict of them by what is called\ngot {got}")
    calls = list(examples.items()) if isinstance(examples, Mapping) else [(obj, examples)]

    def call_all() -> None:
        for called, all_args in calls:
            for args in all_args:
                called(*args)

    return seen_in(call_all)


def _script(obj: Any) -> Any:
    if getattr(type(obj), "__anabranch_function__", False) or hasattr(type(obj), "__anabranch_script__"):
        return obj
    if isinstance(obj, nn.Module):
        return script_module(obj)
    if isinstance(obj, type):
        return _script_class(obj)
    if isinstance(obj, list | dict):
        return script_container(obj)
    return _script_function(obj)


def _script_class(cls: type) -> type:
    """Compiles the class now, so that its errors show here."""
    if issubclass(cls, nn.Module):
        message = f"{cls.__name__} cannot be compiled since it inherits from nn.Module"
        raise CompileError(message, remedy="make a module of it and compile that: script(Mod())")
    if issubclass(cls, enum.Enum):
        enum_type(cls)
        return cls
    return script_class(cls)


_REMEDIES: dict[type, str] = {
    functools.partial: "write a function that calls it with all the arguments",
    BuiltinFunctionType: "write a function that calls it",
    MethodType: "compile its class with script and call it in a function that takes the object",
}


def _script_function(obj: Any) -> Any:
    owner = getattr(obj, "__self__", None)
    if isinstance(owner, nn.Module):
        if obj.__name__ == "forward":
            return script_module(owner)
        raise CompileError(
            f"a method of a module ({type(owner).__name__}.{obj.__name__}) cannot be compiled on its own",
            remedy="mark it @export and compile the module",
        )
    if markers.is_ignored(obj):
        return obj
    if script_classes.can_compile(type(obj)):
        return script_object(obj)
    if is_of_torchscript(obj):
        raise CompileError(f"torch.jit has compiled this {type(obj).__name__} already", remedy=TORCHSCRIPT_REMEDY)
    plain = inspect.unwrap(obj) if callable(obj) else obj
    if not isinstance(plain, FunctionType):
        raise CompileError(
            f"cannot compile a {type(obj).__module__}.{type(obj).__qualname__}",
            remedy=_REMEDIES.get(type(obj), "pass a function, an nn.Module or a class"),
        )
    # The wrapper, not what it wraps: it may be torch.no_grad's, which compiles to a context.
    entry = obj if isinstance(obj, FunctionType) else plain
    function = run(function_cache.entry_function, entry)
    warn_process_state([function])
    return ScriptFunction(function, obj)


def script_if_tracing(fn: Callable[P, T]) -> Callable[P, T]:
    """Compiles ``fn`` with ``script`` when it is first called while tracing; otherwise it stays plain Python.

    So a loop whose length depends on its input keeps its control flow in the traced graph.

    >>> @ab.script_if_tracing
    ... def repeated(x: Tensor) -> Tensor:
    ...     for _ in range(x.size(0)):
    ...         x = x + 1
    ...     return x
    >>> ab.trace(repeated, torch.zeros(2))(torch.zeros(3))
    tensor([3., 3., 3.])
    """
    compiled: list[Callable[..., Any]] = []

    @functools.wraps(fn)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        if not eager.is_tracing():
            return fn(*args, **kwargs)
        if not compiled:
            with eager.tracing_with(None):
                compiled.append(script(fn))
        return compiled[0](*args, **kwargs)  # type: ignore[no-any-return]

    wrapper.__original_fn = fn  # type: ignore[attr-defined]
    wrapper.__script_if_tracing_wrapper = True  # type: ignore[attr-defined]
    return wrapper
