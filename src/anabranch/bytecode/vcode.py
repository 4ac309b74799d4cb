"""Code over virtual registers: what lowering writes and register allocation turns into instructions.

A ``Reg`` may be written at several places (the joins of ifs and loops): liveness is by dataflow, not by SSA.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..base.record import Record, field
from .instructions import INSTRUCTIONS, Instruction
from .program import Bank


class Reg:
    """A virtual register."""

    __slots__ = ("bank", "is_value", "number")

    def __init__(self, bank: Bank, number: int) -> None:
        self.bank = bank
        self.number = number
        self.is_value = bank is Bank.VALUE

    def __repr__(self) -> str:
        return f"{'ifbv'[self.bank]}{self.number}"


class Const(Record, frozen=True):
    """An operand that is a constant of the program's pool."""

    index: int


Operand = Reg | Const


# Virtual code has one more.
SPECS = {**INSTRUCTIONS, "COPY": Instruction("COPY")}


class Ins(Record, eq=False):
    """An instruction.  ``COPY`` is a parallel copy of ``pairs`` (target, source), which encoding takes apart."""

    op: str
    a: Reg | int = 0
    b: Reg | int = 0
    c: Reg | int = 0
    imm: Reg | int = 0
    hi: int = 0
    target: Block | None = None
    args: list[Operand] = field(default_factory=list)
    outs: list[Reg] = field(default_factory=list)
    pairs: list[tuple[Reg, Reg]] = field(default_factory=list)
    span: int = 0
    last: Ins | None = None  # of FUSED: where its run ends, in the same block
    dying: frozenset[Reg] = frozenset()  # value registers read here for the last time
    _reads: list[Reg] | None = None  # they are asked for again and again
    _writes: list[Reg] | None = None

    @property
    def ends(self) -> bool:
        """Nothing falls through it."""
        return SPECS[self.op].ends

    def reads(self) -> list[Reg]:
        if self._reads is None:
            self._reads = [*self._at(SPECS[self.op].reads), *[x for x in self.args if isinstance(x, Reg)]]
            self._reads += [source for _, source in self.pairs]
        return self._reads

    def writes(self) -> list[Reg]:
        if self._writes is None:
            self._writes = [*self._at(SPECS[self.op].writes), *self.outs, *[target for target, _ in self.pairs]]
        return self._writes

    def _at(self, places: Iterable[str]) -> list[Reg]:
        return [x for place in places if isinstance(x := getattr(self, place), Reg)]

    def rename(self, new: dict[Reg, Reg]) -> None:
        fields = (self.a, self.b, self.c, self.imm)
        self.a, self.b, self.c, self.imm = (new.get(x, x) if isinstance(x, Reg) else x for x in fields)
        self.args = [new.get(x, x) if isinstance(x, Reg) else x for x in self.args]
        self.outs = [new.get(x, x) for x in self.outs]
        renamed = ((new.get(t, t), new.get(s, s)) for t, s in self.pairs)
        self.pairs = [(t, s) for t, s in renamed if t is not s]
        self._reads = self._writes = None


class Block(Record, eq=False):
    """A straight run of instructions; only its last one may jump, and it falls through unless that one ends it."""

    code: list[Ins] = field(default_factory=list)
    live_in: set[Reg] = field(default_factory=set)
    live_out: set[Reg] = field(default_factory=set)
    start: int = 0

    @property
    def last(self) -> Ins | None:
        return self.code[-1] if self.code else None

    @property
    def falls_through(self) -> bool:
        return not self.code or not self.code[-1].ends

    @property
    def jump(self) -> Block | None:
        return self.code[-1].target if self.code else None


class VFunction(Record):
    name: str
    params: list[Reg]
    result: Bank
    blocks: list[Block] = field(default_factory=list)

    def successors(self, index: int) -> list[Block]:
        block = self.blocks[index]
        out = [block.jump] if block.jump is not None else []
        if block.falls_through and index + 1 < len(self.blocks):
            out.append(self.blocks[index + 1])
        return [b for b in out if b is not None]
