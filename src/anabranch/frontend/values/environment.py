"""The names of a function while it is being written, block by block.

A branch works on a copy; ``control_flow`` joins the copies.  Names that begin with ``$`` are the compiler's own: the
pending return value and the flags of early exits.
"""

from __future__ import annotations

import ast

from ...base.source import Span
from ...ir.graph import Value
from ...lang.types import Type
from .sugared import SimpleValue, Sugared

RETURN_VALUE = "$ret"  # what the function returns, once it has returned
RETURNED = "$returned"  # inside a loop: whether the function has returned
EXITED = "$exit"  # whether the rest of the loop's body, or of the function, is skipped
GO_ON = "$go_on"  # whether the loop goes on


class Environment:
    """``declared`` are annotated types, ``outer`` the types that names had in the block around.

    ``facts`` are what conditions told of attributes (``self.cache``); ``falling`` are, behind a branch that may have left the
    block, the types that names have where it has not.
    """

    def __init__(self) -> None:
        self.vars: dict[str, Sugared] = {}
        self.declared: dict[str, Type] = {}
        self.outer: dict[str, Type] = {}
        self.facts: dict[str, Type] = {}
        self.falling: dict[str, Type] = {}

    def branch(self) -> Environment:
        """A copy for an inner block."""
        inner = Environment()
        inner.vars = dict(self.vars)
        inner.declared = dict(self.declared)
        inner.outer = dict(self.outer)
        inner.facts = dict(self.facts)
        for name, item in self.vars.items():
            if isinstance(item, SimpleValue) and not name.startswith("$"):
                inner.outer[name] = unrefined(item.value).type()
        inner.outer.update((n, t) for n, t in self.declared.items() if n in self.vars and not n.startswith("$"))
        return inner

    def width(self, name: str) -> Type | None:
        """What a name may hold here: its annotation, or the type that its value has where no condition told more of it."""
        item = self.vars.get(name)
        t = unrefined(item.value).type() if isinstance(item, SimpleValue) else None
        return self.declared.get(name, t)

    def get(self, name: str) -> Sugared | None:
        return self.vars.get(name)

    def set(self, name: str, item: Sugared) -> None:
        self.vars[name] = item

    def drop(self, *names: str) -> None:
        for name in names:
            self.vars.pop(name, None)


class Undefined(Sugared):
    """A name that has a value on some paths only, or values that do not go together; ``span`` is where it got so."""

    message: str
    remedy: str = ""
    span: Span | None = None


class WidenLoop(Exception):
    """A name that a loop carries needs a wider type, or cannot be carried: the loop is written again."""

    def __init__(self, name: str, t: Type | Undefined, loop: object) -> None:
        self.name = name
        self.type = t
        self.loop = loop


def path_of(node: ast.expr) -> str:
    """``x`` or ``self.a.b`` as text; empty for other expressions."""
    if isinstance(node, ast.Attribute):
        owner = path_of(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return node.id if isinstance(node, ast.Name) else ""


def unrefined(value: Value) -> Value:
    """The value before anybody knew more about its type."""
    while value.node().kind() == "prim::unchecked_cast":
        value = value.node().input()
    return value


def same(a: Sugared | None, b: Sugared | None) -> bool:
    """Whether two items of environments are one and the same."""
    if isinstance(a, SimpleValue) and isinstance(b, SimpleValue):
        return a.value is b.value
    return a is b
