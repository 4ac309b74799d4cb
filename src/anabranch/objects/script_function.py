"""``ScriptFunction``: a compiled function as Python sees it."""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from ..base.eager import active, under_way
from ..base.errors import ScriptTypeError
from ..base.futures import Future
from ..base.tracebacks import shorten
from ..ir.function import Function
from ..ir.graph import Graph
from ..runtime.entry import Entry
from . import archived
from .dynamo import is_one_call
from .function_view import FunctionView
from .instance_wrappers import connected_backend
from .python_forks import start

P = ParamSpec("P")
T = TypeVar("T")


class ScriptFunction(FunctionView, Entry, Generic[P, T]):
    """A compiled function: call it, or look at its ``graph``.  To type checkers ``ScriptFunction[[Tensor, int], Tensor]``.

    ``original`` is the Python function that it was made from, if any.

    >>> f = ab.script(lambda x, n=2: x * n)
    >>> isinstance(f, ab.ScriptFunction), f(torch.ones(1), 3)
    (True, tensor([3.]))
    """

    __anabranch_function__ = True

    if TYPE_CHECKING:  # Entry has it

        def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T: ...

    def __init__(self, function: Function, original: Callable[P, T] | None = None) -> None:
        self.function = function
        self.__backend = connected_backend()
        self._target = None  # the program is made when it is first called
        self.__wrapped__ = original
        self.__name__ = function.name
        self.__qualname__ = getattr(original, "__qualname__", function.name)
        self.__module__ = getattr(original, "__module__", __name__)
        self.__doc__ = original.__doc__ if original is not None else ScriptFunction.__doc__
        is_one_call(self)

    def _call_otherwise(self, *args: Any, **kwargs: Any) -> Any:
        target = self._target or self.__load()
        tracer = active.tracer if under_way else None
        if tracer is not None:
            return tracer.call_compiled(self.function, None, args, kwargs, target)
        try:
            return target(*args, **kwargs)
        except Exception as error:
            found = self._overridden(*args, **kwargs) if isinstance(error, ScriptTypeError) else NotImplemented
            if found is NotImplemented:
                shorten(error)  # calls after the first have no frame of ours either
                raise
            return found

    def __load(self) -> Callable[..., Any]:
        target: Callable[..., Any] = self.__backend.callable(self.function)
        self._target = target
        return target

    def __anabranch_start__(self, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType) -> Future[Any]:
        return start(self.__backend, self.function, None, args, kwargs, frame)

    def __copy__(self) -> ScriptFunction[P, T]:
        """Itself, as for any function."""
        return self

    def __deepcopy__(self, memo: Any) -> ScriptFunction[P, T]:
        return self

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return archived.pickled(self)

    def graph_for(self, *args: Any, **kwargs: Any) -> Graph:
        """The graph that a call with these arguments runs: the one there is."""
        return self.graph

    def save(self, f: Any, _extra_files: Any = None) -> None:
        """As ``anabranch.save``."""
        archived.save(self, f, _extra_files)

    def save_to_buffer(self, _extra_files: Any = None) -> bytes:
        return archived.saved(self, _extra_files)

    def __repr__(self) -> str:
        return f"<ScriptFunction {self.qualified_name}>"
