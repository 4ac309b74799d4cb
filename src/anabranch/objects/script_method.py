"""``ScriptMethod``: a compiled method of one object, as Python sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..base.eager import active, under_way
from ..runtime.entry import Entry
from .function_view import FunctionView

if TYPE_CHECKING:
    from ..ir.function import Function


class ScriptMethod(FunctionView, Entry):
    # Callable; ``owner`` is the object that it is bound to.

    __slots__ = ("__weakref__", "function", "owner")

    def __init__(self, function: Function, call: Callable[..., Any], owner: Any) -> None:
        self.function = function
        self.owner = owner
        self._target = call

    def _call_otherwise(self, *args: Any, **kwargs: Any) -> Any:
        assert self._target is not None
        tracer = active.tracer if under_way else None
        if tracer is not None:
            return tracer.call_compiled(self.function, self.owner, args, kwargs, self._target)
        return self._target(*args, **kwargs)

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        return getattr(self.function.made_from, "__doc__", None)

    @property
    def __name__(self) -> str:
        return self.function.name

    def __repr__(self) -> str:
        return f"<ScriptMethod {self.qualified_name}>"
