"""Which registers are live where: per block, and as ranges over the linear order of the code.

Positions: instruction ``i`` reads at ``2 * i`` and writes at ``2 * i + 1``, so that a result may take the register of
an operand that dies there.
"""

from __future__ import annotations

from collections import defaultdict

from .vcode import Block, Reg, VFunction

Range = tuple[int, int]  # first and last position, both included


def _upward_exposed(block: Block) -> tuple[set[Reg], set[Reg]]:
    """Registers read before written, and registers written, in a block."""
    reads: set[Reg] = set()
    writes: set[Reg] = set()
    for ins in block.code:
        reads.update([r for r in ins.reads() if r not in writes])
        writes.update(ins.writes())
    return reads, writes


def compute_liveness(f: VFunction) -> None:
    """Fill ``live_in`` and ``live_out`` of every block."""
    exposed = [_upward_exposed(b) for b in f.blocks]
    successors = [f.successors(i) for i in range(len(f.blocks))]
    for block in f.blocks:
        block.live_in, block.live_out = set(), set()
    changed = True
    while changed:
        changed = False
        for i in reversed(range(len(f.blocks))):
            block, (reads, writes) = f.blocks[i], exposed[i]
            out = set().union(*(s.live_in for s in successors[i]))
            live = reads | (out - writes)
            changed |= live != block.live_in
            block.live_in, block.live_out = live, out


def number(f: VFunction) -> None:
    at = 1  # the parameters are written at position 0
    for block in f.blocks:
        block.start = at
        at += len(block.code)


def live_ranges(f: VFunction) -> dict[Reg, list[Range]]:
    """For every register its ranges in increasing order.  Needs ``compute_liveness``."""
    number(f)
    ranges: dict[Reg, list[Range]] = defaultdict(list)
    for block in reversed(f.blocks):
        _block_ranges(block, ranges)
    for param in f.params:
        first = ranges[param][-1] if ranges[param] else (1, 1)
        if ranges[param] and first[0] <= 2:
            ranges[param][-1] = (1, first[1])
        else:
            ranges[param].append((1, 1))
    return {reg: _merged(found[::-1]) for reg, found in ranges.items()}


def _block_ranges(block: Block, ranges: dict[Reg, list[Range]]) -> None:
    first, end = 2 * block.start, 2 * (block.start + len(block.code)) - 1
    last_read: dict[Reg, int] = dict.fromkeys(block.live_out, max(first, end))
    for i in range(len(block.code) - 1, -1, -1):
        at, ins = 2 * (block.start + i), block.code[i]
        for reg in ins.writes():
            ranges[reg].append((at + 1, max(at + 1, last_read.pop(reg, at + 1))))
        for reg in ins.reads():
            last_read.setdefault(reg, at)
    for reg, last in last_read.items():
        ranges[reg].append((first, last))


def _merged(ranges: list[Range]) -> list[Range]:
    out: list[Range] = []
    for first, last in sorted(ranges):
        if out and first <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return out


def overlap(x: list[Range], y: list[Range]) -> bool:
    i = j = 0
    while i < len(x) and j < len(y):
        if x[i][1] < y[j][0]:
            i += 1
        elif y[j][1] < x[i][0]:
            j += 1
        else:
            return True
    return False


def union(x: list[Range], y: list[Range]) -> list[Range]:
    return _merged(x + y)
