"""From virtual registers to numbered ones: join copies, drop dead values, colour.

Values are let go as early as eager Python lets go of them: the last reader takes the value out of its register; where
nothing takes it, a DROP is put behind the last reader, or at the start of the branch that does not need it.
"""

from __future__ import annotations

from bisect import bisect_left

from .jumps import remove_unreachable, simplify
from .liveness import Range, compute_liveness, live_ranges, overlap, union
from .vcode import SPECS, Block, Ins, Reg, VFunction


def allocate(f: VFunction) -> dict[Reg, int]:
    """Finish the virtual code and give every register a number within its bank (raw or value)."""
    remove_unreachable(f)
    _join_copies(f)
    simplify(f)
    _drop_dead_values(f)
    return _colour(f)


# -- joining copies


def _join_copies(f: VFunction) -> None:
    """Give the two sides of a copy one register where their lives do not cross."""
    if not any(ins.pairs for block in f.blocks for ins in block.code):
        return
    compute_liveness(f)
    ranges = live_ranges(f)
    joined: dict[Reg, Reg] = {}

    def root(reg: Reg) -> Reg:
        while reg in joined:
            reg = joined[reg]
        return reg

    params = set(f.params)
    for block in reversed(f.blocks):  # inner results first meet the registers of the loop around them
        for ins in block.code:
            for pair in ins.pairs:
                target, source = map(root, pair)
                if target is source or (target in params and source in params):
                    continue
                if overlap(ranges[target], ranges[source]):
                    continue
                kept, gone = (source, target) if source in params else (target, source)
                joined[gone] = kept
                ranges[kept] = union(ranges[kept], ranges.pop(gone))
    new = {reg: root(reg) for reg in joined}
    for block in f.blocks:
        for ins in block.code:
            if ins.pairs or not new.keys().isdisjoint([*ins.reads(), *ins.writes()]):
                ins.rename(new)
        block.code = [ins for ins in block.code if ins.op != "COPY" or ins.pairs]


# -- letting go of values


def _taken(ins: Ins) -> set[Reg]:
    """Value registers that this instruction can take out rather than read."""
    out = {r for r in ins.args if isinstance(r, Reg)}
    out.update(source for _, source in ins.pairs)
    if SPECS[ins.op].takes:
        out.add(getattr(ins, SPECS[ins.op].takes))
    return out


def _drop_dead_values(f: VFunction) -> None:
    """Leaves the liveness of the blocks behind as it is then."""
    compute_liveness(f)
    at_jump = {id(b): _mark_block(b) for b in f.blocks}
    entry = [Ins("DROP", p) for p in f.params if p.is_value and p not in f.blocks[0].live_in]
    if entry and _is_target(f, f.blocks[0]):
        f.blocks.insert(0, Block())
        at_jump[id(f.blocks[0])] = set()
    dropped = _drop_on_edges(f, at_jump)
    f.blocks[0].code[:0] = entry
    if dropped or entry:
        compute_liveness(f)


def _is_target(f: VFunction, block: Block) -> bool:
    return any(b.jump is block for b in f.blocks)


def _mark_block(block: Block) -> set[Reg]:
    """Mark last reads; put DROPs behind reads that do not take.  Returns values that die in the block's jump."""
    live = {r for r in block.live_out if r.is_value}
    out: list[Ins] = []
    at_jump: set[Reg] = set()
    for ins in reversed(block.code):
        written = {r for r in ins.writes() if r.is_value}
        read = {r for r in ins.reads() if r.is_value}
        dying = (read - live) | (read & written)
        taken = dying & _taken(ins) if dying else dying
        ins.dying = frozenset(taken)
        left = (dying - taken - written) | (written - live - read)
        if ins.target is not None:
            at_jump = left
        elif left and not ins.ends:
            out.extend(Ins("DROP", r, span=ins.span) for r in sorted(left, key=lambda r: r.number))
        out.append(ins)
        live -= written
        live |= read
    block.code = out[::-1]
    return at_jump


def _drop_on_edges(f: VFunction, at_jump: dict[int, set[Reg]]) -> bool:
    """Values that one branch needs and the other does not are dropped where the other begins.  Whether there are any."""
    dropped = False
    held = {id(b): {r for r in b.live_out if r.is_value} | at_jump[id(b)] for b in f.blocks}
    sources: dict[int, list[Block]] = {}
    for i, block in enumerate(f.blocks):
        for successor in f.successors(i):
            sources.setdefault(id(successor), []).append(block)
    for block in list(f.blocks):
        before = sources.get(id(block), [])
        if not before:
            continue
        surplus = [held[id(b)] - block.live_in for b in before]
        common = set.intersection(*surplus)
        dropped = dropped or any(surplus)
        for source, mine in zip(before, surplus, strict=True):
            if mine - common:
                _split_edge(f, source, block, mine - common)
        block.code[:0] = _drops(common)
    return dropped


def _drops(regs: set[Reg]) -> list[Ins]:
    return [Ins("DROP", r) for r in sorted(regs, key=lambda r: r.number)]


def _split_edge(f: VFunction, source: Block, target: Block, regs: set[Reg]) -> None:
    middle = Block(_drops(regs))
    middle.live_out = set(target.live_in)
    if source.jump is target:
        assert source.last is not None
        source.last.target = middle
        middle.code.append(Ins("JMP", target=target))
        f.blocks.append(middle)  # nothing falls into it: the last block ends in RET
        return
    f.blocks.insert(next(i for i, b in enumerate(f.blocks) if b is source) + 1, middle)


# -- colouring


class _Bank:
    """The numbered registers of one bank with the ranges they are taken for."""

    def __init__(self) -> None:
        self.taken: list[list[Range]] = []

    def place(self, ranges: list[Range]) -> int:
        for number, taken in enumerate(self.taken):
            if ranges[0][0] > taken[-1][1]:
                taken.extend(ranges)
                return number
            if ranges[0][0] < taken[-1][0] and not _crosses(taken, ranges):
                self.taken[number] = union(taken, ranges)
                return number
        self.taken.append(list(ranges))
        return len(self.taken) - 1


def _crosses(taken: list[Range], ranges: list[Range]) -> bool:
    first = max(0, bisect_left(taken, (ranges[0][0], 0)) - 1)
    return overlap(taken[first:], ranges)


def _colour(f: VFunction) -> dict[Reg, int]:
    ranges = live_ranges(f)
    raw, values = _Bank(), _Bank()
    out: dict[Reg, int] = {}
    for reg in [*f.params, *sorted(ranges, key=lambda r: (ranges[r][0], r.number))]:
        if reg not in out:
            out[reg] = (values if reg.is_value else raw).place(ranges[reg])
    return out
