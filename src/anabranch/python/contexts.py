"""``with``: from ``prim::Enter`` to the ``prim::Exit`` of the same object, or to the end of a block that leaves."""

from __future__ import annotations

from typing import Any

from ..frontend.lowering.context_managers import BUILTIN
from ..ir.graph import Node, Value
from ..ir.kinds import AUTOCAST, GRAD_MODES
from ..lang.types import NONE
from .text import Expr, called
from .writer import Writer, statement_of


@statement_of("prim::Enter")
def _enter(w: Writer, node: Node) -> None:
    manager = node.input()
    (given,) = w.take([manager])
    w.flush()
    entered = node.output() if node.outputsSize() else None
    name = f" as {w.name(entered)}" if entered is not None and entered.uses() and entered.type() != NONE else ""
    w.put(f"with {given.text}{name}:")
    w.depth += 1
    w.contexts.append((manager, w.depth))


@statement_of("prim::Exit")
def _exit(w: Writer, node: Node) -> None:
    if not w.contexts or w.contexts[-1][0] is not node.input():
        w.refuse(node, "leaving a `with` block here")
    _, depth = w.contexts.pop()
    if w.depth != depth:
        _leave_early(w, node)
        return
    w.flush()
    if w.lines[-1].lstrip().startswith("with ") and w.lines[-1].endswith(":"):
        w.put("pass")
    w.depth -= 1


def _leave_early(w: Writer, node: Node) -> None:
    """Before a ``return`` or ``break``, which closes the block by itself."""
    following = node.next()
    while following is not None and following.kind() in ("prim::Exit", "prim::Constant", "prim::Uninitialized"):
        following = following.next()
    if following is None or following.next() is not None:
        w.refuse(node, "leaving a `with` block here, before other statements,")


def builtin_context(w: Writer, made: Value, args: list[Expr]) -> Expr | None:
    """``torch.no_grad()`` and its like; None for an object of another class."""
    name: Any = getattr(made.type(), "name", "")
    if name not in BUILTIN:
        return None
    function = "autocast" if name == AUTOCAST else name.removeprefix(GRAD_MODES)
    settings = [s.name for s in BUILTIN[name]]
    texts = [f"{s}={a.text}" for s, a in zip(settings, args, strict=True)] if name == AUTOCAST else [a.text for a in args]
    return called(f"{w.naming.module('torch')}.{function}", texts)
