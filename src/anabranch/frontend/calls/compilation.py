"""What is being compiled: the functions that wait for each other, and how to forget what they made."""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType
from typing import Any

from ...base.record import Record
from ...ir.function import Function
from ...lang.types import Type
from ..source.capture import Captured
from ..source.signature import Signature
from ..values.emitter import Emitter
from ..values.sugared import Sugared


class Entry(Record, eq=False):
    """A function that is being compiled.  ``result`` is None until it is known or assumed."""

    source: Captured
    parameters: list[tuple[str, Type]]
    fixed: Mapping[str, Sugared]
    function: Function
    declared: Type | None = None
    result: Type | None = None
    emitter: Emitter | None = None
    is_probing: bool = False
    dropped_path: bool = False
    used_result: bool = False


def entered(source: Captured) -> str:
    """Why the outermost function is being compiled."""
    return f"compiled because of: {source.name} (line {source.line})"


class Compilation:
    """What a transaction is compiling, outermost first."""

    def __init__(self) -> None:
        self.stack: list[Entry] = []
        self.log: list[Any] = []  # how to forget each function that was finished
        self.sources: dict[FunctionType, tuple[Captured, Signature]] = {}

    def is_probing(self, key: Entry) -> bool:
        if key.is_probing:
            for entry in self.stack[self.stack.index(key) :]:
                entry.dropped_path = True
        return key.is_probing

    def reason(self) -> str:
        """Why the innermost function is being compiled: the call of it, with its place."""
        source, callers = self.stack[-1].source, self.stack[:-1]
        if not callers or callers[-1].emitter is None:
            return entered(source)
        head = f"'{source.name}' is being compiled since it was called from '{callers[-1].source.name}'"
        span = callers[-1].emitter.span
        return head if span is None else "\n".join([f"{head} at {span}", *span.indented()])

    def forget_since(self, mark: int) -> None:
        for undo in reversed(self.log[mark:]):
            undo()
        del self.log[mark:]
