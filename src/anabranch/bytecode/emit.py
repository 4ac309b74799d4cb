"""Graph → Program.

``emit(function)`` lowers the graph to code over virtual registers (``function_emitter`` and the rule files), gives
registers numbers (``registers``) and encodes (``encode``); fork bodies become further functions of the same program.
"""

from __future__ import annotations

from ..base.config import settings
from ..ir.function import Function
from ..ir.graph import Graph
from . import containers, control_flow, objects, operators  # noqa: F401  (they register their rules)
from .encode import encode
from .function_emitter import FunctionEmitter
from .program import Program
from .registers import allocate
from .runs import mark_runs
from .writer import ProgramWriter


def emit(function: Function, graph: Graph | None = None, checked: bool = False) -> Program:
    """The program of a function and of the tasks it forks.  Raises GraphError for what cannot be expressed.

    ``graph`` is what the passes have made of the function's; ``checked`` makes casts look at their values.
    """
    writer = ProgramWriter(function.qualified_name, function, checked)
    return _emit(writer, function.graph if graph is None else graph, function)


def emit_graph(graph: Graph, name: str = "graph") -> Program:
    """The program of a graph that is nobody's function (tests, tools)."""
    return _emit(ProgramWriter(name, None), graph, None)


def _emit(writer: ProgramWriter, graph: Graph, function: Function | None) -> Program:
    writer.body(graph, writer.program.name)
    done = 0
    while done < len(writer.bodies):  # a body may fork again
        body, name = writer.bodies[done]
        emitter = FunctionEmitter(writer, body, name, function if done == 0 else None)
        emitter.emit()
        if settings.optimise:
            mark_runs(emitter.w.f, writer.program)
        code = encode(emitter.w.f, allocate(emitter.w.f), writer.program.operands)
        code.types, code.result_type = tuple(v.type() for v in body.inputs()), emitter.result_type
        writer.program.functions.append(code)
        done += 1
    return writer.program
