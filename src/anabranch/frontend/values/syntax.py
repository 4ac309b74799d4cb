"""The registries of syntax: which function writes which kind of expression and of statement.

The file that knows a kind of syntax registers it (``@expression_of(ast.BinOp)``); whoever needs sub-syntax written asks
the ``Emitter`` (``e.expression``, ``e.value``, ``e.statement``).  ``language`` checks that nothing is missing.
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from ...base.record import Record
from ...lang.types import Type

if TYPE_CHECKING:
    from .emitter import Emitter
    from .sugared import Sugared

Hint = Type | None  # the type that the context wants, if it knows


class Status(enum.Enum):
    """How control leaves a list of steps."""

    FALLS = "goes on behind it"
    EXITS = "has left the loop's body or the function"
    MAY_EXIT = "the flag EXITED tells"
    RAISES = "never comes back"


class Written(Record):
    """A statement that has written the rest of the steps too."""

    status: Status


Step = ast.stmt | Callable[["Emitter"], Status]  # a statement, or a closing step of the compiler's own
Rest = Sequence[Step]

# (emitter, node, hint) -> what the expression means
EXPRESSIONS: dict[type[ast.expr], Callable[[Emitter, Any, Hint], Sugared]] = {}
# (emitter, node, the steps behind it) -> how control leaves it; None is FALLS
STATEMENTS: dict[type[ast.stmt], Callable[[Emitter, Any, Rest], Status | Written | None]] = {}

E = TypeVar("E", bound=Callable[..., Any])


def expression_of(*kinds: type[ast.expr]) -> Callable[[E], E]:
    """Registers what writes these kinds of expressions."""

    def register(writer: E) -> E:
        for kind in kinds:
            assert EXPRESSIONS.setdefault(kind, writer) is writer, f"two writers of {kind.__name__}"
        return writer

    return register


def statement_of(*kinds: type[ast.stmt]) -> Callable[[E], E]:
    """Registers what writes these kinds of statements."""

    def register(writer: E) -> E:
        for kind in kinds:
            assert STATEMENTS.setdefault(kind, writer) is writer, f"two writers of {kind.__name__}"
        return writer

    return register
