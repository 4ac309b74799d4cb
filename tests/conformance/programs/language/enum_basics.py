"""Enum members as arguments, locals, results and list items; name, value and comparison."""
import enum


class Side(enum.Enum):
    LEFT = "l"
    RIGHT = "r"
    BOTH = "lr"


def opposite(side: Side) -> Side:
    if side == Side.LEFT:
        return Side.RIGHT
    if side == Side.RIGHT:
        return Side.LEFT
    return side


def main(side: Side, times: int):
    path = [side]
    for _ in range(times):
        path.append(opposite(path[-1]))
    lefts = 0
    for step in path:
        if step == Side.LEFT:
            lefts += 1
    chosen = Side.BOTH if lefts > 1 else side
    return chosen, chosen.name, path[-1].value, lefts, side != chosen, path


INPUTS = [lambda: (Side.LEFT, 3), lambda: (Side.BOTH, 1), lambda: (Side.RIGHT, 0)]
