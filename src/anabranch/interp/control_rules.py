"""Control flow: branches, loops, tasks, ``with``.  A fork runs at once and keeps its error until somebody waits."""

from __future__ import annotations

from typing import Any

from ..base.futures import Future
from ..ir.graph import Graph, Node
from . import trace_notes
from .contexts import Region
from .machine import Call, Frame, Results, Steps, only, rule


@rule("prim::If")
def branch(frame: Frame, node: Node, inputs: list[Any]) -> Steps:
    then, otherwise = node.blocks()
    return frame.block(then if inputs[0] else otherwise, ())


@rule("prim::Loop")
def loop(frame: Frame, node: Node, inputs: list[Any]) -> Steps:
    limit, going, *carried = inputs
    (body,) = node.blocks()
    i = 0
    while going and i < limit:
        going, *carried = yield from frame.block(body, [i, *carried])
        i += 1
    return carried


@rule("prim::fork")
def fork(frame: Frame, node: Node, inputs: list[Any]) -> Steps:
    body: Graph = node.g("Subgraph")
    try:
        return (Future.finished(only((yield Call(_task_name(node), body, inputs)))),)
    except Exception as error:
        trace_notes.leave_task(error, frame.name, node.span)
        return (Future.failed(error),)


def _task_name(node: Node) -> str:
    return str(node.attribute("name")) if node.hasAttribute("name") else "fork"


@rule("aten::wait")
def wait(frame: Frame, node: Node, inputs: list[Any]) -> Results:
    try:
        return (inputs[0].wait(),)
    except BaseException as error:
        trace_notes.reenter(error)
        raise


@rule("prim::Enter")
def enter(frame: Frame, node: Node, inputs: list[Any]) -> Steps:
    context = inputs[0]
    if isinstance(context, Region):
        context.enter()
        result = None
    else:
        result = only((yield Call.of(context.type.methods["__enter__"], [context])))
    frame.entered.append((context, node))
    return (result,)[: node.outputsSize()]


@rule("prim::Exit")
def leave(frame: Frame, node: Node, inputs: list[Any]) -> Steps:
    asked = frame.leave(None)
    if asked is not None:
        yield asked
    return (None,)[: node.outputsSize()]
