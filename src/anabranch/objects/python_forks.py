"""``fork`` of what is compiled, from plain Python: a call of a small program that forks it and gives the future.

So there is one way to a task: contexts, conversion, records and the ends of calls are those of forks in compiled code.  Such a
program knows its place, as any compiled fork does; hence one for each place in Python that forks the function.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from types import FrameType
from typing import Any, NamedTuple

from ..base.futures import Future
from ..base.source import Span
from ..ir.builder import Builder
from ..ir.function import Function
from ..lang.schema import Argument, Schema


class _Site(NamedTuple):
    """An instruction of Python's, and the backend that what it forks runs on: a key of ``Function.executables``."""

    backend: str
    file: str
    line: int
    instruction: int


def start(
    backend: Any, function: Function, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any], frame: FrameType
) -> Future[Any]:
    """Starts ``function`` as a task; ``instance`` is a method's, or None.  ``frame`` called ``fork``.

    Raises what a call would raise of the arguments.
    """
    site = _Site(backend.name, frame.f_code.co_filename, frame.f_lineno, frame.f_lasti)
    starter = function.executables.get(site)
    if starter is None:
        starter = function.executables[site] = backend.callable(_starter(function, _span(frame)))
    if instance is not None:
        starter = starter.bind(instance)
    return starter(*args, **kwargs)  # type: ignore[no-any-return]


def _starter(function: Function, span: Span) -> Function:
    """``def f(...): return fork(f, ...)``, with the parameters of ``function``."""
    schema, outer, task = function.schema, Builder(), Builder()
    outer.span = task.span = span
    given, taken = ([b.graph.addInput(a.name, a.type) for a in schema.arguments] for b in (outer, task))
    task.graph.registerOutput(task.call_function(function, taken))
    future = outer.fork(task.graph, given)
    outer.graph.registerOutput(future)
    forking = Schema(schema.name, schema.overload, schema.arguments, (Argument("", future.type()),))
    return Function(function.qualified_name, forking, outer.graph)


def _span(frame: FrameType) -> Span:
    """The call that the frame is at."""
    line, end_line, column, end_column = next(islice(frame.f_code.co_positions(), frame.f_lasti // 2, None))
    return Span(frame.f_code.co_filename, line or frame.f_lineno, column or 0, end_line or 0, end_column or 0)
