"""``ScriptMethod``: a compiled method of one object, as Python sees it."""

from __future__ import annotations

from types import FrameType
from typing import TYPE_CHECKING, Any

from ..base.eager import active, under_way
from ..base.futures import Future
from ..runtime.entry import Entry
from .function_view import FunctionView
from .python_forks import start

if TYPE_CHECKING:
    from ..ir.function import Function


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
        return self._target(*args, **kwargs)

    def __anabranch_start__(self, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType) -> Future[Any]:
        return start(self.__backend, self.function, self.owner._instance, args, kwargs, frame)

    def __reduce__(self) -> tuple[Any, ...]:
        return getattr, (self.owner, self.name)

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        return getattr(self.function.made_from, "__doc__", None)

    @property
    def __name__(self) -> str:
        return self.function.name

    def __repr__(self) -> str:
        return f"<ScriptMethod {self.qualified_name}>"
