"""What the native machine runs, as plain data: it can be dumped, compared, saved and sent elsewhere.

The instruction set is ``instructions.py``.  Non-goal: how it is made (``emit``).
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, NamedTuple

from ..base.record import Record, field
from ..lang.types import BOOL, FLOAT, INT, NONE, Type

if TYPE_CHECKING:
    from ..base.source import Span
    from ..ir.function import Function
    from ..lang.nominal import ClassType
    from ..lang.schema import Schema


class Bank(enum.IntEnum):
    """Which registers a value lives in, by static type: raw 8 bytes for the first three."""

    INT = 0
    FLOAT = 1
    BOOL = 2
    VALUE = 3

    @property
    def is_raw(self) -> bool:
        return self is not Bank.VALUE


_BANKS: dict[Type, Bank] = {INT: Bank.INT, FLOAT: Bank.FLOAT, BOOL: Bank.BOOL}


def bank_of(t: Type) -> Bank:
    return _BANKS.get(t, Bank.VALUE)


class OperandKind(enum.IntEnum):
    """An operand of a call is 32 bits: the kind in the top byte, a register or constant number in the rest."""

    INT = 0
    FLOAT = 1
    BOOL = 2
    COPY = 3
    MOVE = 4
    CONST = 5


def operand(kind: OperandKind, index: int) -> int:
    return (kind << 24) | index


def split_operand(bits: int) -> tuple[OperandKind, int]:
    return OperandKind(bits >> 24), bits & 0xFFFFFF


MULTI_RESULT = 0x100  # b of a call with n != 1 results is MULTI_RESULT + n


class Instr(NamedTuple):
    op: str
    a: int = 0
    b: int = 0
    c: int = 0
    imm: int = 0

    @property
    def lo(self) -> int:
        return low(self.imm)

    @property
    def hi(self) -> int:
        return high(self.imm)


def low(imm: int) -> int:
    """The signed lower half of an immediate."""
    return ((imm & 0xFFFFFFFF) ^ 0x80000000) - 0x80000000


def high(imm: int) -> int:
    return low(imm >> 32)


def pack(lo: int, hi: int = 0) -> int:
    """Two signed 32-bit numbers as one signed 64-bit immediate."""
    return (hi << 32) | (lo & 0xFFFFFFFF)


class PythonCall(Record, frozen=True):
    """The constant of a PYCALL: a Python callable and the types at its border."""

    name: str
    fn: Any
    argument_types: tuple[Type, ...]
    result_type: Type


class Constant(Record, frozen=True):
    """A value and its static type.  For a function as a value: ``ir.Function`` of a ``FunctionType``;
    of ``PYOBJECT`` type: a ``PythonCall``, or a Python class for RAISE."""

    value: Any
    type: Type


class FunctionCode(Record):
    name: str
    params: tuple[tuple[Bank, int], ...] = ()  # bank and register
    result: Bank = Bank.VALUE
    n_raw: int = 0
    n_values: int = 0
    code: list[Instr] = field(default_factory=list)
    spans: list[int] = field(default_factory=list)  # per instruction: index into Program.spans
    types: tuple[Type, ...] = ()  # of the parameters, and of the result: what archives are checked by
    result_type: Type = NONE


class Program(Record):
    """One ``ir.Function`` with the bodies of its forks: ``functions[0]`` is the function itself.

    A callee may be the function itself (calls to it that are not CALLSELF).  ``spans[0]`` is None: no place.
    """

    name: str
    functions: list[FunctionCode] = field(default_factory=list)
    operands: list[int] = field(default_factory=list)
    constants: list[Constant] = field(default_factory=list)
    operators: list[Schema] = field(default_factory=list)
    kernels: list[str] = field(default_factory=list)  # the qualified names of own operators
    callees: list[Function] = field(default_factory=list)
    classes: list[ClassType] = field(default_factory=list)
    types: list[Type] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    spans: list[Span | None] = field(default_factory=lambda: [None])
