"""From virtual code with numbered registers to ``FunctionCode``: copies in order, jumps threaded, operands packed."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.errors import GraphError
from .instructions import INSTRUCTIONS
from .jumps import remove_unreachable, thread_jumps
from .program import Bank, FunctionCode, Instr, OperandKind, operand, pack
from .vcode import Const, Ins, Operand, Reg, VFunction

LARGEST = 65535  # registers and operands are counted in 16 bits


def encode(f: VFunction, numbers: dict[Reg, int], operands: list[int]) -> FunctionCode:
    """Make the code of one function; operand lists are appended to the program's ``operands``."""
    for block in f.blocks:
        if any(ins.pairs for ins in block.code):
            block.code = [step for ins in block.code for step in _plain(ins, numbers)]
    thread_jumps(f)
    _fuse_returns(f)
    place = _place_blocks(f)
    out = FunctionCode(f.name, tuple((p.bank, numbers[p]) for p in f.params), f.result)
    out.n_raw = 1 + max((n for r, n in numbers.items() if not r.is_value), default=-1)
    out.n_values = 1 + max((n for r, n in numbers.items() if r.is_value), default=-1)
    for block in f.blocks:
        for k, ins in enumerate(block.code):
            if ins.last is not None:
                ins.imm = block.code.index(ins.last, k) - k
            out.code.append(_instr(ins, numbers, operands, place))
            out.spans.append(ins.span)
    return out


# -- parallel copies


def _plain(ins: Ins, numbers: dict[Reg, int]) -> Iterator[Ins]:
    if ins.op != "COPY":
        yield ins
        return
    for is_value in (False, True):
        pairs = [(t, s) for t, s in ins.pairs if t.is_value == is_value and numbers[t] != numbers[s]]
        yield from _sequence(pairs, numbers, ins)


def _sequence(pairs: list[tuple[Reg, Reg]], numbers: dict[Reg, int], ins: Ins) -> Iterator[Ins]:
    """A parallel copy as moves; cycles are broken by swaps."""
    todo = {numbers[t]: (t, s) for t, s in pairs}
    readers: dict[int, int] = {}
    for _, source in pairs:
        readers[numbers[source]] = readers.get(numbers[source], 0) + 1
    ready = [t for t in todo if not readers.get(t)]
    while todo:
        if not ready:
            yield from _cycle(todo, numbers, ins)
            return
        target, source = todo.pop(ready.pop())
        number = numbers[source]
        readers[number] -= 1
        yield _move(target, source, ins, last=not readers[number])
        if number in todo and not readers[number]:
            ready.append(number)


def _move(target: Reg, source: Reg, ins: Ins, last: bool) -> Ins:
    if not target.is_value:
        return Ins("MOV", target, source, span=ins.span)
    return Ins("TAKE" if last and source in ins.dying else "MOVV", target, source, span=ins.span)


def _cycle(todo: dict[int, tuple[Reg, Reg]], numbers: dict[Reg, int], ins: Ins) -> Iterator[Ins]:
    """Only cycles are left: every register is read once and written once."""
    while todo:
        first, (target, source) = next(iter(todo.items()))
        while numbers[source] != first:
            yield Ins("SWAPV" if target.is_value else "SWAP", target, source, span=ins.span)
            del todo[numbers[target]]
            target, source = todo[numbers[source]]
        del todo[numbers[target]]


# -- blocks


def _fuse_returns(f: VFunction) -> None:
    """A jump to a lone return is that return."""
    for block in f.blocks:
        last = block.last
        if last is None or last.op != "JMP" or last.target is None:
            continue
        if last.target.code[0].op in ("RET", "RETNONE"):
            block.code[-1] = last.target.code[0]


def _place_blocks(f: VFunction) -> dict[int, int]:
    """Instruction number of every block; blocks that nothing reaches any more are left out."""
    remove_unreachable(f)
    place: dict[int, int] = {}
    at = 0
    for block in f.blocks:
        place[id(block)] = at
        at += len(block.code)
    return place


# -- instructions


_RAW_KINDS = {Bank.INT: OperandKind.INT, Bank.FLOAT: OperandKind.FLOAT, Bank.BOOL: OperandKind.BOOL}


def _operand_list(ins: Ins, numbers: dict[Reg, int]) -> list[int]:
    dying = set(ins.dying)
    out = [_operand(x, numbers, set()) for x in reversed(ins.outs)]
    out += [_operand(x, numbers, dying) for x in reversed(ins.args)]  # from the end: the last reader takes the value
    return out[::-1]


def _operand(x: Operand, numbers: dict[Reg, int], dying: set[Reg]) -> int:
    """A register that is dying is moved; that takes it out of them."""
    if isinstance(x, Const):
        return operand(OperandKind.CONST, x.index)
    if not x.is_value:
        return operand(_RAW_KINDS[x.bank], numbers[x])
    if x not in dying:
        return operand(OperandKind.COPY, numbers[x])
    dying.discard(x)
    return operand(OperandKind.MOVE, numbers[x])


def _instr(ins: Ins, numbers: dict[Reg, int], operands: list[int], place: dict[int, int]) -> Instr:
    spec = INSTRUCTIONS[ins.op]
    a, b, c, imm = [numbers[x] if isinstance(x, Reg) else x for x in (ins.a, ins.b, ins.c, ins.imm)]
    if ins.target is not None:
        imm = pack(place[id(ins.target)], ins.hi)
    elif spec.has_list:
        imm = pack(_shared(_operand_list(ins, numbers), operands), ins.hi)
    if spec.taken:
        dies = int(getattr(ins, spec.takes) in ins.dying)
        b, imm = (dies, imm) if spec.taken == "b" else (b, dies)
    if max(a, b, c) > LARGEST:
        raise GraphError(f"{ins.op} with {max(a, b, c)} operands or registers; the machine has room for {LARGEST}")
    return Instr(ins.op, a, b, c, imm)


def _shared(found: list[int], operands: list[int]) -> int:
    """The offset of an operand list, appended to the pool."""
    operands.extend(found)
    return len(operands) - len(found)
