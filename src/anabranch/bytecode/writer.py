"""The pools of a program, and the writer of one function's virtual code."""

from __future__ import annotations

import struct
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from ..lang.types import Type
from .program import MULTI_RESULT, Bank, Constant, Program, bank_of
from .vcode import Block, Const, Ins, Operand, Reg, VFunction

if TYPE_CHECKING:
    from ..base.source import Span
    from ..ir.function import Function
    from ..ir.graph import Graph


def float_bits(x: float) -> int:
    return int(struct.unpack("<q", struct.pack("<d", x))[0])


class ProgramWriter:
    """A program that grows: every pool hands out an index for an entry, the same one for an equal entry."""

    def __init__(self, name: str, root: Function | None, checked: bool = False) -> None:
        self.program = Program(name)
        self.root = root
        self.checked = checked  # casts look at the value, for whoever does not know who wrote the program
        self.bodies: list[tuple[Graph, str]] = []  # graphs of functions 0, 1, …
        self._indices: defaultdict[str, dict[Any, int]] = defaultdict(dict)  # of each pool

    def _index(self, pool: str, entry: Any, key: Any) -> int:
        indices = self._indices[pool]
        index = indices.get(key)
        if index is None:
            entries = getattr(self.program, pool)
            indices[key] = index = len(entries)
            entries.append(entry)
        return index

    def constant(self, value: Any, t: Type) -> Const:
        scalar = value is None or type(value) in (int, bool, str)
        key = (type(value), value, t) if scalar else ("id", id(value), t)
        return Const(self._index("constants", Constant(value, t), key))

    def type(self, t: Type) -> int:
        return self._index("types", t, t)

    def name(self, name: str) -> int:
        return self._index("names", name, name)

    def entry(self, pool: str, entry: Any, key: Any = None) -> int:
        """An operator, kernel, callee or class; compared by identity unless a key is given."""
        return self._index(pool, entry, key if key is not None else id(entry))

    def span(self, span: Span | None) -> int:
        return 0 if span is None else self._index("spans", span, span)

    def body(self, graph: Graph, name: str) -> int:
        self.bodies.append((graph, name))
        return len(self.bodies) - 1


class FunctionWriter:
    """Writes virtual code block by block."""

    def __init__(self, program: ProgramWriter, name: str, result: Bank) -> None:
        self.program = program
        self.f = VFunction(name, [], result, [Block()])
        self.span = 0
        self._count = 0

    @property
    def block(self) -> Block:
        return self.f.blocks[-1]

    def reg(self, t: Type | Bank) -> Reg:
        self._count += 1
        return Reg(t if isinstance(t, Bank) else bank_of(t), self._count)

    def place(self, block: Block) -> None:
        """Go on writing in ``block``, which the code before falls into."""
        self.f.blocks.append(block)

    def ins(
        self,
        op: str,
        a: Reg | int = 0,
        b: Reg | int = 0,
        c: Reg | int = 0,
        imm: Reg | int = 0,
        *,
        hi: int = 0,
        target: Block | None = None,
        args: list[Operand] | None = None,
        outs: list[Reg] | None = None,
    ) -> None:
        self.block.code.append(Ins(op, a, b, c, imm, hi, target, args or [], outs or [], span=self.span))
        if target is not None:
            self.place(Block())

    def call(self, op: str, hi: int, args: list[Operand], results: list[Reg]) -> None:
        """An instruction with an operand list and any number of results."""
        if len(results) == 1:
            self.ins(op, results[0], int(results[0].bank), len(args), hi=hi, args=args)
        else:
            self.ins(op, 0, MULTI_RESULT + len(results), len(args), hi=hi, args=args, outs=results)

    def copy(self, pairs: list[tuple[Reg, Reg]]) -> None:
        if pairs:
            self.block.code.append(Ins("COPY", pairs=pairs, span=self.span))

    def load(self, target: Reg, value: Any, t: Type) -> None:
        """Put a constant into a register."""
        if target.bank is Bank.VALUE:
            self.ins("LDC", target, imm=self.program.constant(value, t).index)
        elif target.bank is Bank.FLOAT:
            self.ins("LDI", target, imm=float_bits(float(value)))
        else:
            self.ins("LDI", target, imm=int(value))


