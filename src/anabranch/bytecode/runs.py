"""FUSED before each run of operators that csrc/aten can do at once, where their arguments allow it (design/small-tensors.md).

A run stands in one block; views and lists of it end in it, since others would see that they are none of PyTorch's.  What is
said here is only where trying may pay: csrc/aten reads the run itself, and the operators stay where they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .program import Program
from .vcode import Const, Ins, Reg, VFunction

LONGEST = 64  # operators: nobody looks around meanwhile

_WITH_ALPHA = frozenset({"aten::add.Tensor", "aten::add.Scalar", "aten::sub.Tensor", "aten::sub.Scalar", "aten::rsub.Scalar"})
_PLAIN = frozenset(
    "aten::relu aten::neg aten::sigmoid aten::tanh aten::exp aten::mul.Tensor aten::mul.Scalar aten::div.Tensor "
    "aten::div.Scalar aten::linear aten::mm aten::matmul aten::lstm_cell aten::gru_cell".split()
)
# Of views and what takes lists: the arguments that have to be constants.
_CONSTANT = {"aten::chunk": (1, 2), "aten::select.int": (1,), "aten::cat": (1,)}
_VIEWS = frozenset({"aten::chunk", "aten::select.int"})


def mark_runs(f: VFunction, program: Program) -> None:
    """Puts a FUSED before every run of the function, in place."""
    readers = Counter(reg for block in f.blocks for ins in block.code for reg in ins.reads())
    for block in f.blocks:
        if any(ins.op == "OP" for ins in block.code):
            block.code = list(_marked(block.code, _Runs(program, readers)))


def _marked(code: list[Ins], runs: _Runs) -> Iterator[Ins]:
    at = 0
    while at < len(code):
        run = code[at : runs.end(code, at)]
        if run:
            yield Ins("FUSED", last=run[-1], span=run[0].span)
            yield from run
            at += len(run)
        else:
            yield code[at]
            at += 1


class _Runs:
    def __init__(self, program: Program, readers: Counter[Reg]) -> None:
        self.program = program
        self.readers = readers

    def end(self, code: list[Ins], at: int) -> int:
        """Behind the longest run that begins there; ``at`` where none does."""
        end = at
        while end < len(code) and end - at < LONGEST and self._may_run(code[end]):
            end += 1
        while not self._is_closed(code[at:end]):
            end -= 1
        return end

    def _may_run(self, ins: Ins) -> bool:
        if ins.op == "OP":
            return self._is_fusible(ins)
        return ins.op == "UNLIST" or (ins.op == "LIST" and str(self.program.types[ins.hi]) == "Tensor")

    def _is_fusible(self, ins: Ins) -> bool:
        name = self._name(ins)
        if name in _WITH_ALPHA:
            return self._is_one(ins.args[2])
        if name == "aten::addmm":
            return self._is_one(ins.args[3]) and self._is_one(ins.args[4])
        return name in _PLAIN or (name in _CONSTANT and all(isinstance(ins.args[k], Const) for k in _CONSTANT[name]))

    def _is_one(self, x: object) -> bool:
        return isinstance(x, Const) and self.program.constants[x.index].value == 1

    def _name(self, ins: Ins) -> str:
        return self.program.operators[ins.hi].qualified if ins.op == "OP" else ""

    def _is_closed(self, run: list[Ins]) -> bool:
        """Nothing outside reads its views and lists, and it reads no list from outside."""
        inside = Counter(reg for ins in run for reg in ins.reads())
        lists = {reg for ins in run if ins.op == "LIST" or self._name(ins) == "aten::chunk" for reg in ins.writes()}
        views = {reg for ins in run if self._name(ins) in _VIEWS or ins.op == "UNLIST" for reg in ins.writes()}
        taken = {reg for ins in run for reg in self._lists_read(ins)}
        return taken <= lists and all(self.readers[reg] == inside[reg] for reg in lists | views)

    def _lists_read(self, ins: Ins) -> list[Reg]:
        if ins.op == "UNLIST":
            return ins.reads()
        place = {"aten::cat": 0, "aten::lstm_cell": 1}.get(self._name(ins))
        found = [] if place is None else [ins.args[place]]
        return [x for x in found if isinstance(x, Reg)]

