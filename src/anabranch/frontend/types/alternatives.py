"""Optional and Union: nothing until a condition has told which of the types it is."""

from __future__ import annotations

from typing import NoReturn

from ...base.errors import CompileError
from ...ir.graph import Value
from ...lang.types import OptionalType, Type, UnionType
from ..values.behaviour import behaviour_of
from ..values.emitter import Emitter
from ..values.plain import PlainBehaviour, no_length


@behaviour_of(UnionType)
class UnionBehaviour(PlainBehaviour):
    def operator(self, value: Value, name: str) -> None:
        """Which operator it would be is not known."""

    def suggestion(self, name: str) -> str:
        return "find out which type it is with isinstance first"


@behaviour_of(OptionalType)
class OptionalBehaviour(UnionBehaviour):
    def missing(self, e: Emitter, t: Type, name: str) -> CompileError:
        return e.error(f"'{name}' of a value that may be None (type {t})", remedy="check it first: `if x is not None:`")

    def length(self, e: Emitter, value: Value) -> NoReturn:
        raise no_length(e, value)
