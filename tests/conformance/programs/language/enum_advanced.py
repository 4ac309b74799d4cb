"""Enums of strings and floats: members from arguments, as dict free keys, returned from helpers."""
from enum import Enum


class Mode(Enum):
    SUM = "sum"
    MEAN = "mean"
    MAX = "max"


class Level(Enum):
    LOW = 0.5
    HIGH = 2.5


def reduce_by(x: Tensor, mode: Mode) -> Tensor:
    if mode == Mode.SUM:
        return x.sum()
    elif mode == Mode.MEAN:
        return x.mean()
    return x.max()


def next_mode(mode: Mode) -> Mode:
    if mode == Mode.SUM:
        return Mode.MEAN
    if mode != Mode.MEAN:
        return Mode.SUM
    return Mode.MAX


def main(x: Tensor, mode: Mode, level: Level):
    names: List[str] = []
    values: List[Tensor] = []
    m = mode
    for _ in range(3):
        names.append(m.name + "=" + m.value)
        values.append(reduce_by(x, m) * level.value)
        m = next_mode(m)
    modes = [mode, m, Mode.MAX]
    total = 0.0
    for l in [Level.LOW, level]:
        total += l.value
    return names, values, m == mode, modes, total, (level, mode.value)


INPUTS = [lambda: (torch.randn(4), Mode.SUM, Level.LOW), lambda: (torch.ones(2, 2), Mode.MAX, Level.HIGH)]
