"""A method's parameter behind the star is given by name only."""
EXPECT = ("compile", r"(scale|positional)")


@jit.script
class Ruler:
    def __init__(self, start: int):
        self.start = start

    def at(self, steps: int, *, scale: int) -> int:
        return self.start + steps * scale


def main(n: int) -> int:
    return Ruler(n).at(2, 3)


def near(n: int) -> int:
    return Ruler(n).at(2, scale=3)


INPUTS = [lambda: (1,), lambda: (5,)]
