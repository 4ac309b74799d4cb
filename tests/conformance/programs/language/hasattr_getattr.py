"""hasattr and getattr with literal names on script objects and named tuples."""


class Thing:
    def __init__(self, n: int):
        self.n = n

    def double(self) -> int:
        return self.n * 2


class Pair(NamedTuple):
    left: int
    right: str


def main(n: int):
    t = Thing(n)
    total = 0
    if hasattr(t, "n"):
        total += getattr(t, "n")
    if hasattr(t, "missing"):
        total += t.missing
    p = Pair(n, "r")
    return total, getattr(p, "right") + "!", t.double(), hasattr(t, "double")


INPUTS = [lambda: (4,), lambda: (-1,)]
