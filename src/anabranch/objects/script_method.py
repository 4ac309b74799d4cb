"""``ScriptMethod``: a compiled method of one object, as Python sees it."""

from __future__ import annotations

import inspect
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any

from ..base.eager import active, under_way
from ..base.errors import ScriptTypeError
from ..base.futures import Future
from ..lang.schema import NO_DEFAULT, Argument
from ..runtime.entry import Entry
from .function_view import FunctionView
from .python_forks import start

if TYPE_CHECKING:
    from ..ir.function import Function


def _parameter(argument: Argument) -> inspect.Parameter:
    kind = inspect.Parameter.KEYWORD_ONLY if argument.keyword_only else inspect.Parameter.POSITIONAL_OR_KEYWORD
    default = inspect.Parameter.empty if argument.default is NO_DEFAULT else argument.default
    return inspect.Parameter(argument.name, kind, default=default)


class ScriptMethod(FunctionView, Entry):
    # Callable; ``owner`` is the object that it is bound to.

    __slots__ = ("__backend", "__weakref__", "function", "owner")

    def __init__(self, function: Function, backend: Any, owner: Any) -> None:
        self.function = function
        self.owner = owner
        self.__backend = backend
        self._target = backend.method(function, owner._instance)

    def _call_otherwise(self, *args: Any, **kwargs: Any) -> Any:
        assert self._target is not None
        tracer = active.tracer if under_way else None
        if tracer is not None:
            return tracer.call_compiled(self.function, self.owner, args, kwargs, self._target)
        try:
            return self._target(*args, **kwargs)
        except ScriptTypeError:
            found = self._overridden(*args, **kwargs)
            if found is NotImplemented:
                raise
            return found

    def __anabranch_start__(self, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType) -> Future[Any]:
        return start(self.__backend, self.function, self.owner._instance, args, kwargs, frame)

    def __reduce__(self) -> tuple[Any, ...]:
        return getattr, (self.owner, self.name)

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        return getattr(self.function.made_from, "__doc__", None)

    @property
    def __signature__(self) -> inspect.Signature:
        """For torch.export, which asks every ``forward``."""
        return inspect.Signature([_parameter(argument) for argument in self.schema.arguments[1:]])

    @property
    def __code__(self) -> CodeType:
        """Of the Python method, for torch.export too: it names its inputs' sources by it."""
        return getattr(self.function.made_from, "__code__", ScriptMethod.__repr__.__code__)

    @property
    def __name__(self) -> str:
        return self.function.name

    def __repr__(self) -> str:
        return f"<ScriptMethod {self.qualified_name}>"
