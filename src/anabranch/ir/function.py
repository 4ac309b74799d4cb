"""A compiled function: a named graph that others can call, itself included."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from ..base.code_constants import CodeConstants
from ..base.given import Given
from ..base.transactions import Table

if TYPE_CHECKING:
    from ..lang.schema import Schema
    from .graph import Graph


class Code(NamedTuple):
    """A function as Python; ``constants`` are what the text calls ``CONSTANTS``."""

    text: str
    constants: CodeConstants


python_code: Given[[Function], Code] = Given("anabranch.python.program")


class Function:
    """A function of the IR.

    It exists (with its ``schema``) before its graph does, so that recursive calls have something to refer to.
    ``executables`` is the backends' cache: backend name → what it loaded, and
    what starts it as a task, by the place that does.  ``made_from`` is the frontend's: what it was
    compiled from.
    """

    def __init__(self, name: str, schema: Schema, graph: Graph | None = None) -> None:
        self.qualified_name = name
        self.schema = schema
        self.executables: Table[Any, Any] = Table()
        self.made_from: Any = None
        self._graph = graph

    @property
    def name(self) -> str:
        return self.qualified_name.rsplit(".", 1)[-1]

    @property
    def graph(self) -> Graph:
        if self._graph is None:
            graph = self._written()
            self._graph = self._graph or graph
        return self._graph

    @graph.setter
    def graph(self, graph: Graph) -> None:
        self._graph = graph

    def _written(self) -> Graph:
        raise RuntimeError(f"{self.qualified_name} is declared but has no graph yet")

    @property
    def is_defined(self) -> bool:
        return self._graph is not None

    def __repr__(self) -> str:
        return f"Function({self.qualified_name})"


class DeferredFunction(Function):
    """A function whose graph ``write`` makes when it is first asked for.  Threads may do it at once: the first one's stays."""

    def __init__(self, name: str, schema: Schema, write: Callable[[Function], Graph]) -> None:
        super().__init__(name, schema)
        self._write = write

    def _written(self) -> Graph:
        return self._write(self)

    @property
    def is_defined(self) -> bool:
        return True
