"""Register allocation against a model: random virtual code gives the same values in numbered registers."""

from __future__ import annotations

import random

from anabranch.bytecode.encode import encode
from anabranch.bytecode.program import Bank, Instr, OperandKind, split_operand
from anabranch.bytecode.registers import allocate
from anabranch.bytecode.vcode import Block, Ins, Reg, VFunction


def random_function(seed: int) -> VFunction:
    """Blocks that jump forwards at random; parallel copies and tuples over a few value registers."""
    rng = random.Random(seed)
    params = [Reg(Bank.VALUE, k) for k in range(3)]
    regs = params + [Reg(Bank.VALUE, k) for k in range(3, 9)]
    flag = Reg(Bank.BOOL, 100)
    f = VFunction("f", [flag, *params], Bank.VALUE, [Block() for _ in range(6)])
    first = f.blocks[0]
    for reg in regs[3:]:
        first.code.append(Ins("TUPLE", reg, args=list(rng.choices(params, k=2))))
    for i, block in enumerate(f.blocks[:-1]):
        for _ in range(rng.randrange(4)):
            block.code.append(_random_ins(rng, regs))
        if rng.random() < 0.6:
            block.code.append(Ins(rng.choice(["JT", "JF"]), flag, target=rng.choice(f.blocks[i + 1 :])))
    f.blocks[-1].code += [Ins("TUPLE", regs[0], args=list(regs)), Ins("RET", regs[0], 3)]
    return f


def _random_ins(rng: random.Random, regs: list[Reg]) -> Ins:
    if rng.random() < 0.5:
        return Ins("TUPLE", rng.choice(regs), args=list(rng.choices(regs, k=rng.randrange(3))))
    targets = rng.sample(regs, rng.randrange(1, 5))
    return Ins("COPY", pairs=[(t, rng.choice(regs)) for t in targets])


def run_virtual(f: VFunction, flag: bool, args: list[object]) -> object:
    values: dict[Reg, object] = dict(zip(f.params[1:], args, strict=True))
    i = 0
    while True:
        block, after = f.blocks[i], i + 1
        for ins in block.code:
            if ins.op == "TUPLE":
                values[ins.a] = tuple(values[a] for a in ins.args)  # type: ignore[index]
            elif ins.op == "COPY":
                values.update({t: values[s] for t, s in ins.pairs})
            elif ins.op == "RET":
                return values[ins.a]  # type: ignore[index]
            elif (ins.op == "JT") == flag:
                after = next(k for k, b in enumerate(f.blocks) if b is ins.target)
        i = after


def run_encoded(code: list[Instr], operands: list[int], registers: dict[int, object]) -> object:
    """Taken registers become empty; reading an empty one is an error, and so is losing track of one."""

    def read(reg: int, taken: bool) -> object:
        return registers.pop(reg) if taken else registers[reg]

    flag, at = registers.pop(-1), 0
    while True:
        i = code[at]
        at += 1
        if i.op == "TUPLE":
            split = [split_operand(bits) for bits in operands[i.lo : i.lo + i.c]]
            registers[i.a] = tuple([read(k, kind is OperandKind.MOVE) for kind, k in split])
        elif i.op in ("TAKE", "MOVV"):
            registers[i.a] = read(i.b, i.op == "TAKE")
        elif i.op == "SWAPV":
            registers[i.a], registers[i.b] = registers[i.b], registers[i.a]
        elif i.op == "DROP":
            del registers[i.a]
        elif i.op == "RET":
            result = registers.pop(i.a)
            assert not registers, "values were left over"
            return result
        elif i.op == "JMP" or (i.op == "JT") == flag:
            at = i.lo


def test_allocated_code_computes_the_same_and_leaves_nothing() -> None:
    for seed in range(300):
        for flag in (False, True):
            args: list[object] = ["a", "b", "c"]
            expected = run_virtual(random_function(seed), flag, args)
            f = random_function(seed)
            for block in f.blocks:
                for ins in block.code:
                    ins.c = len(ins.args)
            numbers = allocate(f)
            operands: list[int] = []
            code = encode(f, numbers, operands)
            registers: dict[int, object] = {number: a for (_, number), a in zip(code.params[1:], args, strict=True)}
            registers[-1] = flag
            assert run_encoded(code.code, operands, registers) == expected, seed
