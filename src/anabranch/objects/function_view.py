"""What a compiled function and a compiled method show of themselves: name, schema, graph, text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..ir.function import python_code
from ..ir.graph import html_text
from ..passes.inline import inlined
from .torch_overrides import overridden

if TYPE_CHECKING:
    from ..base.code_constants import CodeConstants
    from ..ir.function import Function
    from ..ir.graph import Graph
    from ..lang.schema import Schema


class FunctionView:
    """Reads the attribute ``function`` of the class that inherits it."""

    __slots__ = ()

    if TYPE_CHECKING:  # a slot of one, an entry in the other

        @property
        def function(self) -> Function: ...
        @function.setter
        def function(self, function: Function) -> None: ...

    def _overridden(self, *args: Any, **kwargs: Any) -> Any:
        return overridden(self, args, kwargs)

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
        return inlined(self.function)

    def to_dot(self) -> str:
        """The graph as Graphviz text, with a cluster for each task and block."""
        return self.graph.to_dot()

    def _repr_html_(self) -> str:
        return html_text(self.graph, str(self.schema))

    @property
    def code(self) -> str:
        """The program as Python that compiles again, its forks included.

        Tensors in it are ``CONSTANTS.c0``, …: ``code_with_constants`` gives them.  Raises ExportError for what has no spelling.
        """
        return python_code(self.function).text

    @property
    def code_with_constants(self) -> tuple[str, CodeConstants]:
        """``code``, and the object that it calls CONSTANTS."""
        text, constants = python_code(self.function)
        return text, constants
