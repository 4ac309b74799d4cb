"""``Emitter``: the function that is being written, and the few operations that everything else is made of.

Whoever writes syntax asks the Emitter for what stands inside it: the Emitter finds the writer in the registries of
``syntax``, so that no file need know the others.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from ...base import wording
from ...base.errors import CompileError
from ...base.record import Record, field
from ...base.source import Span
from ...ir.builder import Builder
from ...ir.graph import Graph, Value
from ...lang.types import FutureType, Type
from ...ops.ints import INT_MAX, INT_MIN
from ...overloads import matching
from ...overloads.apply_match import apply_match
from ..source.capture import Captured
from . import conversions, resolution
from .behaviour import behaviour
from .conversions import conversion_remedy
from .environment import Environment, Undefined
from .needs_return_type import NeedsReturnType
from .sugared import SimpleValue, Sugared
from .syntax import EXPRESSIONS, STATEMENTS, Hint, Rest, Status, Written
from .unsupported import refusal


class Compilation(Protocol):
    """Who compiles.  It knows the other functions that are being compiled."""

    def is_probing(self, key: Any) -> bool:
        """Whether a function is written only to find what it returns: then a path that needs to know is left out."""
        ...

# What is said of a value that is none of the wanted type.
Refusal = Callable[[Type, Type], str]
_TEXT_OF_ONE = ("aten::str", "aten::repr")
_TEXTS = (*_TEXT_OF_ONE, "aten::format", "aten::format_value", "aten::percentFormat")


class Frame(Record):
    """One activation: the function itself, or a nested function that is written in place of its call.

    ``returned`` are the values of the returns so far; ``chain`` holds the values that carry the pending one through
    joins: they get the merged type at the end.
    ``conflicts`` are names that got another type in an inner block.
    ``parent`` is the frame whose names a nested function sees, ``caller`` the one that goes on behind it.
    ``contexts`` are the open ``with`` blocks, ``loops`` counts those of them that were open when each loop began.
    """

    source: Captured
    env: Environment
    declared: Type | None = None
    merged: Type | None = None
    chain: list[Value] = field(default_factory=list)
    returned: list[Value] = field(default_factory=list)
    contexts: list[Sugared] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    conflicts: dict[str, Undefined] = field(default_factory=dict)
    parent: Frame | None = None
    caller: Frame | None = None
    first_parameter: str = ""


class Loop(Record):
    """A loop that is being written.  ``carried`` are the types of its carried names, ``condition`` a while's test,
    ``open`` the names of untyped ``[]`` and ``{}``, ``open_values`` what they are inside."""

    carried: dict[str, Type]
    contexts: int
    condition: ast.expr | None = None
    open: frozenset[str] = frozenset()
    open_values: dict[Value, str] = field(default_factory=dict)


class _At:
    """Entered for each piece of syntax, so no generator."""

    __slots__ = ("_emitter", "_outer", "_span")

    def __init__(self, emitter: Emitter, span: Span) -> None:
        self._emitter, self._span = emitter, span

    def __enter__(self) -> None:
        builder = self._emitter.builder
        self._outer, builder.span = builder.span, self._span

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._emitter.builder.span = self._outer
        if error is None:
            return
        if isinstance(error, CompileError) and error.span is None:  # what was met here knows no place: a class, a constant
            error.span = self._span
        elif isinstance(error, RecursionError):  # the writers call each other; whoever has room on the stack again says where
            remedy = "name parts of the expression, or end the recursion: give its functions annotations, and no **"
            raise CompileError("nested too deeply to be compiled", self._span, remedy=remedy) from None


class Emitter:
    """Writes one graph."""

    def __init__(self, compilation: Compilation, source: Captured, graph: Graph | None = None) -> None:
        self.compilation = compilation
        self.builder = Builder(graph)
        self.frame = self.root = Frame(source, Environment())
        self.literals: list[Value] = []
        self.forks = 0

    # -- where

    @property
    def env(self) -> Environment:
        return self.frame.env

    @env.setter
    def env(self, env: Environment) -> None:
        self.frame.env = env

    @property
    def span(self) -> Span | None:
        return self.builder.span

    def at(self, node: ast.AST) -> AbstractContextManager[None]:
        """What is written or refused inside belongs to a place of the source."""
        return _At(self, self.frame.source.span(node))

    def error(
        self,
        message: str,
        *,
        expected: str = "",
        got: str = "",
        remedy: str = "",
        node: ast.AST | None = None,
    ) -> CompileError:
        """A compile error here (or at ``node``), to be raised."""
        span = self.frame.source.span(node) if node is not None else self.span
        return CompileError(message, span, expected=expected, got=got, remedy=remedy)

    # -- syntax

    def expression(self, node: ast.expr, hint: Hint = None) -> Sugared:
        """Write one expression."""
        writer = EXPRESSIONS.get(type(node))
        with self.at(node):
            if writer is None:
                raise self._unsupported(node)
            return writer(self, node, hint)

    def value(self, node: ast.expr, hint: Hint = None) -> Value:
        """Write one expression that must be a value."""
        item = self.expression(node, hint)
        with self.at(node):
            return item.as_value(self)

    def statement(self, node: ast.stmt, rest: Rest) -> Status | Written:
        """Write one statement, which may write the steps behind it, too."""
        writer = STATEMENTS.get(type(node))
        with self.at(node):
            try:
                if writer is None:
                    raise self._unsupported(node)
                return writer(self, node, rest) or Status.FALLS
            except NeedsReturnType as needed:
                if not self.compilation.is_probing(needed.key):
                    raise
                return Status.RAISES  # this path recurses: the others say what the function returns

    def _unsupported(self, node: ast.AST) -> CompileError:
        message, remedy = refusal(node)
        return self.error(message, remedy=remedy)

    # -- values

    def constant(self, value: Any, t: Type | None = None) -> SimpleValue:
        self._check_fits(value)
        return SimpleValue(self.builder.constant(value, t))

    def literal(self, value: Any) -> SimpleValue:
        """A number that stands in the source."""
        self._check_fits(value)
        item = self.builder.constant(value)
        self.literals.append(item)
        return SimpleValue(item)

    def _check_fits(self, value: Any) -> None:
        for item in value if isinstance(value, tuple | list) else ():
            self._check_fits(item)
        if isinstance(value, int) and not INT_MIN <= value <= INT_MAX:
            raise self.error(f"{value} is out of range: it does not fit into 64 bits", remedy="use a float or a tensor")

    def none(self) -> SimpleValue:
        return SimpleValue(self.builder.none())

    def operator(
        self, name: str, args: Sequence[Sugared], kwargs: Mapping[str, Sugared] | None = None
    ) -> SimpleValue:
        """Write a call of an operator, its overload chosen by the arguments."""
        values = [a.as_value(self) for a in args]
        named = {k: a.as_value(self) for k, a in (kwargs or {}).items()}
        return SimpleValue(self.operator_value(name, values, named))

    def operator_value(
        self,
        name: str,
        args: Sequence[Value],
        kwargs: Mapping[str, Value] | None = None,
        *,
        self_value: Value | None = None,
    ) -> Value:
        if name in _TEXTS:
            texts = [behaviour(v.type()).text(self, v) for v in args]
            if name in _TEXT_OF_ONE and texts[0] is not None:
                return texts[0]
            args = [v if text is None else text for text, v in zip(texts, args)]
        try:
            found = matching.match(name, args, kwargs or {}, self_value=self_value)
        except matching.MatchError as error:
            raise self.mismatch(error, [*args, *(kwargs or {}).values()]) from None
        return apply_match(self.builder, found)

    def mismatch(self, error: matching.MatchError, args: Sequence[Value] = ()) -> CompileError:
        """A failed match as a compile error."""
        remedy = ""
        if any(isinstance(v.type(), FutureType) for v in args):
            remedy = "a Future is not its value: take it with wait(future)"
        elif any(v.type().kind() == "OptionalType" for v in args):
            remedy = "a value that may be None must be checked first: `if x is not None:` or `assert x is not None`"
        if len(error.reasons) == 1:
            reason = error.reasons[0]
            return self.error(error.text(), expected=reason.expected, got=reason.got, remedy=remedy)
        got = ", ".join(str(v.type()) for v in args)
        head = error.text().split("\n", 1)[0].rstrip(":")
        return self.error(head, expected=error.closest() if error.reasons else "", got=f"({got})", remedy=remedy)

    def convert(self, item: Sugared, t: Type, refusal: Refusal = wording.wrong_value, kept: bool = False) -> Value:
        """The item as a ``t``, by the conversions of a call or of what is kept.  Raises CompileError where it is none, with
        what ``refusal`` says of the two types."""
        given = item.as_value(self)
        value = self.try_store(given, t) if kept else self.try_convert(given, t)
        if value is None:
            remedy = conversion_remedy(given.type(), t)
            raise self.error(refusal(t, given.type()), remedy=remedy)
        return value

    def try_store(self, value: Value, t: Type) -> Value | None:
        return conversions.try_store(self, value, t)

    def try_convert(self, value: Value, t: Type, *, implicit: bool = True) -> Value | None:
        return conversions.try_convert(self, value, t, implicit=implicit)

    # -- names

    def lookup(self, name: str) -> Sugared | None:
        """What a name means: a local, or what the function sees around it."""
        frame: Frame | None = self.frame
        while frame is not None:
            found = frame.env.get(name)
            if found is not None:
                return found
            frame = frame.parent
        scope = self.frame.source.scope
        if name in scope:
            return self.resolve(scope[name], name)
        return None

    def resolve(self, obj: Any, name: str = "") -> Sugared:
        """What a Python object, found under ``name``, means."""
        return resolution.resolve(self, obj, name)
