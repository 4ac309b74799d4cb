"""``script``: compiles functions, modules and classes.  ``ScriptFunction``: a compiled function as Python sees it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any

from torch import nn

from .errors import CompileError
from .frontend import function_cache, markers, script_classes
from .function_view import FunctionView
from .instance_wrappers import connected_backend
from .passes.process_state import warn_process_state
from .tracebacks import keep_users_frames

if TYPE_CHECKING:
    from .ir.function import Function
    from .ir.graph import Graph


class ScriptFunction(FunctionView):
    """A compiled function: call it, or look at its ``graph``.

    ``original`` is the Python function that it was made from, if any.
    """

    __anabranch_function__ = True

    def __init__(self, function: Function, original: Callable[..., Any] | None = None) -> None:
        self.function = function
        self.__call = connected_backend().callable(function)
        self.__wrapped__ = original
        self.__name__ = function.name
        self.__qualname__ = getattr(original, "__qualname__", function.name)
        self.__module__ = getattr(original, "__module__", __name__)
        self.__doc__ = original.__doc__ if original is not None else ScriptFunction.__doc__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.__call(*args, **kwargs)

    def __copy__(self) -> ScriptFunction:
        """Itself, as for any function."""
        return self

    def __deepcopy__(self, memo: Any) -> ScriptFunction:
        return self

    def graph_for(self, *args: Any, **kwargs: Any) -> Graph:
        """The graph that a call with these arguments runs: the one there is."""
        return self.graph

    def __repr__(self) -> str:
        return f"<ScriptFunction {self.qualified_name}>"


def script(
    obj: Any,
    optimize: Any = None,
    _frames_up: int = 0,
    _rcb: Any = None,
    example_inputs: Any = None,
) -> Any:
    """Compiles a function (gives a ScriptFunction), a module (a ScriptModule) or a class (the class itself).

    Usable as a decorator; what is compiled already is given back as it is.  Parameters without annotation are Tensors.
    Raises CompileError, with the place, for what the language does not have.
    """
    try:
        return _script(obj)
    except Exception as error:
        keep_users_frames(error)
        raise


def _script(obj: Any) -> Any:
    if getattr(type(obj), "__anabranch_function__", False) or hasattr(type(obj), "__anabranch_script__"):
        return obj
    if isinstance(obj, nn.Module):
        return _script_module(obj)
    if isinstance(obj, type):
        return _script_class(obj)
    return _script_function(obj)


def _script_module(module: nn.Module) -> Any:
    from .module_maker import script_module

    return script_module(module)


def _script_class(cls: type) -> type:
    """Compiles the class now, so that its errors show here."""
    from .script_object import script_class

    if issubclass(cls, nn.Module):
        raise CompileError(f"{cls.__name__} is a module class", remedy="make a module of it and compile that: script(Mod())")
    return script_class(cls)


def _script_function(obj: Any) -> Any:
    owner = getattr(obj, "__self__", None)
    if isinstance(owner, nn.Module):
        if obj.__name__ == "forward":
            return _script_module(owner)
        raise CompileError(
            f"a method of a module ({type(owner).__name__}.{obj.__name__}) cannot be compiled on its own",
            remedy="mark it @export and compile the module",
        )
    if markers.is_ignored(obj):
        return obj
    if script_classes.can_compile(type(obj)):
        from .script_object import script_object

        return script_object(obj)
    plain = inspect.unwrap(obj) if callable(obj) else obj
    if not isinstance(plain, FunctionType):
        raise CompileError(
            f"cannot compile a {type(obj).__module__}.{type(obj).__qualname__}",
            remedy="pass a function, an nn.Module or a class",
        )
    # The wrapper, not what it wraps: it may be torch.no_grad's, which compiles to a context.
    function = function_cache.entry_function(obj if isinstance(obj, FunctionType) else plain)
    warn_process_state([function])
    return ScriptFunction(function, obj)
