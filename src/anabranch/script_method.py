"""``ScriptMethod``: a compiled method of one object, as Python sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .ir.function import Function
    from .ir.graph import Graph
    from .ir.schema import Schema


class ScriptMethod:
    """Callable; ``owner`` is the object that it is bound to."""

    __slots__ = ("__weakref__", "_call", "function", "owner")

    def __init__(self, function: Function, call: Callable[..., Any], owner: Any) -> None:
        self.function = function
        self.owner = owner
        self._call = call

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._call(*args, **kwargs)

    @property
    def __name__(self) -> str:
        return self.function.name

    @property
    def name(self) -> str:
        return self.function.name

    @property
    def qualified_name(self) -> str:
        return self.function.qualified_name

    @property
    def schema(self) -> Schema:
        return self.function.schema

    @property
    def graph(self) -> Graph:
        return self.function.graph

    @property
    def inlined_graph(self) -> Graph:
        """The graph with every call replaced by what it calls."""
        from .passes.inline import inlined

        return inlined(self.function)

    @property
    def code(self) -> str:
        """The method as text: its signature, then its graph."""
        arguments = ", ".join(f"{a.name}: {a.type}" for a in self.schema.arguments)
        head = f"def {self.name}({arguments}) -> {self.schema.return_type}:"
        return "\n".join([head, *(f"    {line}" for line in str(self.graph).splitlines()), ""])

    def __repr__(self) -> str:
        return f"<ScriptMethod {self.qualified_name}>"
