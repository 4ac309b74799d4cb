"""Blocks of virtual code: which are reached, and jumps that only lead to jumps."""

from __future__ import annotations

from .vcode import Block, VFunction


def remove_unreachable(f: VFunction) -> None:
    place = {id(b): i for i, b in enumerate(f.blocks)}
    seen, todo = {0}, [0]
    while todo:
        for successor in f.successors(todo.pop()):
            i = place[id(successor)]
            if i not in seen:
                seen.add(i)
                todo.append(i)
    f.blocks = [b for i, b in enumerate(f.blocks) if i in seen]


def _final(f: VFunction, places: dict[int, int], start: Block) -> Block:
    """Where a jump to ``start`` ends up: empty blocks and blocks of one jump are passed."""
    block: Block = start
    seen: set[int] = set()
    while id(block) not in seen:
        seen.add(id(block))
        i = places[id(block)]
        if not block.code and i + 1 < len(f.blocks):
            block = f.blocks[i + 1]
        elif block.code and block.code[0].op == "JMP" and block.code[0].target is not None:
            block = block.code[0].target
    return block


def thread_jumps(f: VFunction) -> None:
    """Lead every jump to where it ends up, and leave out jumps to what follows anyway."""
    places = {id(b): i for i, b in enumerate(f.blocks)}
    for block in f.blocks:
        if block.last is not None and block.last.target is not None:
            block.last.target = _final(f, places, block.last.target)
    for i, block in enumerate(f.blocks[:-1]):
        last = block.last
        if last is not None and last.op == "JMP" and last.target is _final(f, places, f.blocks[i + 1]):
            block.code.pop()


def simplify(f: VFunction) -> None:
    """Before values are dropped on edges: no empty blocks, no detours."""
    thread_jumps(f)
    remove_unreachable(f)
    kept = [b for b in f.blocks if b.code]  # nothing jumps to an empty block any more
    f.blocks = kept
