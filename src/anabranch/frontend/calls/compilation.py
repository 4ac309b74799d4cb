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

    def because(self, e: Emitter) -> None:
        """Kept for callers that compile on behalf of ``e``: the chain comes from the exception's way out."""

    def forget_since(self, mark: int) -> None:
        for undo in reversed(self.log[mark:]):
            undo()
        del self.log[mark:]
